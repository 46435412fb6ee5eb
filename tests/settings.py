"""The project's settings, as tests need them."""

from youtube_analyzer.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Served from the finders; a folder that collectstatic has not made would be a warning, and warnings are errors here.
STATIC_ROOT = None  # type: ignore[assignment]
