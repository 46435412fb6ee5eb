"""What the video says: summary, key points, topics, names, mood and structure, all from the whole transcript."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean

from analysis.pipeline import values
from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.entities import entities
from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.outline import sections, summary
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.style import genre, quality, speech_style
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language
from analysis.pipeline.progress import Progress


@dataclass(frozen=True)
class _Amounts:
    """How much is told at one depth. Nothing is read less thoroughly for being told more briefly."""

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
#: Phrases weighed for topics, so that one topic can gather several.
_PHRASES = 150
#: The mood is told in windows: at most this many, none shorter than these seconds.
_WINDOWS = 60
_SHORTEST_WINDOW = 15.0
#: Characters looked at to tell the language of the transcript: many times what the model needs.
_LANGUAGE_SAMPLE = 20_000
#: A language that is heard this surely counts more than the one that the source states.
_SURE = 0.8
#: The mood of the whole is neutral while the mean score of its sentences lies nearer to 0 than this.
_NEUTRAL_BELOW = 0.1


def analyse_content(
    video: values.Video, transcript: values.Transcript, *, depth: str, progress: Progress
) -> values.Content:
    """Return what ``transcript`` says. Parts that its language or its captions do not allow are None.

    ``depth`` is ``basic``, ``detailed`` or ``comprehensive``; the whole transcript is read at each.
    """
    amounts = _AMOUNTS[depth]
    progress.update(0, 100, "Splitting the transcript into sentences")
    spoken_in = _language(transcript)
    spoken = sentences.split(transcript.segments, spoken_in, check=lambda: progress.update(0, 100))
    progress.update(5, 100, f"Weighing {len(spoken):,} sentences")
    meaning = _meaning(spoken, spoken_in, depth, progress.part(5, 20))
    ranking = summary.Ranking(spoken, spoken_in, meaning, video.title)
    quotes = summary.summarise(ranking, amounts.summary_sentences)
    progress.update(25, 100, "Looking for topics and key phrases")
    phrases = keyphrases.rank([sentence.text for sentence in spoken], spoken_in, _hints(video), limit=_PHRASES)
    progress.update(40, 100, "Looking for names")
    names = entities.find(spoken, spoken_in, video, limit=amounts.entities)
    progress.update(50, 100, "Dividing the video into sections")
    parts = _parts(video, spoken, spoken_in, meaning)
    video_sections = tuple(_section(part, ranking, amounts) for part in parts)
    mood = _mood(spoken, spoken_in, meaning, sentiment.closely_at(depth), progress.part(60, 90))
    progress.update(90, 100, "Measuring how well the talk can be followed")
    found = values.Content(
        summary=" ".join(sentence.text for sentence in quotes) or None,
        key_points=_key_points(ranking, amounts.key_points),
        topics=keyphrases.topics(phrases, spoken, amounts.topics),
        keywords=keyphrases.keywords(phrases, amounts.keywords),
        entities=names,
        sentiment=mood,
        structure=_structure(video, transcript, spoken, video_sections),
        quality=quality.assess(transcript, spoken, parts, spoken_in),
        coverage=_coverage(transcript, spoken),
        summary_sentences=tuple(values.Quote(sentence.text, sentence.start, sentence.end) for sentence in quotes),
    )
    progress.update(100, 100, "Content analysed")
    return found


def _language(transcript: values.Transcript) -> str | None:
    """Return the language that is heard, and what the source states where that is not sure."""
    said = " ".join(sentences.spoken(segment.text) for segment in transcript.segments)
    heard = language.detect(said[:_LANGUAGE_SAMPLE])
    stated = language.base(transcript.language)
    return heard.language if heard.language and heard.confidence >= _SURE else stated or heard.language


def _meaning(
    spoken: Sequence[Sentence], spoken_in: str | None, depth: str, progress: Progress
) -> embeddings.Floats | None:
    """Return each sentence as a point of meaning, None at the lexical depth and in languages the encoder never read."""
    if depth == "basic" or spoken_in not in embeddings.LANGUAGES:
        return None
    texts = [sentence.text for sentence in spoken]
    return embeddings.embed(
        texts,
        check=lambda done: progress.update(done, len(texts), f"Reading sentence {done + 1:,} of {len(texts):,}"),
    )


def _hints(video: values.Video) -> list[str]:
    """Return what the author wrote that may hold key phrases."""
    chapters = [chapter.title for chapter in video.chapters or ()]
    return [text for text in (video.title, *(video.tags or ()), *chapters) if text]


def _key_points(ranking: summary.Ranking, count: int) -> tuple[values.KeyPoint, ...]:
    chosen = summary.spread(ranking, count)
    top = max((worth for _, worth in chosen), default=0.0) or 1.0
    return tuple(
        values.KeyPoint(sentence.text, sentence.start, sentence.end, worth / top) for sentence, worth in chosen
    )


def _parts(
    video: values.Video, spoken: Sequence[Sentence], spoken_in: str | None, meaning: embeddings.Floats | None
) -> list[sections.Part]:
    if video.chapters:
        return sections.from_chapters(video.chapters, spoken)
    return sections.from_words(spoken, spoken_in, meaning)


def _structure(
    video: values.Video,
    transcript: values.Transcript,
    spoken: Sequence[Sentence],
    sections: tuple[values.Section, ...],
) -> values.Structure:
    figures = speech_style.figures(transcript, spoken, video.duration_seconds)
    verdict = genre.tell(video, figures)
    return values.Structure(verdict.kind, sections, verdict.evidence, asdict(figures))


def _section(part: sections.Part, ranking: summary.Ranking, amounts: _Amounts) -> values.Section:
    """Return a section with its best sentence as its summary and the next best as its points, in their order."""
    best = ranking.best(1 + amounts.points_per_section, among=range(part.first, part.stop))
    points = tuple(ranking.sentences[index].text for index in sorted(best[1:]))
    return values.Section(part.title, part.start, part.end, ranking.sentences[best[0]].text if best else None, points)


def _mood(
    spoken: Sequence[Sentence],
    spoken_in: str | None,
    meaning: embeddings.Floats | None,
    closely: bool,
    progress: Progress,
) -> values.ContentSentiment | None:
    """Return the mood of what is said, None in a language that is not judged or where nothing is said."""
    if not spoken or not sentiment.can_judge(spoken_in, with_meaning=meaning is not None):
        return None

    def tell(done: int) -> None:
        progress.update(done, len(spoken), f"Reading the mood of sentence {done + 1:,} of {len(spoken):,}")

    texts = [sentence.text for sentence in spoken]
    moods = sentiment.judge_all(texts, [spoken_in] * len(texts), meaning, closely=closely, check=tell)
    judged = [(sentence, mood) for sentence, mood in zip(spoken, moods, strict=True) if mood is not None]
    if not judged:
        return None
    labels = [mood.label for _, mood in judged]
    mean = fmean(mood.score for _, mood in judged)
    return values.ContentSentiment(
        label=_mood_label(mean),
        score=mean,
        distribution={name: labels.count(name) / len(labels) for name in sentiment.LABELS},
        timeline=_timeline([sentence for sentence, _ in judged], [mood.score for _, mood in judged]),
        n=len(judged),
    )


def _mood_label(mean: float) -> str:
    if abs(mean) < _NEUTRAL_BELOW:
        return "neutral"
    return "positive" if mean > 0 else "negative"


def _timeline(spoken: Sequence[Sentence], scores: Sequence[float]) -> tuple[values.SentimentPoint, ...]:
    """Return the mean score of the sentences that begin in each window, from the first word to the last."""
    first, last = spoken[0].start, max(sentence.end for sentence in spoken)
    count = max(1, min(_WINDOWS, int((last - first) / _SHORTEST_WINDOW)))
    length = (last - first) / count
    windows: list[list[float]] = [[] for _ in range(count)]
    for sentence, score in zip(spoken, scores, strict=True):
        place = int((sentence.start - first) / length) if length else 0
        windows[max(0, min(count - 1, place))].append(score)
    return tuple(
        values.SentimentPoint(
            first + index * length, first + (index + 1) * length, sum(window) / len(window) if window else None
        )
        for index, window in enumerate(windows)
    )


def _coverage(transcript: values.Transcript, spoken: Sequence[Sentence]) -> float:
    """Return the share of what is said that stands in a sentence, by letters, since not every script divides words."""
    said = sum(_letters(sentences.spoken(segment.text)) for segment in transcript.segments)
    return min(1.0, sum(_letters(sentence.text) for sentence in spoken) / said) if said else 0.0


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)
