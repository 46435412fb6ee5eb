"""Finding, fetching and loading a speech model; no network and no model is needed to see it fail."""

import sys
from types import SimpleNamespace

import pytest

from analysis.exceptions import TranscriptionFailed
from analysis.speech import model_loader


@pytest.fixture(autouse=True)
def _nothing_remembered():
    model_loader._find_folder.cache_clear()
    model_loader._load.cache_clear()
    yield
    model_loader._find_folder.cache_clear()
    model_loader._load.cache_clear()


@pytest.fixture
def hub(monkeypatch, settings, tmp_path):
    """Return a function that puts ``answer(name, local_files_only)`` in the place of the model hub."""
    settings.SPEECH_MODEL, settings.SPEECH_MODEL_DIR = "base", tmp_path
    asked = []

    def pretend(answer, load=lambda folder, **_: folder):
        def download_model(name, *, cache_dir, local_files_only=False):
            asked.append((name, cache_dir, local_files_only))
            return answer(local_files_only)

        monkeypatch.setitem(sys.modules, "faster_whisper", SimpleNamespace(WhisperModel=load))
        monkeypatch.setitem(sys.modules, "faster_whisper.utils", SimpleNamespace(download_model=download_model))
        return asked

    return pretend


def gone(local):
    raise FileNotFoundError("not in the cache" if local else "no route to the hub")


def test_a_model_on_disk_is_loaded_without_asking_the_hub(hub, tmp_path):
    asked = hub(lambda local: "/srv/base")
    assert model_loader.load_model() == "/srv/base"
    assert asked == [("base", str(tmp_path), True)]


def test_a_model_that_is_not_on_disk_is_fetched_once(hub, tmp_path):
    asked = hub(lambda local: gone(local) if local else "/srv/base")
    assert model_loader.load_model() == model_loader.load_model() == "/srv/base"
    assert asked == [("base", str(tmp_path), True), ("base", str(tmp_path), False)]


def test_a_folder_is_taken_as_it_is(hub, settings, tmp_path):
    settings.SPEECH_MODEL = str(tmp_path)
    asked = hub(gone)
    assert model_loader.load_model() == str(tmp_path)
    assert asked == []


class HubError(Exception):
    """An error of an HTTP library that is nobody's child."""


@pytest.mark.parametrize("error", [OSError("no route"), HubError("reset")])
def test_a_model_that_cannot_be_fetched_says_what_to_do_and_not_where(hub, error):
    def refuse(local):
        raise FileNotFoundError if local else error

    hub(refuse)
    with pytest.raises(
        TranscriptionFailed, match="The speech model base could not be downloaded.*set SPEECH_MODEL"
    ) as told:
        model_loader.load_model()
    assert str(error) not in told.value.message


def test_a_name_that_is_no_model_is_told(hub, settings):
    def refuse(local):
        raise ValueError("Invalid model size")

    settings.SPEECH_MODEL = "enormous"
    hub(refuse)
    with pytest.raises(TranscriptionFailed, match="There is no speech model enormous"):
        model_loader.load_model()


def test_a_model_that_cannot_be_loaded_is_an_error_of_ours(hub):
    def load(folder, **_):
        raise RuntimeError("Unable to open file 'model.bin'")

    hub(lambda local: "/srv/base", load)
    with pytest.raises(TranscriptionFailed, match="base cannot be loaded here"):
        model_loader.load_model()


@pytest.mark.parametrize(("asked", "cores", "threads"), [(3, 8, 3), (0, 2, 2), (0, 16, 4), (0, None, 1)])
def test_it_takes_the_threads_that_it_is_given_else_the_cores_up_to_four(
    hub, settings, monkeypatch, asked, cores, threads
):
    settings.SPEECH_THREADS = asked
    monkeypatch.setattr(model_loader.os, "cpu_count", lambda: cores)
    hub(lambda local: "/srv/base", lambda folder, **options: options["cpu_threads"])
    assert model_loader.load_model() == threads
