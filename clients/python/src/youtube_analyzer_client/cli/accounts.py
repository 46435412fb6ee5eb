"""``ytan login`` and ``ytan logout``."""

import platform
import sys

import click

from youtube_analyzer_client import ApiError, Client
from youtube_analyzer_client.cli import settings


@click.command()
@click.option("--username", "-u", help="Asked for if left out.")
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True, help="How long the token is valid.")
@click.option("--token-stdin", is_flag=True, help="Read a token that you have from standard input instead.")
@click.pass_context
def login(context: click.Context, username: str | None, days: int, token_stdin: bool) -> None:
    """Log in, and store the server and the token for the next commands."""
    server = settings.load(context.find_root().obj).server
    with Client(server) as client:
        if token_stdin:
            client.token = sys.stdin.readline().strip()
            client.tokens()
        else:
            username = username or click.prompt("User name")
            password = click.prompt("Password", hide_input=True)
            _log_in(client, username, password, days)
        file = settings.save(settings.Settings(server, client.token))
    click.echo(f"Logged in to {server}. The token is in {file}.", err=True)


def _log_in(client: Client, username: str, password: str, days: int) -> None:
    """Log in, and ask for the code of the second factor where there is one."""
    name = f"ytan on {platform.node()}"[:100]
    try:
        client.login(username, password, name=name, expires_in_days=days)
    except ApiError as error:
        if error.code != "SECOND_FACTOR_REQUIRED":
            raise
        client.login(username, password, code=click.prompt("Code"), name=name, expires_in_days=days)


@click.command()
@click.pass_context
def logout(context: click.Context) -> None:
    """Revoke the stored token and forget it."""
    chosen = settings.load(context.find_root().obj)
    if chosen.token:
        with Client(chosen.server, chosen.token) as client:
            client.logout()
    settings.save(settings.Settings(chosen.server, None))
    click.echo(f"Logged out of {chosen.server}.", err=True)
