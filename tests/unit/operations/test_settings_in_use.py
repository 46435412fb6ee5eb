"""What operators see of the settings of a process."""

import io
import json

import pytest
from django.core.management import call_command

from youtube_analyzer import env


@pytest.fixture
def readings(settings, monkeypatch):
    """Read settings of every kind in an environment of their own."""
    monkeypatch.setattr(env, "READINGS", {})
    return env.READINGS


def shown(settings):
    """Return what the command prints, by the name of the setting."""
    settings.ENVIRONMENT = env.READINGS
    output = io.StringIO()
    call_command("diagnose", "--settings-in-use", "--json", stdout=output)
    return {each["name"]: (each["value"], each["source"]) for each in json.loads(output.getvalue())}


def test_each_setting_has_its_value_and_its_source(readings, settings, monkeypatch, tmp_path):
    (tmp_path / "days").write_text("30\n")
    monkeypatch.setenv("X_DAYS_FILE", str(tmp_path / "days"))
    monkeypatch.setenv("X_SWITCH", "yes")
    env.integer("X_DAYS", 7)
    env.boolean("X_SWITCH", False)
    env.boolean("X_OFF", False)
    env.seconds("X_PACE", 1.5)
    env.one_of("X_FORMAT", ("json", "console"))
    assert shown(settings) == {
        "X_DAYS": ("30", "file"),
        "X_FORMAT": ("json", "default"),
        "X_OFF": ("false", "default"),
        "X_PACE": ("1.5", "default"),
        "X_SWITCH": ("yes", "environment"),
    }


def test_secrets_and_logins_in_addresses_are_hidden(readings, settings, monkeypatch):
    secrets = {
        "X_PLAIN": "correct horse battery",
        "X_PASSWORD": "correct horse battery",
        "X_PROXY": "http://me:battery@proxy:8080",
        "X_PROVIDERS": '[{"id": "a", "name": "A", "server_url": "https://a", "client_id": "c", "secret": "battery"}]',
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    env.secret("X_PLAIN")
    env.text("X_PASSWORD")
    env.text("X_PROXY")
    env.oidc_providers("X_PROVIDERS")
    env.secret("X_UNSET")
    found = shown(settings)
    assert "battery" not in repr(found)
    assert found["X_PROXY"] == ("http://***@proxy:8080", "environment")
    assert found["X_UNSET"] == ("", "default")
