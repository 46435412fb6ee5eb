"""Requests to a provider of OpenID Connect, bounded in time and size: a thread of the web process waits for each."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Self

import httpx2
from allauth.socialaccount.providers.base import ProviderException

from analysis.support import event_loops

#: Seconds for a whole request; the timeouts of an HTTP client begin anew with each byte.
DEADLINE_SECONDS = 5.0
#: Bytes of an answer.
MAX_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Reply:
    """An answer that was accepted: a JSON object. allauth reads these names, which are those of ``requests``."""

    value: dict[str, Any]
    status_code: ClassVar = HTTPStatus.OK
    headers: ClassVar = {"content-type": "application/json"}
    #: Only quoted in the text of an error, where it could show a token.
    content: ClassVar = b""

    def raise_for_status(self) -> None:
        """Do nothing: other statuses are no reply."""

    def json(self) -> dict[str, Any]:
        """Return the object."""
        return self.value


class ProviderSession:
    """The part of ``requests.Session`` that allauth uses. Redirects are not followed: they may lead to other hosts."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing: each request has its connection."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Return what is at ``url``; raises as ``request`` does."""
        return self.request("GET", url, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        auth: Any = None,
    ) -> Reply:
        """Send a request; ``auth`` is an ``HTTPBasicAuth`` of ``requests``.

        Raises:
            ProviderException: the answer is no JSON object, too large, too late, or of another status than 200 or 201.
        """
        more = {"auth": (auth.username, auth.password)} if auth else {}
        # Without compression: a small answer may unpack to a huge one.
        sent = {**(headers or {}), "Accept-Encoding": "identity"}
        fetched = _fetch(method, url, params=params, data=data, headers=sent, **more)
        try:
            value = json.loads(event_loops.run(asyncio.wait_for(fetched, DEADLINE_SECONDS)))
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise ProviderException(f"the provider did not answer: {type(error).__name__}") from error
        except (ValueError, RecursionError) as error:
            raise ProviderException("the provider's answer is no JSON") from error
        if not isinstance(value, dict):
            raise ProviderException("the provider's answer is no JSON object")
        return Reply(value)


async def _fetch(method: str, url: str, **more: Any) -> bytes:
    body = bytearray()
    async with (
        httpx2.AsyncClient(timeout=DEADLINE_SECONDS, follow_redirects=False) as client,
        client.stream(method, url, **more) as response,
    ):
        if response.status_code not in (HTTPStatus.OK, HTTPStatus.CREATED):
            raise ProviderException(f"the provider answered with status {response.status_code}")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ProviderException("the provider's answer is compressed")
        async for part in response.aiter_raw():
            body += part
            if len(body) > MAX_BYTES:
                raise ProviderException(f"the provider's answer has more than {MAX_BYTES} bytes")
    return bytes(body)
