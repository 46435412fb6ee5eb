"""Commands that start, follow and change analyses."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from youtube_analyzer_client import Client, shapes
from youtube_analyzer_client.cli import display, output
from youtube_analyzer_client.cli.base import ANALYSIS_ENDED_WITHOUT_RESULT, json_option, with_client

_OPTIONS: list[Callable[[Any], Any]] = [
    click.option("--type", "analysis_type", type=click.Choice(["content", "comments", "comprehensive"])),
    click.option("--depth", "analysis_depth", type=click.Choice(["basic", "detailed", "comprehensive"])),
    click.option("--max-comments", type=click.IntRange(0, 10_000)),
    click.option("--comment-sort", type=click.Choice(["top", "new"])),
    click.option("--language", help="Preferred language of the captions, BCP 47."),
    click.option("--comments/--no-comments", "include_comments", default=None),
    click.option("--transcription/--no-transcription", "enable_transcription", default=None),
    click.option("--options", "more", metavar="JSON", help="Further options of the API, as a JSON object."),
]


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given, for the API."""
    try:
        more = json.loads(options.pop("more") or "{}")
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--options") from error
    if not isinstance(more, dict):
        raise click.BadParameter("This is no JSON object.", param_hint="--options")
    return {name: value for name, value in options.items() if value is not None} | more


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--follow/--no-follow", default=True, help="Wait until each has ended (default), or only start them.")
@_options
@json_option
@with_client
def submit(client: Client, /, urls: tuple[str, ...], follow: bool, as_json: bool, **options: Any) -> None:
    """Analyse videos and print what was found.

    As JSON: one line for each event, or with --no-follow for each task.
    """
    chosen = _given(options)
    tasks = [client.create(url, options=chosen) for url in urls]
    if follow:
        _follow_all(client, [task.id for task in tasks], as_json)
    elif output.is_json(as_json):
        output.print_json_lines(task.raw for task in tasks)
    else:
        _print_tasks(tasks)


@click.command()
@click.argument("task_ids", nargs=-1, required=True, metavar="TASK...")
@click.option("--after", type=click.IntRange(0), default=0, help="Number of the last event that you have seen.")
@json_option
@with_client
def follow(client: Client, /, task_ids: tuple[str, ...], after: int, as_json: bool) -> None:
    """Show the progress of analyses until they have ended, then what was found."""
    _follow_all(client, task_ids, as_json, after)


def _follow_all(client: Client, task_ids: Any, as_json: bool, after: int = 0) -> None:
    """Follow one after the other; the server works on them meanwhile."""
    endings = [_follow_one(client, task_id, as_json, after) for task_id in task_ids]
    if any(ending and ending["type"] != "task_completed" for ending in endings):
        raise SystemExit(ANALYSIS_ENDED_WITHOUT_RESULT)


def _follow_one(client: Client, task_id: str, as_json: bool, after: int) -> display.Frame:
    """Return the last event."""
    frames = (dict(event.raw) for event in client.follow(task_id, after=after))
    last: display.Frame = {}
    if output.is_json(as_json):
        for last in frames:
            output.print_json_lines([last])
        return last
    console = Console()
    try:
        last = display.draw(_cleaned(frames), console)
        if last:
            display.print_ending(last, console)
    finally:
        # Also for who interrupts the command and wants to go on later.
        console.print(f"Task {task_id}, {client.server}/analyses/{task_id}/", highlight=False)
    return last


def _cleaned(value: Any) -> Any:
    """Return JSON, or an iterator of it, with its texts made harmless to the terminal."""
    if isinstance(value, Iterator):
        return (_cleaned(each) for each in value)
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return output.clean(value) if isinstance(value, str) else value


@click.command()
@click.argument("task_id", metavar="TASK")
@json_option
@with_client
def result(client: Client, /, task_id: str, as_json: bool) -> None:
    """Print the result of an analysis."""
    answer = client.result(task_id)
    if output.is_json(as_json):
        output.print_json(answer.raw)
    else:
        display.print_result(_cleaned(answer.raw["result"]), Console())


@click.command("list")
@click.option("--status", type=click.Choice(["pending", "processing", "completed", "failed", "cancelled"]))
@click.option("--search", help="Part of the title or of the channel's name.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@json_option
@with_client
def list_tasks(client: Client, /, status: str | None, search: str | None, limit: int, as_json: bool) -> None:
    """List analyses, newest first."""
    tasks = output.first(limit, client.tasks(status=status, search=search, page_size=min(limit, 100)))
    if output.is_json(as_json):
        output.print_json_lines(task.raw for task in tasks)
    else:
        _print_tasks(tasks)


@click.command()
@click.argument("task_ids", nargs=-1, required=True, metavar="TASK...")
@json_option
@with_client
def cancel(client: Client, /, task_ids: tuple[str, ...], as_json: bool) -> None:
    """Cancel analyses."""
    _print_changed([client.cancel(task_id) for task_id in task_ids], as_json)


@click.command()
@click.argument("task_ids", nargs=-1, required=True, metavar="TASK...")
@json_option
@with_client
def retry(client: Client, /, task_ids: tuple[str, ...], as_json: bool) -> None:
    """Have failed or cancelled analyses go on."""
    _print_changed([client.retry(task_id) for task_id in task_ids], as_json)


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL...]")
@click.option("--source", "source_url", help="A playlist or channel, instead of URLs.")
@click.option("--newest", type=click.IntRange(1, 500), help="How many videos of it.")
@click.option("--name", help="For people.")
@click.option("--follow/--no-follow", default=True, help="Wait until all have ended (default), or only start them.")
@_options
@json_option
@with_client
def batch(
    client: Client,
    /,
    urls: tuple[str, ...],
    source_url: str | None,
    newest: int | None,
    name: str | None,
    follow: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Analyse many videos, or a playlist or channel, as one batch; as JSON: one line for each change."""
    if bool(urls) == bool(source_url):
        raise click.UsageError("Give either URLs or --source.")
    made = client.create_batch(
        list(urls) or None, source_url=source_url, newest=newest, name=name, options=_given(options)
    )
    states = client.watch_batch(made.id) if follow else iter([made])
    shown = ""
    for state in states:
        made = state
        if output.is_json(as_json):
            output.print_json_lines([state.raw])
        elif (line := _batch_line(state)) != shown:
            click.echo(line)
            shown = line
    if not output.is_json(as_json):
        if made.counts.failed:
            _print_failed_members(client, made.id)
        click.echo(f"Batch {made.id}, {client.server}/batches/{made.id}/")
    if made.status in {"failed", "cancelled"} or made.counts.failed:
        raise SystemExit(ANALYSIS_ENDED_WITHOUT_RESULT)


def _print_failed_members(client: Client, batch_id: str) -> None:
    for member in client.batch_members(batch_id):
        if member.status == "failed":
            error = member.task.error if member.task else None
            click.echo(output.clean(f"  {member.youtube_url}: {error.message if error else 'failed'}"))


def _batch_line(batch: shapes.Batch) -> str:
    counts = batch.counts
    failed = f", {counts.failed} failed" if counts.failed else ""
    return f"{batch.progress:3} %  {counts.completed} of {counts.total} completed{failed}"


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, path_type=Path))
@click.option("--analyse/--no-analyse", default=True, help="Analyse the files at once (default).")
@click.option("--url", help="The video, where the files do not say which it is.")
@_options
@json_option
@with_client
def upload(
    client: Client, /, files: tuple[Path, ...], analyse: bool, url: str | None, as_json: bool, **options: Any
) -> None:
    """Send the files of one video, fetched with yt-dlp, and analyse them."""
    chosen = _given(options)
    sent = client.upload(files)
    if analyse:
        task = client.create(url, upload_id=sent.id, options=chosen)
        _follow_all(client, [task.id], as_json)
    elif output.is_json(as_json):
        output.print_json(sent.raw)
    else:
        output.print_table(["file", "kind", "bytes"], ([file.name, file.kind, file.bytes] for file in sent.files))
        click.echo(f"Upload {sent.id}, deleted at {sent.expires_at:%Y-%m-%d %H:%M} UTC")


def _print_changed(tasks: list[shapes.Task], as_json: bool) -> None:
    if output.is_json(as_json):
        output.print_json_lines(task.raw for task in tasks)
    else:
        _print_tasks(tasks)


def _print_tasks(tasks: list[shapes.Task]) -> None:
    rows = ([task.id, task.status, f"{task.progress} %", task.title or task.youtube_url] for task in tasks)
    output.print_table(["task", "status", "", "video"], rows)
