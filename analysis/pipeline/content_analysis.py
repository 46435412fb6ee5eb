"""Content analysis: summary, key points, topics, names, sentiment and structure of the whole transcript."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from statistics import fmean

from analysis.pipeline import speech_rate, values
from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.entities import entities
from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.outline import sections, summary
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.style import genre, quality, speech_style
from analysis.pipeline.nlp.vectors import arrays, embeddings
from analysis.pipeline.nlp.words import language
from analysis.pipeline.progress import Progress, checked


@dataclass(frozen=True)
class _Amounts:
    """How much of each part one depth returns. The whole transcript is analysed at every depth."""

    summary_sentences: int
    key_points: int
    topics: int
    keywords: int
    entities: int
    points_per_section: int


_AMOUNTS = {
    "basic": _Amounts(3, 5, 6, 15, 20, 0),
    "detailed": _Amounts(5, 8, 10, 25, 40, 2),
    "comprehensive": _Amounts(8, 12, 15, 40, 80, 3),
}
#: Phrases ranked for topics: one topic can group several.
_PHRASES = 150
#: The most windows of the sentiment timeline, and their shortest length in seconds.
_WINDOWS = 60
_SHORTEST_WINDOW = 15.0
#: Bytes of all quotes of the sections, as UTF-8; each section has an equal share.
_QUOTED_BYTES = 500_000
#: Characters of the transcript that its language is detected from: many times what the model needs.
_LANGUAGE_SAMPLE = 20_000
#: Confidence from which the detected language overrides the one that the source states.
_LANGUAGE_CONFIDENCE = 0.8
#: The overall sentiment is neutral if the mean score of the sentences is closer to 0 than this.
_NEUTRAL_BELOW = 0.1


def analyse_content(
    video: values.Video,
    transcript: values.Transcript,
    *,
    depth: str,
    progress: Progress,
    keep_vectors: Callable[[Sequence[float], arrays.Float32s], None] = lambda starts, rows: None,
) -> values.Content:
    """Return the analysis of ``transcript``. Parts that its language or its captions do not allow are None.

    ``depth`` is ``basic``, ``detailed`` or ``comprehensive``. Where the sentences are embedded, ``keep_vectors`` gets
    the second at which each begins and its vector.
    """
    amounts, check = _AMOUNTS[depth], progress.check_cancelled
    progress.update(0, 100, "Splitting the transcript into sentences")
    spoken_in = _language(transcript)
    spoken = sentences.split(transcript.segments, spoken_in, check=check)
    progress.update(5, 100, f"Weighing {len(spoken):,} sentences")
    meaning = _meaning(spoken, spoken_in, depth, progress.part(5, 20))
    if meaning is not None:
        keep_vectors([sentence.start for sentence in spoken], meaning)
    ranking = summary.SentenceRanking(spoken, spoken_in, meaning, video.title, check=check)
    quoted = summary.summarise(ranking, amounts.summary_sentences)
    points = summary.select_spread(ranking, amounts.key_points, taken=quoted)
    progress.update(25, 100, "Extracting topics and key phrases")
    hints = [video.title, *(video.tags or ()), *(chapter.title for chapter in video.chapters or ())]
    texts = [sentence.text for sentence in spoken]
    phrases = keyphrases.rank(texts, spoken_in, filter(None, hints), limit=_PHRASES, check=check)
    progress.update(40, 100, "Extracting names")
    names = entities.find(spoken, spoken_in, video, limit=amounts.entities, check=check)
    progress.update(50, 100, "Dividing the video into sections")
    # A sentence is quoted once: in the summary, as a key point, as a title, or in its section.
    taken = (*quoted, *points)
    if video.chapters:
        parts = sections.from_chapters(video.chapters, spoken, spoken_in, taken=taken, check=check)
    else:
        parts = sections.from_words(spoken, spoken_in, meaning, taken=taken, check=check)
    taken = (*taken, *(part.quoted for part in parts if part.quoted is not None))
    room = _QUOTED_BYTES // max(1, len(parts))
    video_sections = tuple(_section(part, ranking, amounts, taken, room) for part in checked(parts, check))
    repeated = sentiment.second_pass_limit(depth, of_speech=True)
    content_sentiment = _sentiment(spoken, spoken_in, meaning, repeated, progress.part(60, 90))
    progress.update(90, 100, "Measuring how easily the talk can be followed")
    style = speech_style.measure_style(transcript, spoken, video.duration_seconds, check=check)
    found_genre = genre.classify(video, style)
    content = values.Content(
        summary=" ".join(ranking.sentences[index].text for index in quoted) or None,
        key_points=_key_points(ranking, points),
        topics=keyphrases.topics(phrases, spoken, amounts.topics),
        keywords=keyphrases.keywords(phrases, amounts.keywords),
        entities=names,
        sentiment=content_sentiment,
        structure=values.Structure(found_genre.genre, video_sections, found_genre.evidence, asdict(style)),
        quality=quality.assess(
            transcript, spoken, parts, spoken_in, speech_rate.measure(transcript, video.language), check=check
        ),
        coverage=_coverage(transcript, spoken, check),
        summary_sentences=_quotes(ranking, quoted),
    )
    progress.update(100, 100, "Content analysed")
    return content


def _language(transcript: values.Transcript) -> str | None:
    """Return the detected language; below ``_LANGUAGE_CONFIDENCE`` the one that the source states, if any."""
    said = ""
    for segment in transcript.segments:
        said += sentences.strip_sounds(segment.text) + " "
        if len(said) > _LANGUAGE_SAMPLE:
            break
    detected = language.detect(said[:_LANGUAGE_SAMPLE])
    if detected.language and detected.confidence >= _LANGUAGE_CONFIDENCE:
        return detected.language
    return language.base(transcript.language) or detected.language


def _meaning(
    spoken: Sequence[Sentence], spoken_in: str | None, depth: str, progress: Progress
) -> arrays.Float32s | None:
    """Return the sentence embeddings, None at depth ``basic`` and in languages that the encoder does not support."""
    if depth == "basic" or spoken_in not in embeddings.LANGUAGES:
        return None
    texts = [sentence.text for sentence in spoken]
    return embeddings.embed(
        texts,
        check=lambda done: progress.update(done, len(texts), f"Reading sentence {done + 1:,} of {len(texts):,}"),
    )


def _quotes(ranking: summary.SentenceRanking, indexes: Iterable[int]) -> tuple[values.Quote, ...]:
    found = (ranking.sentences[index] for index in indexes)
    return tuple(values.Quote(sentence.text, sentence.start, sentence.end) for sentence in found)


def _key_points(ranking: summary.SentenceRanking, indexes: Sequence[int]) -> tuple[values.KeyPoint, ...]:
    scores = [float(ranking.scores[index]) for index in indexes]
    top = max(scores, default=0.0) or 1.0
    return tuple(
        values.KeyPoint(said.text, said.start, said.end, score / top)
        for said, score in zip(_quotes(ranking, indexes), scores, strict=True)
    )


def _section(
    part: sections.SectionSpan, ranking: summary.SentenceRanking, amounts: _Amounts, taken: Sequence[int], room: int
) -> values.Section:
    """Return a section with its best sentence as summary and the next best, in spoken order, as key points.

    The first that would exceed ``room`` bytes is not quoted, nor are the less good ones after it.
    """
    among = range(part.first, part.stop)
    best = ranking.quotable(1 + amounts.points_per_section, among, taken) or ranking.best(1, among, taken)
    sizes = accumulate(len(ranking.sentences[index].text.encode()) for index in best)
    best = best[: sum(size <= room for size in sizes)]
    summary_quotes, points = _quotes(ranking, best[:1]), _quotes(ranking, sorted(best[1:]))
    return values.Section(part.title, part.start, part.end, summary_quotes, points)


def _sentiment(
    spoken: Sequence[Sentence],
    spoken_in: str | None,
    meaning: arrays.Float32s | None,
    second_pass_limit: int,
    progress: Progress,
) -> values.ContentSentiment | None:
    """Return the sentiment of what is said, None in an unsupported language or without speech."""
    if not spoken or not sentiment.supports_language(spoken_in, with_meaning=meaning is not None):
        return None

    def on_progress(done: int) -> None:
        progress.update(done, len(spoken), f"Scoring the sentiment of sentence {done + 1:,} of {len(spoken):,}")

    texts = [sentence.text for sentence in spoken]
    predictions = sentiment.predict(
        texts, [spoken_in] * len(texts), meaning, second_pass_limit=second_pass_limit, check=on_progress
    )
    scored = [(sentence, found) for sentence, found in zip(spoken, predictions, strict=True) if found is not None]
    if not scored:
        return None
    labels = [found.label for _, found in scored]
    mean = fmean(found.score for _, found in scored)
    sign = "positive" if mean > 0 else "negative"
    return values.ContentSentiment(
        label="neutral" if abs(mean) < _NEUTRAL_BELOW else sign,
        score=mean,
        distribution={name: labels.count(name) / len(labels) for name in sentiment.LABELS},
        timeline=_timeline([sentence for sentence, _ in scored], [found.score for _, found in scored]),
        n=len(scored),
    )


def _timeline(spoken: Sequence[Sentence], scores: Sequence[float]) -> tuple[values.SentimentPoint, ...]:
    """Return the mean score of the sentences that begin in each window; the windows span first to last word."""
    first, last = spoken[0].start, max(sentence.end for sentence in spoken)
    count = max(1, min(_WINDOWS, int((last - first) / _SHORTEST_WINDOW)))
    length = (last - first) / count
    windows: list[list[float]] = [[] for _ in range(count)]
    for sentence, score in zip(spoken, scores, strict=True):
        index = int((sentence.start - first) / length) if length else 0
        windows[max(0, min(count - 1, index))].append(score)
    return tuple(
        values.SentimentPoint(
            first + index * length, first + (index + 1) * length, sum(window) / len(window) if window else None
        )
        for index, window in enumerate(windows)
    )


def _coverage(transcript: values.Transcript, spoken: Sequence[Sentence], check: Callable[[], None]) -> float:
    """Return the share of the speech that is part of a sentence, in letters: not every script separates words."""
    said = sum(_count_letters(sentences.strip_sounds(segment.text)) for segment in checked(transcript.segments, check))
    analysed = sum(_count_letters(sentence.text) for sentence in checked(spoken, check))
    return min(1.0, analysed / said) if said else 0.0


def _count_letters(text: str) -> int:
    return sum(map(str.isalnum, text))
