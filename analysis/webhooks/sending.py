"""Sends one message to one address, and says in plain words how that went."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import httpx2

from analysis.support import event_loops
from analysis.webhooks import addresses
from analysis.webhooks.addresses import Address
from analysis.webhooks.errors import InvalidWebhookUrl

logger = logging.getLogger(__name__)

#: Seconds for everything: the name, the connection, the request and the beginning of the answer.
DEADLINE_SECONDS = 15.0
#: Seconds without any progress.
_TIMEOUT = httpx2.Timeout(10.0, connect=5.0)
#: Addresses of a name that are tried.
_MAX_ADDRESSES = 3


@dataclass(frozen=True)
class Outcome:
    """How one attempt went."""

    #: HTTP status; None where there was no answer.
    status: int | None = None
    #: Why it failed; empty where the receiver has taken the message.
    error: str = ""
    #: False where another attempt would go the same way.
    retryable: bool = True

    @property
    def is_gone(self) -> bool:
        """Return whether the receiver wants no more messages (410)."""
        return self.status == HTTPStatus.GONE


def send(url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """POST ``body`` to ``url``; never raises for what the other side does. Takes DEADLINE_SECONDS at most."""
    try:
        return event_loops.run(asyncio.wait_for(_send(url, body, headers), DEADLINE_SECONDS))
    except (TimeoutError, httpx2.TimeoutException):
        return Outcome(error="The receiver did not answer in time.")
    except InvalidWebhookUrl as error:
        return Outcome(error=error.message)
    except socket.gaierror:
        return Outcome(error="The host name cannot be resolved.")
    except httpx2.ConnectError as error:
        is_certificate = isinstance(_root_cause(error), ssl.SSLError)
        return Outcome(
            error="The TLS connection failed." if is_certificate else "The connection was refused or failed."
        )
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, OSError) as error:
        logger.info("webhook request failed: %s", type(error).__name__)
        return Outcome(error="The receiver did not answer as an HTTP server does.")


async def _send(url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    addresses.check_url(url)
    parsed = httpx2.URL(url)
    error: httpx2.ConnectError | httpx2.ConnectTimeout | None = None
    for address in await _resolve(parsed):
        try:
            return await _post(parsed, address, body, headers)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as failure:
            error = failure
    raise error or socket.gaierror


async def _resolve(url: httpx2.URL) -> list[Address]:
    """Return the addresses of the host, resolved once: a second time the name could lead elsewhere."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(url.host, None, type=socket.SOCK_STREAM)
    resolved = list(dict.fromkeys(addresses.parse_address(each[4][0]) for each in found))
    addresses.check_addresses(resolved)
    return resolved[:_MAX_ADDRESSES]


async def _post(url: httpx2.URL, address: Address, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Send the request to ``address``, and have the host's name in Host and in the certificate.

    Of the answer only the beginning is read: nothing of it is kept but the status.
    """
    host = url.netloc.decode("ascii")
    # Without trust_env: a proxy or a .netrc of this machine is none of the caller's business.
    async with httpx2.AsyncClient(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client:
        request = client.build_request(
            "POST",
            url.copy_with(host=str(address)),
            content=body,
            headers={**headers, "Host": host},
            extensions={"sni_hostname": url.host},
        )
        response = await client.send(request, stream=True)
        await response.aclose()
    return _outcome(response.status_code)


def _outcome(status: int) -> Outcome:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome(status)
    if status == HTTPStatus.GONE:
        return Outcome(status, "The receiver wants no more messages (410).", retryable=False)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Outcome(status, f"The receiver answered with a redirect ({status}), which is not followed.")
    return Outcome(status, f"The receiver answered with status {status}.")


def _root_cause(error: BaseException) -> BaseException:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return error
