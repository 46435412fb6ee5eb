"""The command ``ytan``."""

import sys

import click

from youtube_analyzer_client import errors
from youtube_analyzer_client.cli import accounts, agents, analyses, base, follows, output, reading

for module in (accounts, agents, analyses, reading):
    for command in vars(module).values():
        if isinstance(command, click.Command):
            base.cli.add_command(command)
# A group: its commands are its own.
base.cli.add_command(follows.follows)


def main() -> None:
    """Run the command; turn errors into a line and an exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    try:
        code: int | None = base.cli.main(arguments, prog_name="ytan", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return base.USAGE
    except click.Abort:
        click.echo("Interrupted. Analyses continue on the server.", err=True)
        return base.INTERRUPTED
    except OSError as error:
        click.echo(f"ytan: {error.filename or ''}: {error.strerror}", err=True)
        return base.USAGE
    except errors.ClientError as error:
        click.echo(f"ytan: {output.clean(str(error))}", err=True)
        reasons = [f"{each.get('attr')}: {each.get('detail')}" for each in getattr(error, "errors", ())]
        for reason in reasons:
            if reason not in str(error):
                click.echo(f"  {output.clean(reason)}", err=True)
        if advice := _advice(error):
            click.echo(f"  {advice}", err=True)
        return _exit_code(error)
    return code or 0


def _advice(error: errors.ClientError) -> str:
    if getattr(error, "code", "") == "AUTHENTICATION_REQUIRED":
        return "Run `ytan login`, or set YTAN_TOKEN. Another server than the stored one: `ytan --server URL login`."
    if isinstance(error, errors.ConnectionFailed):
        return "Another server: `ytan --server URL ...`, or set YTAN_SERVER."
    return ""


def _exit_code(error: errors.ClientError) -> int:
    if isinstance(error, errors.AnalysisFailed | errors.AnalysisCancelled):
        return base.ANALYSIS_ENDED_WITHOUT_RESULT
    if isinstance(error, errors.NotReady):
        return base.NOT_READY
    return base.REFUSED if isinstance(error, errors.ApiError) else base.UNREACHABLE
