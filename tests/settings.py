"""The project's settings, as tests need them."""

from youtube_analyzer.settings import *  # noqa: F403 (settings are its names)

#: Whatever the environment of whoever runs the tests names.
LLM_BASE_URL = ""
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test is one transaction, however long the machine takes for what happens in it.
DATABASES["default"]["OPTIONS"]["options"] = ""  # noqa: F405 (see above)
