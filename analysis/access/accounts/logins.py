"""Logins: what a client sent to identify itself, and whose it is now. Open connections ask again and again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare

from analysis.access.accounts import access_tokens
from analysis.access.permissions import Caller


@dataclass(frozen=True)
class Login:
    """A bearer token, or a session's key, or neither; both are secrets."""

    token: str | None = field(default=None, repr=False)
    session_key: str = field(default="", repr=False)


ANONYMOUS = Login()


def find_callers(logins: Iterable[Login]) -> dict[Login, Caller | None]:
    """Return whose each login is now, None where it is invalid or has ended; at most four queries for any number."""
    logins = set(logins)
    tokens = access_tokens.find_valid([login.token for login in logins if login.token is not None])
    users = _users_of_sessions({login.session_key for login in logins if login.session_key})
    found: dict[Login, Caller | None] = {}
    for login in logins:
        if login.token is not None:
            found[login] = tokens[login.token].user if login.token in tokens else None
        else:
            found[login] = users.get(login.session_key) if login.session_key else AnonymousUser()
    return found


def _users_of_sessions(keys: set[str]) -> dict[str, User]:
    """Return the active user of each session that is valid; two queries.

    The rules of ``django.contrib.auth.get_user``, which reads one session: it has not expired, its user is active, and
    the password is still that of the login.
    """
    # PostgreSQL cannot compare a text with a NUL, and one bad key must not spoil the query for all.
    well_formed = [key for key in keys if key.isascii() and key.isalnum()]
    rows = Session.objects.filter(session_key__in=well_formed, expire_date__gt=Now())
    sessions = {row.session_key: row.get_decoded() for row in rows}
    ids = {session[auth.SESSION_KEY] for session in sessions.values() if auth.SESSION_KEY in session}
    users = {str(user.pk): user for user in User.objects.filter(pk__in=ids, is_active=True)}
    found: dict[str, User] = {}
    for key, session in sessions.items():
        user = users.get(session.get(auth.SESSION_KEY, ""))
        if user is None or session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
            continue
        hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
        if any(constant_time_compare(session.get(auth.HASH_SESSION_KEY, ""), each) for each in hashes):
            found[key] = user
    return found
