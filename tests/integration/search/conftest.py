"""Fixtures of the searches."""

import pytest


@pytest.fixture
def search(client):
    """Give a function that returns the hits of a query."""

    def ask(q, **parameters):
        answer = client.get("/api/v1/search", {"q": q, **parameters})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask
