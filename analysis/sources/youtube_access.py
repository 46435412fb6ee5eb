"""What this installation gives YouTube besides its address: cookies, a proxy, PO tokens. Read, not tried."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import LoadError, MozillaCookieJar
from urllib.parse import urlsplit

from django.conf import settings

#: Schemes of proxies that yt-dlp takes.
_PROXY_SCHEMES = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"}
#: A cookie that only a logged-in browser has.
_LOGIN_COOKIES = {"SID", "__Secure-1PSID", "__Secure-3PSID", "LOGIN_INFO"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a setting, and what to do; ``is_fatal`` if YouTube cannot be read with it."""

    message: str
    advice: str
    is_fatal: bool = True


def cookie_problem() -> Problem | None:
    """Return what is wrong with the cookies of ``YTDLP_COOKIE_FILE``, None if they can be used or there are none."""
    if not settings.YTDLP_COOKIE_FILE:
        return None
    export = "Export the cookies of youtube.com in Netscape format again, and set YTDLP_COOKIE_FILE to the file."
    jar = MozillaCookieJar()
    try:
        jar.load(settings.YTDLP_COOKIE_FILE, ignore_discard=True, ignore_expires=True)
    except LoadError:
        return Problem("The cookie file is not in Netscape format.", export)
    except (OSError, ValueError):
        return Problem("The cookie file cannot be read.", export)
    own = [cookie for cookie in jar if f".{cookie.domain.lstrip('.')}".endswith((".youtube.com", ".google.com"))]
    if not own:
        return Problem("The cookie file holds no cookie of youtube.com.", export)
    valid = [cookie for cookie in own if not cookie.is_expired(int(time.time()))]
    if not valid:
        return Problem("All cookies of youtube.com have expired.", export)
    if not _LOGIN_COOKIES & {cookie.name for cookie in valid}:
        message = "The cookies are not those of a logged-in browser, or its login has expired."
        return Problem(message, export, is_fatal=False)
    return None


def proxy_problem() -> Problem | None:
    """Return what is wrong with the address of ``YTDLP_PROXY``, None if it can be used or there is none."""
    if not settings.YTDLP_PROXY:
        return None
    advice = "Set YTDLP_PROXY to an address such as http://proxy.example:3128 or socks5://127.0.0.1:1080."
    try:
        address = urlsplit(settings.YTDLP_PROXY)
        is_valid = address.scheme in _PROXY_SCHEMES and bool(address.hostname) and address.port != 0
    except ValueError:
        is_valid = False
    return None if is_valid else Problem("The address of the proxy is not valid.", advice)


def extractor_arguments() -> Mapping[str, list[str]] | None:
    """Return what ``YTDLP_EXTRACTOR_ARGS`` holds, None if it is not valid."""
    try:
        found = json.loads(settings.YTDLP_EXTRACTOR_ARGS or "{}")
    except ValueError:
        return None
    is_valid = isinstance(found, dict) and all(isinstance(words, list) for words in found.values())
    return found if is_valid else None
