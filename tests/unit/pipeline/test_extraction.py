"""The first step: which source answers, and what is refused."""

import pytest

from analysis.exceptions import ExtractionError, RateLimited, VideoNotFound, VideoPrivate, VideoTooLong
from analysis.pipeline import extraction, values
from analysis.pipeline.progress import Progress

ID = "abcdefghijk"


class Source:
    """Answers with a video of the given length, or raises."""

    def __init__(self, answer, name="one"):
        self.answer, self.name, self.asked = answer, name, []

    def fetch_video(self, video_id):
        self.asked.append(video_id)
        if isinstance(self.answer, Exception):
            raise self.answer
        return values.Extraction(values.Video(video_id, "address", duration_seconds=self.answer), self.name)


def extract(*sources, video_id=ID, progress=None):
    return extraction.extract(video_id, sources=sources, max_seconds=3600, progress=progress or Progress())


def test_the_first_source_that_has_the_video_answers():
    absent, has, idle = Source(VideoNotFound()), Source(60.0, "two"), Source(60.0, "three")
    assert extract(absent, has, idle).source == "two"
    assert (absent.asked, has.asked, idle.asked) == ([ID], [ID], [])


@pytest.mark.parametrize("refusal", [VideoPrivate(), ExtractionError("damaged"), RateLimited()])
def test_a_refusal_is_an_answer_and_the_next_source_is_not_asked(refusal):
    following = Source(60.0)
    with pytest.raises(type(refusal)):
        extract(Source(refusal), following)
    assert following.asked == []


def test_a_video_that_no_source_has_is_not_found_in_the_words_of_the_last():
    with pytest.raises(VideoNotFound, match="gone"):
        extract(Source(VideoNotFound("not archived")), Source(VideoNotFound("gone")))


@pytest.mark.parametrize("video_id", ["test", "", "../../../etc", "abcdefghij\n", "abcdefghijkl"])
def test_an_id_that_cannot_exist_is_asked_of_nobody(video_id):
    source = Source(60.0)
    with pytest.raises(VideoNotFound):
        extract(source, video_id=video_id)
    assert source.asked == []


def test_a_video_is_too_long_one_second_over_the_limit():
    assert extract(Source(3600.0)).video.duration_seconds == 3600.0
    with pytest.raises(VideoTooLong, match="1.0 hours"):
        extract(Source(3601.0))


def test_a_video_of_unknown_length_is_let_through():
    assert extract(Source(None)).video.duration_seconds is None


def test_without_sources_it_says_so():
    with pytest.raises(ExtractionError, match="No video source is configured"):
        extract()


def test_it_tells_which_source_is_asked():
    reported = []
    extract(
        Source(VideoNotFound(), "archive"),
        Source(60.0, "ytdlp"),
        progress=Progress(lambda _, message: reported.append(message)),
    )
    assert reported == ["Reading the video from the archive", "Reading the video from YouTube"]
