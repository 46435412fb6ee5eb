"""Admin pages of videos and transcripts."""

from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analysis.admin.read_only import PartOfTask, readable
from analysis.models import Transcript, Video
from analysis.pipeline import values

#: Segments of a transcript shown on its page; the API returns all.
SEGMENTS_SHOWN = 200

#: Columns of an analysis that a link to it does not use.
_OF_TASK = tuple(f"task__{name}" for name in ("result_data", "result_metadata", "options", "warnings"))


@admin.register(Video)
class VideoAdmin(PartOfTask):
    """Data of videos."""

    list_display = ("youtube_id", "beginning", "channel_name", "of_task")
    heavy: ClassVar = ("facts", *_OF_TASK)
    fields = ("of_task", "youtube_id", "title", "channel_name", "shown_facts")

    @admin.display(description=_("title"))
    def beginning(self, video: Video) -> str:
        return video.title[:80]

    @admin.display(description=_("facts"))
    def shown_facts(self, video: Video) -> SafeString:
        return readable(video.facts)


@admin.register(Transcript)
class TranscriptAdmin(PartOfTask):
    """Transcripts of videos."""

    list_display = ("pk", "source", "language", "model", "duration_seconds", "of_task")
    heavy: ClassVar = ("segments", *_OF_TASK)
    fields = ("of_task", ("source", "model"), ("language", "language_confidence"), "duration_seconds", "shown_segments")

    @admin.display(
        description=format_lazy(_("segments (the first {count}; the API returns all)"), count=SEGMENTS_SHOWN)
    )
    def shown_segments(self, transcript: Transcript) -> SafeString:
        lines = (
            f"{values.format_timecode(start):>8}  {text}" for start, _, text, *_ in transcript.segments[:SEGMENTS_SHOWN]
        )
        return format_html("<pre>{}</pre>", "\n".join(lines))
