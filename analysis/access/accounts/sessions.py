"""Session lookup outside of Django's middleware."""

from importlib import import_module

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest


def user_of_session(session_key: str) -> AbstractBaseUser | AnonymousUser:
    """Return the user logged in with this session, ``AnonymousUser`` where it has ended. Two queries."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return auth.get_user(request)
