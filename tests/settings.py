"""The project's settings, as tests need them."""

from youtube_analyzer.settings import *  # noqa: F403 (settings are its names)

#: Whatever the environment of whoever runs the tests names.
LLM_BASE_URL = ""
# Its ``flush`` empties the tables sooner than Django's.
INSTALLED_APPS = ["tests.support.database", *INSTALLED_APPS]  # noqa: F405 (see above)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Every test client has its own middleware, and WhiteNoise would list all static files for each of them.
WHITENOISE_AUTOREFRESH = True
# A test is one transaction, however long the machine takes for what happens in it.
DATABASES["default"]["OPTIONS"]["options"] = ""  # noqa: F405 (see above)
