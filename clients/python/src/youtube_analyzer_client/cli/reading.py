"""Commands that read what analyses found."""

import re
from datetime import timedelta
from pathlib import Path

import click

from youtube_analyzer_client import Client
from youtube_analyzer_client.cli import output
from youtube_analyzer_client.cli.base import json_option, with_client

_SENTIMENTS = click.Choice(["positive", "neutral", "negative", "not_scored"])


@click.command()
@click.argument("task_id", metavar="TASK")
@click.option(
    "--format",
    "-f",
    "kind",
    type=click.Choice(["json", "markdown", "html", "pdf", "csv", "txt", "srt", "vtt"]),
    default="markdown",
    show_default=True,
    help="The report, or with txt, srt and vtt the transcript.",
)
@click.option("--lang", help="Language of the report's own words: en or zh-Hans.")
@click.option(
    "--output",
    "-o",
    "to",
    type=click.Path(path_type=Path),
    default=".",
    show_default=True,
    help="File, which is replaced, or folder for a new one.",
)
@with_client
def export(client: Client, /, task_id: str, kind: str, lang: str | None, to: Path) -> None:
    """Write the report or the transcript to a file, and print the file's name."""
    if kind in {"txt", "srt", "vtt"}:
        path = client.download_transcript(task_id, to, format=kind)  # type: ignore[arg-type]  # click has checked it
    else:
        path = client.export(task_id, to, format=kind, lang=lang)  # type: ignore[arg-type]  # click has checked it
    click.echo(path)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--in", "kind", type=click.Choice(["title", "transcript", "comments"]), help="Everywhere if left out.")
@click.option("--mode", type=click.Choice(["words", "meaning"]), help="Find words (default), or what means the same.")
@click.option("--video", "video_id", help="Id of a video at YouTube.")
@click.option("--language", help="BCP 47.")
@click.option("--sentiment", type=_SENTIMENTS)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@json_option
@with_client
def search(
    client: Client,
    /,
    words: tuple[str, ...],
    kind: str | None,
    mode: str | None,
    video_id: str | None,
    language: str | None,
    sentiment: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Find words in titles, transcripts and comments of all analyses.

    "Quoted words" are found in this order, -word excludes, wor* is a prefix. Put -- before a WORD that begins with -.
    """
    pages = client.search(
        " ".join(words),
        kind=kind,
        mode=mode,
        video_id=video_id,
        language=language,
        sentiment=sentiment,
        page_size=min(limit, 100),
    )
    hits = output.first(limit, pages)
    if output.is_json(as_json):
        output.print_json_lines(hit.raw for hit in hits)
    else:
        output.print_passages((f"{hit.title} ({hit.kind})", _without_tags(hit.snippet), hit.url) for hit in hits)
    if not hits:
        for warning in pages.first_page().get("warnings", ()):
            click.echo(output.clean(warning["message"]), err=True)


@click.command()
@click.argument("task_id", metavar="TASK")
@click.option("--sentiment", type=_SENTIMENTS)
@click.option("--feedback", type=click.Choice(["praise", "complaints", "requests", "questions", "corrections"]))
@click.option("--theme", help="The whole name.")
@click.option("--language", help="A language tag.")
@click.option("--spam/--no-spam", "is_spam", default=None)
@click.option("--min-likes", type=click.IntRange(0))
@click.option("--search", help="Part of the text.")
@click.option("--ordering", type=click.Choice(["position", "-like_count", "-published_at", "published_at"]))
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="0: all.")
@json_option
@with_client
def comments(
    client: Client,
    /,
    task_id: str,
    sentiment: str | None,
    feedback: str | None,
    theme: str | None,
    language: str | None,
    is_spam: bool | None,
    min_likes: int | None,
    search: str | None,
    ordering: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Print the comments that match all filters, with what was found about them."""
    pages = client.comments(
        task_id,
        sentiment=sentiment,
        feedback=feedback,
        theme=theme,
        language=language,
        is_spam=is_spam,
        min_likes=min_likes,
        search=search,
        ordering=ordering,
        page_size=500,
    )
    found = output.first(limit or None, pages)
    if output.is_json(as_json):
        output.print_json_lines(comment.raw for comment in found)
        return
    rows = ([each.sentiment, each.like_count, ", ".join(each.feedback), each.text] for each in found)
    output.print_table(["sentiment", "likes", "feedback", "comment"], rows)


@click.command()
@click.argument("task_id", metavar="TASK")
@click.option("--search", help="Only where these words are said.")
@click.option("--limit", type=click.IntRange(0), default=0, help="0: all.")
@json_option
@with_client
def transcript(client: Client, /, task_id: str, search: str | None, limit: int, as_json: bool) -> None:
    """Print what is said, with the times."""
    found = output.first(limit or None, client.transcript(task_id, search=search, page_size=1000))
    if output.is_json(as_json):
        output.print_json_lines(segment.raw for segment in found)
        return
    for segment in found:
        click.echo(f"{timedelta(seconds=int(segment.start))}  {output.clean(segment.text)}")


@click.command()
@click.argument("task_id", metavar="TASK")
@click.argument("words", nargs=-1, required=True, metavar="QUESTION")
@json_option
@with_client
def ask(client: Client, /, task_id: str, words: tuple[str, ...], as_json: bool) -> None:
    """Answer a question from the transcript and the comments of an analysis."""
    answer = client.ask(task_id, " ".join(words))
    if output.is_json(as_json):
        output.print_json(answer.raw)
        return
    if answer.answer:
        click.echo(output.clean(answer.answer) + "\n")
    output.print_passages((each.kind, each.text, each.url) for each in answer.passages)


def _without_tags(snippet: str) -> str:
    """Return a snippet of HTML as text; it has no tags but ``<mark>``."""
    text = re.sub(r"</?mark>", "", snippet)
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text
