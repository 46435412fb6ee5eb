"""Validation makes a serializer once for each thread, and no request sees what another one sent."""

import threading
from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from analysis.api.http.validation import validate


class Greeting(serializers.Serializer[Any]):
    """What the tests send."""

    made = 0
    name = serializers.CharField(max_length=5)
    times = serializers.IntegerField(default=1)

    def __init__(self, *args: Any, **options: Any) -> None:
        type(self).made += 1
        super().__init__(*args, **options)

    def validate(self, greeting: dict[str, Any]) -> dict[str, Any]:
        return greeting | {"context": dict(self.context)}


def test_each_request_gets_its_own_values():
    first = validate(Greeting, {"name": "Ada", "times": 3}, caller=1)
    second = validate(Greeting, {"name": "Eve"})
    assert first == {"name": "Ada", "times": 3, "context": {"caller": 1}}
    assert second == {"name": "Eve", "times": 1, "context": {}}


def test_nothing_is_left_of_a_request_that_was_invalid():
    with pytest.raises(ValidationError):
        validate(Greeting, {"name": "Ada Lovelace"}, caller=1)
    assert validate(Greeting, {"name": "Eve"})["context"] == {}


def test_a_serializer_is_made_once_for_each_thread():
    validate(Greeting, {"name": "Ada"})
    made = Greeting.made
    validate(Greeting, {"name": "Ada"})
    assert Greeting.made == made
    thread = threading.Thread(target=validate, args=(Greeting, {"name": "Ada"}))
    thread.start()
    thread.join()
    assert Greeting.made == made + 1


@pytest.mark.parametrize("sent", [None, [], "text", {}, {"name": "Ada Lovelace", "times": "x"}])
def test_errors_are_those_of_the_serializer(sent):
    serializer = Greeting(data=sent)
    assert not serializer.is_valid()
    with pytest.raises(ValidationError) as caught:
        validate(Greeting, sent)
    assert caught.value.detail == serializer.errors
