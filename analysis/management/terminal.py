"""An analysis in the terminal: its progress, then its result."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from analysis import events
from analysis.pipeline.values import format_timecode

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
                console.print(f"  {last['step']}: {_in_words(last['facts']) or 'done'}", markup=False, highlight=False)
            elif last["type"] == events.Warned.type:
                console.print(f"  warning: {last['warning']['message']}", style="yellow", markup=False)
            elif last["type"] == events.TaskCompleted.type:
                progress.update(bar, completed=100, description="Done")
    return last


def _in_words(facts: Mapping[str, Any]) -> str:
    """Return the figures of a step in one line, those in a group without the name of the group."""
    words: list[str] = []
    for name, value in facts.items():
        if isinstance(value, Mapping):
            words += filter(None, [_in_words(value)])
        elif value is not None:
            figure = f"{round(value, 2):g}" if isinstance(value, float) else value
            words.append(f"{name.replace('_', ' ')} {figure}")
    return ", ".join(words)


def print_ending(frame: Frame, console: Console) -> None:
    """Print the result, or why there is none."""
    if frame["type"] == events.TaskCompleted.type:
        print_result(frame["result"], console)
    elif frame["type"] == events.TaskFailed.type:
        console.print(f"{frame['error']['code']}: {frame['error']['message']}", style="red", markup=False)
    else:
        console.print(frame.get("reason", "The analysis was cancelled."), style="red", markup=False)


def print_result(result: Frame, console: Console) -> None:
    lines = [result["video"]["title"] or result["video"]["id"], ""]
    if spoken := result["transcript"]:
        source = spoken["source"].replace("_", " ")
        lines += [
            f"Transcript: {spoken['word_count']} words ({source}, {spoken['language'] or 'unknown language'})",
            "",
        ]
    if content := result["content"]:
        points = [f"  {format_timecode(point['start'])}  {point['text']}" for point in content["key_points"]]
        keywords = ", ".join(keyword["text"] for keyword in content["keywords"][:8])
        lines += [content["glance"], ""] if content.get("glance") else []
        lines += [content["summary"] or "No summary.", "", *points, "", f"Keywords: {keywords}", ""]
    else:
        lines += ["No result for the content.", ""]
    lines += _comment_lines(result["comments"]) if result["comments"] else ["No result for the comments.", ""]
    lines += [f"  * {claim['text']}" for claim in result["insights"]]
    lines += [f"  {answer['name']}: {answer['answer'] or 'no answer'}" for answer in result.get("custom_answers") or ()]
    for line in lines:
        console.print(line, markup=False, highlight=False)


def _comment_lines(comments: Frame) -> list[str]:
    lines = [
        f"Comments: {comments['analyzed']} analysed of {comments['fetched']} fetched, {comments['spam']['count']} spam"
    ]
    if comments["sentiment"]:
        shares = comments["sentiment"]["distribution"]
        lines.append("  " + ", ".join(f"{shares[label]:.0%} {label}" for label in ("positive", "neutral", "negative")))
    feedback = comments.get("feedback") or {}
    for name in filter(feedback.get, ("praise", "complaints", "requests", "questions", "corrections")):
        one = feedback[name]
        quote = f": “{' '.join(one['examples'][0]['text'].split())}”" if one["examples"] else ""
        lines.append(f"  {one['count']} {name}{quote}")
    lines += [f"  theme: {theme['name']} ({theme['size']})" for theme in comments["themes"]]
    return [*lines, ""]
