"""Sessions, where no middleware of Django's has looked at them."""

from importlib import import_module

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest


def user_of(session_key: str) -> AbstractBaseUser | AnonymousUser:
    """Return who has logged in with the session as it stands now; nobody where it has ended. Two queries."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return auth.get_user(request)
