"""``ytan follows``: channels and playlists whose new videos are analysed."""

from typing import Any

import click

from youtube_analyzer_client import Client, shapes
from youtube_analyzer_client.cli import output
from youtube_analyzer_client.cli.base import json_option, with_client


@click.group()
def follows() -> None:
    """Followed channels and playlists, whose new videos are analysed."""


@follows.command()
@click.argument("source_url", metavar="CHANNEL")
@click.option("--newest", type=click.IntRange(0, 100), help="How many of its videos are analysed at once.")
@click.option("--max-per-day", type=click.IntRange(1, 100), help="How many are analysed on one day.")
@click.option("--interval-hours", type=click.IntRange(1, 672), help="Hours between two checks.")
@click.option("--name", help="For people.")
@json_option
@with_client
def add(client: Client, /, source_url: str, as_json: bool, **given: Any) -> None:
    """Follow a channel or playlist."""
    _show([client.create_follow(source_url, **given)], as_json)


@follows.command(name="list")
@json_option
@with_client
def list_(client: Client, /, as_json: bool) -> None:
    """Show what is followed and what the last checks found."""
    _show(list(client.follows()), as_json)


@follows.command()
@click.argument("follow_id", metavar="FOLLOW")
@json_option
@with_client
def check(client: Client, /, follow_id: str, as_json: bool) -> None:
    """Look for new videos now."""
    _show([client.check_follow(follow_id)], as_json)


@follows.command()
@click.argument("follow_id", metavar="FOLLOW")
@json_option
@with_client
def pause(client: Client, /, follow_id: str, as_json: bool) -> None:
    """Look for new videos no more."""
    _show([client.change_follow(follow_id, enabled=False)], as_json)


@follows.command()
@click.argument("follow_id", metavar="FOLLOW")
@json_option
@with_client
def resume(client: Client, /, follow_id: str, as_json: bool) -> None:
    """Look for new videos again."""
    _show([client.change_follow(follow_id, enabled=True)], as_json)


@follows.command()
@click.argument("follow_id", metavar="FOLLOW")
@with_client
def remove(client: Client, /, follow_id: str) -> None:
    """Follow it no more; its batches stay."""
    client.delete_follow(follow_id)


def _show(found: list[shapes.Follow], as_json: bool) -> None:
    if output.is_json(as_json):
        output.print_json_lines(each.raw for each in found)
        return
    if not found:
        click.echo("Nothing is followed.")
    for each in found:
        state = "followed" if each.enabled else "paused"
        click.echo(
            f"{each.id}  {state:8}  {output.clean(each.name or each.source_url)}  {output.clean(each.message)}".rstrip()
        )
