"""What all commands of ``ytan`` share."""

import functools
import os
import select
import sys
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from youtube_analyzer_client import Client, ConnectionFailed
from youtube_analyzer_client.cli import settings

P = ParamSpec("P")
R = TypeVar("R")

#: Exit codes besides 0; 2 is also click's. Scripts rely on them.
ANALYSIS_ENDED_WITHOUT_RESULT = 1
USAGE = 2
REFUSED = 3
UNREACHABLE = 4
NOT_READY = 5
INTERRUPTED = 130
#: As of a program that SIGPIPE ends.
NOT_READ = 141


class Commands(click.Group):
    """Commands whose reader may stop before the end, as ``head`` does."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(context)
        except BrokenPipeError as error:
            # click itself would exit with 1 and print nothing.
            output = select.poll()
            output.register(sys.stdout, 0)
            if not output.poll(0):
                raise ConnectionFailed("The connection to the server broke.") from error
            # What is left in the buffer is written at exit, which would fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(NOT_READ)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--server", metavar="URL", help="Address of the server. Default: YTAN_SERVER, then that of `ytan login`.")
@click.version_option(package_name="youtube-analyzer-client", prog_name="ytan")
@click.pass_context
def cli(context: click.Context, server: str | None) -> None:
    """Analyse YouTube videos with a YouTube Analyzer server.

    Prints JSON with --json (after the command) and where the output is no terminal. Exit codes: 0 done, 1 an analysis
    failed or was cancelled, 2 wrong usage, 3 the server refuses, 4 the server cannot be reached, 5 there is no result
    yet.
    """
    context.obj = server


def with_client(command: Callable[Concatenate[Client, P], R]) -> Callable[P, R]:
    """Give a command a client of the chosen server."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        chosen = settings.load(click.get_current_context().find_root().obj)
        with Client(chosen.server, chosen.token) as client:
            return command(client, *args, **kwargs)

    return wrapped


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)
