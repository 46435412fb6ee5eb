"""Admin pages of batches, their members, and followed channels, with what staff can do to them."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from analysis.admin.read_only import LargeTable, WithMessages, readable
from analysis.batches import follows, services
from analysis.exceptions import AnalysisError
from analysis.models import Batch, BatchMember, Follow, FollowedVideo
from analysis.wording.messages import translate


@admin.register(Batch)
class BatchAdmin(WithMessages):
    """Batches."""

    list_display = ("__str__", "owner", "source_url", "progress", "created_at", "completed_at")
    list_select_related = ("owner",)
    heavy: ClassVar = ("summary", "options")
    actions = ("cancel", "retry_failed")
    fields = (
        ("id", "owner", "caller", "request_id"),
        ("name", "source_url", "newest", "reuse_results", "follow"),
        ("status", "progress", "shown_message"),
        ("error_code", "shown_error"),
        ("created_at", "started_at", "completed_at", "listed_at", "not_before"),
        ("shown_counts", "shown_warnings"),
    )

    @admin.display(description=_("counts"))
    def shown_counts(self, batch: Batch) -> SafeString:
        return readable(batch.counts)

    @admin.action(description=_("Cancel"), permissions=["act"])
    def cancel(self, request: HttpRequest, batches: QuerySet[Batch]) -> None:
        """Cancel the batches and their analyses that have not ended."""
        _apply(self, request, batches, partial(services.batch_cancel, reason="Cancelled by staff"), N_("Cancelled."))

    @admin.action(description=_("Retry failed members"), permissions=["act"])
    def retry_failed(self, request: HttpRequest, batches: QuerySet[Batch]) -> None:
        """Put the failed members of the batches back."""
        _apply(self, request, batches, services.batch_retry_failed, N_("Failed members retried."))


def _apply(
    page: LargeTable, request: HttpRequest, rows: Iterable[Batch | Follow], service: Callable[..., object], done: str
) -> None:
    """Call ``service`` on each row; log what was done, in English, and show what was refused."""
    for row in rows:
        try:
            service(**{str(row._meta.model_name): row})
        except AnalysisError as error:
            page.message_user(request, f"{row}: {translate(error.message)}", messages.WARNING)
        else:
            page.log_change(request, row, done)
            page.message_user(request, f"{row}: {gettext(done)}")


@admin.register(BatchMember)
class MemberAdmin(LargeTable):
    """Members of batches."""

    list_display = ("__str__", "batch", "task", "reused")
    list_select_related = ("batch", "task")
    heavy: ClassVar = ("facts",)
    fields = (("batch", "position"), ("video_id", "youtube_url", "title"), ("task", "reused", "status"))


@admin.register(Follow)
class FollowAdmin(WithMessages):
    """Followed channels and playlists."""

    list_display = ("__str__", "owner", "enabled", "failures", "last_checked_at", "next_check_at")
    list_select_related = ("owner",)
    heavy: ClassVar = ("options",)
    actions = ("check_now", "pause", "resume")
    fields = (
        ("id", "owner", "caller", "request_id"),
        ("name", "source_url", "newest", "max_per_day", "interval_hours", "reuse_results"),
        ("enabled", "last_checked_at", "next_check_at", "list_lease_until"),
        ("shown_message", "failures"),
        ("error_code", "shown_error"),
        ("created_at", "shown_warnings"),
    )

    @admin.action(description=_("Check now"), permissions=["act"])
    def check_now(self, request: HttpRequest, rows: QuerySet[Follow]) -> None:
        """Have the lists read now."""
        _apply(self, request, rows, follows.follow_check, N_("To be checked now."))

    @admin.action(description=_("Pause"), permissions=["act"])
    def pause(self, request: HttpRequest, rows: QuerySet[Follow]) -> None:
        """Check them no more."""
        _apply(self, request, rows, partial(follows.follow_update, enabled=False), N_("Paused."))

    @admin.action(description=_("Resume"), permissions=["act"])
    def resume(self, request: HttpRequest, rows: QuerySet[Follow]) -> None:
        """Check them again, at once."""
        _apply(self, request, rows, partial(follows.follow_update, enabled=True), N_("Resumed."))


@admin.register(FollowedVideo)
class FollowedVideoAdmin(LargeTable):
    """Videos that were seen in followed lists."""

    list_display = ("__str__", "follow", "title", "waiting", "seen_at", "taken_at")
    list_select_related = ("follow",)
    fields = ("follow", "video_id", "title", "waiting", "seen_at", "taken_at")
