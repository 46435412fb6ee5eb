"""A video without captions, from its sound to its finding, by the real model."""

import json

import pytest

from analysis.execution import runner
from benchmarks.quality import synthetic_speech, weights
from tests.support import sounds
from tests.support.factories import BASIC_OPTIONS, TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = synthetic_speech.PASSAGES[1].partition(" The yeast")[0]


def test_a_video_without_captions_is_listened_to_in_chunks(settings, tmp_path):
    folder = tmp_path / "spoken_talk"
    folder.mkdir()
    sounds.speech(TEXT, folder / "spoken_talk.wav")
    (folder / "spoken_talk.info.json").write_text(json.dumps({"id": "spoken_talk", "title": "Bread", "duration": 20}))
    settings.ARCHIVE_DIRS = [tmp_path]
    settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource"]
    settings.SPEECH_MODEL, settings.SPEECH_THREADS = sounds.model_or_skip(weights.tiny_en), 1
    settings.SPEECH_CHUNK_SECONDS = 8
    task = TaskFactory(video_id="spoken_talk", options=BASIC_OPTIONS | {"include_comments": False})
    assert runner.run(str(task.pk)) == "completed"
    task.refresh_from_db()
    facts = task.result_data["transcript"]
    assert (facts["source"], facts["language"], facts["model"]) == (
        "speech_recognition",
        "en",
        "faster-whisper model (int8)",
    )
    assert 0.5 < facts["confidence"] <= 1
    assert facts["language_confidence"] is None
    assert facts["word_count"] == pytest.approx(len(TEXT.split()), abs=8)
    assert task.result_data["content"]["summary"]
    assert task.result_metadata["models"]["speech"] == facts["model"]
