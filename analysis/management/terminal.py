"""An analysis in the terminal: its progress, then its result."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from analysis import events

Frame = dict[str, Any]


def draw(frames: Iterable[Frame], console: Console) -> Frame:
    """Draw the progress in ``frames`` and return the last frame."""
    last: Frame = {}
    columns = (BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("Waiting for a worker", total=100)
        for last in frames:
            if last["type"] == events.ProgressUpdated.type:
                progress.update(bar, completed=last["progress"], description=last["message"])
            elif last["type"] == events.StepCompleted.type:
                progress.update(bar, completed=last["progress"])
                console.print(f"  {last['step']}: {_facts(last['facts'])}", markup=False, highlight=False)
            elif last["type"] == events.Warned.type:
                console.print(f"  warning: {last['warning']['message']}", style="yellow", markup=False)
            elif last["type"] == events.TaskCompleted.type:
                progress.update(bar, completed=100, description="Done")
    return last


def _facts(facts: Frame) -> str:
    return (
        ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts.items() if value is not None) or "done"
    )


def print_ending(frame: Frame, console: Console) -> None:
    """Print the result, or why there is none."""
    if frame["type"] == events.TaskCompleted.type:
        print_result(frame["result"], console)
    elif frame["type"] == events.TaskFailed.type:
        console.print(f"{frame['error']['code']}: {frame['error']['message']}", style="red", markup=False)
    else:
        console.print(frame.get("reason", "The analysis was cancelled."), style="red", markup=False)


def print_result(result: Frame, console: Console) -> None:
    """Print a summary of the result."""
    lines = [result["video"]["title"] or result["video"]["id"], ""]
    lines += _content_lines(result["content"]) if result["content"] else ["No result for the content.", ""]
    lines += _comment_lines(result["comments"]) if result["comments"] else ["No result for the comments.", ""]
    lines += [f"  * {claim['text']}" for claim in result["insights"]]
    lines += [f"  {answer['name']}: {answer['answer'] or 'no answer'}" for answer in result.get("custom_answers") or ()]
    for line in lines:
        console.print(line, markup=False, highlight=False)


def _content_lines(content: Frame) -> list[str]:
    points = [f"  {_clock(point['start'])}  {point['text']}" for point in content["key_points"]]
    keywords = ", ".join(keyword["text"] for keyword in content["keywords"][:8])
    return [content["summary"] or "No summary.", "", *points, "", f"Keywords: {keywords}", ""]


def _comment_lines(comments: Frame) -> list[str]:
    lines = [
        f"Comments: {comments['analyzed']} analysed of {comments['fetched']} fetched, {comments['spam']['count']} spam"
    ]
    if comments["sentiment"]:
        shares = comments["sentiment"]["distribution"].items()
        lines.append("  sentiment: " + ", ".join(f"{label} {share:.0%}" for label, share in shares))
    lines += [f"  theme: {theme['name']} ({theme['size']})" for theme in comments["themes"]]
    return [*lines, ""]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
