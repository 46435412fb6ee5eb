"""Admin pages of batches and their members; a batch can be cancelled and its failed members retried."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from analysis.admin.read_only import LargeTable, readable
from analysis.batches import services
from analysis.exceptions import AnalysisError
from analysis.models import Batch, BatchMember


@admin.register(Batch)
class BatchAdmin(LargeTable):
    """Batches."""

    list_display = ("__str__", "owner", "source_url", "progress", "created_at", "completed_at")
    list_select_related = ("owner",)
    heavy: ClassVar = ("summary", "options")
    actions = ("cancel", "retry_failed")
    fields = (
        ("id", "owner", "caller", "request_id"),
        ("name", "source_url", "newest", "reuse_results"),
        ("status", "progress", "message"),
        ("error_code", "error_message"),
        ("created_at", "started_at", "completed_at", "listed_at", "not_before"),
        ("shown_counts", "shown_warnings"),
    )

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may cancel and retry; observers may not."""
        return request.user.has_perm("analysis.change_batch")

    @admin.display(description="counts")
    def shown_counts(self, batch: Batch) -> SafeString:
        return readable(batch.counts)

    @admin.display(description="warnings")
    def shown_warnings(self, batch: Batch) -> SafeString:
        return readable(batch.warnings)

    @admin.action(description="Cancel", permissions=["act"])
    def cancel(self, request: HttpRequest, batches: QuerySet[Batch]) -> None:
        """Cancel the batches and their analyses that have not ended."""
        self._apply(request, batches, partial(services.batch_cancel, reason="Cancelled by staff"), "Cancelled.")

    @admin.action(description="Retry failed members", permissions=["act"])
    def retry_failed(self, request: HttpRequest, batches: QuerySet[Batch]) -> None:
        """Put the failed members of the batches back."""
        self._apply(request, batches, services.batch_retry_failed, "Failed members retried.")

    def _apply(self, request: HttpRequest, batches: QuerySet[Batch], service: Callable[..., None], done: str) -> None:
        for batch in batches:
            try:
                service(batch=batch)
            except AnalysisError as error:
                self.message_user(request, f"{batch}: {error.message}", messages.WARNING)
            else:
                self.log_change(request, batch, done)
                self.message_user(request, f"{batch}: {done}")


@admin.register(BatchMember)
class MemberAdmin(LargeTable):
    """Members of batches."""

    list_display = ("__str__", "batch", "task", "reused")
    list_select_related = ("batch", "task")
    heavy: ClassVar = ("facts",)
    fields = (("batch", "position"), ("video_id", "youtube_url", "title"), ("task", "reused", "status"))
