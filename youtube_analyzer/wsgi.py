"""WSGI application: API and pages, for deployments that serve WebSockets from separate processes."""

import os

from django.core.wsgi import get_wsgi_application

from youtube_analyzer.cookie_patch import patch_cookies

patch_cookies()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
application = get_wsgi_application()
