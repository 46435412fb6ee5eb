#!/usr/bin/env python
"""Django's command line, and ``up``, which starts the whole service."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from youtube_analyzer import launcher

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
    if sys.argv[1:2] == ["up"]:
        sys.exit(launcher.up(sys.argv[2:]))
    try:
        with launcher.servers():
            execute_from_command_line(sys.argv)
    except (launcher.CannotStart, ImproperlyConfigured) as error:
        sys.exit(str(error))
