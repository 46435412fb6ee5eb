#!/usr/bin/env python
"""Django's command line, and ``up``, which starts the whole service."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from youtube_analyzer.launcher import launch

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
    if sys.argv[1:2] == ["up"]:
        sys.exit(launch.up(sys.argv[2:]))
    try:
        with launch.servers():
            execute_from_command_line(sys.argv)
    except (launch.CannotStart, ImproperlyConfigured) as error:
        sys.exit(str(error))
