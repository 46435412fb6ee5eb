#!/usr/bin/env python
"""Django's command line, plus ``up``, which starts the whole service."""

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from youtube_analyzer.launcher import embedded_servers, launch


@contextmanager
def quiet_without_reader() -> Iterator[None]:
    """Exit as a program that SIGPIPE ends where the reader of the output, such as ``head``, has stopped."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # A connection to a server that breaks raises the same error.
        output = select.poll()
        output.register(sys.stdout, 0)
        if not output.poll(0):
            raise
        # What is left in the buffer is written at exit, which would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
    if sys.argv[1:2] == ["up"]:
        sys.exit(launch.run_service(sys.argv[2:]))
    try:
        with quiet_without_reader(), launch.provide_servers():
            execute_from_command_line(sys.argv)
    except (launch.StartupError, embedded_servers.ServerError, ImproperlyConfigured) as error:
        sys.exit(str(error))
