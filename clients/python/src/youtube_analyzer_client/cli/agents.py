"""``ytan mcp``."""

import importlib
import importlib.util

import click

from youtube_analyzer_client.cli import settings


@click.command()
@click.option("--http", is_flag=True, help="Serve streamable HTTP at /mcp instead of standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True)
@click.pass_context
def mcp(context: click.Context, http: bool, host: str, port: int) -> None:
    """Serve the analyses to an agent (Model Context Protocol).

    Over HTTP every caller sends a token of the YouTube Analyzer server, and acts with its rights.
    """
    if importlib.util.find_spec("mcp") is None:
        raise click.ClickException("Install the extra first: pip install 'youtube-analyzer-client[mcp]'")
    # The other commands work without the extra.
    server = importlib.import_module("youtube_analyzer_client.agents.server")
    chosen = settings.load(context.find_root().obj)
    if http:
        server.build(chosen, with_tokens=True).run("streamable-http", host=host, port=port)
    else:
        server.build(chosen).run("stdio")
