#!/usr/bin/env python
"""Django's command line, plus ``up``, which starts the whole service."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from youtube_analyzer.launcher import launch

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
    if sys.argv[1:2] == ["up"]:
        sys.exit(launch.run_service(sys.argv[2:]))
    try:
        with launch.provide_servers():
            execute_from_command_line(sys.argv)
    except (launch.StartupError, ImproperlyConfigured) as error:
        sys.exit(str(error))
