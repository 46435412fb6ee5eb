"""The project's settings, as tests need them."""

from youtube_analyzer.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
