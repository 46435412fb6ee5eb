"""However many comments there are and however long they are, what is said of them stays small."""

import json

from analysis.pipeline import synthesis, values
from analysis.pipeline.comment_analysis import analyse_comments
from analysis.pipeline.comments import author_activity
from analysis.pipeline.progress import Progress
from tests.support import texts
from tests.support.fakes import comment


def conversation(threads: int, characters: int) -> list[values.Comment]:
    """Return threads that the author answered, all texts of this length."""
    roots = [comment(number, "why " * (characters // 4), like_count=number) for number in range(threads)]
    replies = [
        comment(threads + number, "so " * (characters // 3), parent_id=root.id, is_author=True)
        for number, root in enumerate(roots)
    ]
    return [*roots, *replies]


def test_the_most_liked_of_many_answered_threads_are_listed_and_all_are_counted():
    found = author_activity.measure_activity(conversation(300, 40))
    assert [thread.comment_id for thread in found.threads] == [f"c{number}" for number in range(299, 199, -1)]
    assert (found.threads_total, found.reply_rate) == (300, 1.0)


def test_a_long_comment_is_shortened_where_a_thread_quotes_it():
    (thread,) = author_activity.measure_activity(conversation(1, 10_000)).threads
    assert {len(thread.question), len(thread.reply)} == {1_000}
    assert thread.question.endswith("…")


def test_of_many_cited_moments_five_hundred_are_listed_and_all_are_counted():
    said = tuple(comment(number, f"nice at {number // 6}:{number % 6}0") for number in range(600))
    video = values.Video(texts.VIDEO.id, texts.VIDEO.url, duration_seconds=7200.0)
    report, _ = analyse_comments(video, values.CommentSet(said), depth="basic", progress=Progress())
    assert (len(report.moments), report.moments_total) == (500, 600)


def test_a_moment_has_the_sentence_that_is_spoken_there_however_many_there_are():
    segments = tuple(
        values.Segment(10.0 * n, 10.0 * n + 9, f"Sentence number {n} is spoken here.") for n in range(2_000)
    )
    transcript = values.Transcript("manual_captions", "en", segments, 20_000.0)
    report, _ = analyse_comments(
        values.Video("a", "u", duration_seconds=20_000.0),
        values.CommentSet(tuple(comment(n, f"1:0{n}:05") for n in range(10))),
        depth="basic",
        progress=Progress(),
    )
    result = synthesis.synthesise(values.Video("a", "u"), None, None, report, transcript)
    quotes = {moment.seconds: moment.quote.text for moment in result.comments.moments}
    assert quotes == {3605.0 + 60 * n: f"Sentence number {360 + 6 * n} is spoken here." for n in range(10)}
    assert json.dumps(synthesis.result_json(result))
