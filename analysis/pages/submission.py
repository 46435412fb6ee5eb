"""What the form on the list of analyses starts: one video, several, or the files of one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext
from structlog.contextvars import bind_contextvars

from analysis import services
from analysis.access import client_identity
from analysis.access.limits import rate_limits
from analysis.exceptions import AnalysisError, InvalidUrl, LimitExceeded, TemporaryError
from analysis.models import AnalysisTask, Upload
from analysis.pages.analysis_forms import AnalysisForm, read_address
from analysis.queries import tasks
from analysis.support import request_ids
from analysis.uploads import services as uploads
from analysis.uploads.errors import StorageFull, UploadTooLarge
from analysis.wording import messages
from analysis.youtube import VideoRef


@dataclass(frozen=True)
class Refusal:
    """An address of several that was not started."""

    address: str
    reason: str
    #: An analysis of the same video with the same options.
    earlier: AnalysisTask | None = None


@dataclass
class Submission:
    """What was started, and what was not."""

    status: HTTPStatus = HTTPStatus.OK
    started: list[AnalysisTask] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    #: Of a single video: the caller is asked whether to start another.
    earlier: AnalysisTask | None = None


def submit(request: HttpRequest, form: AnalysisForm, files: "Sequence[UploadedFile[Any]]") -> Submission:
    """Start what the form names. Errors are added to the form, beside the field that they are about."""
    if not form.is_valid():
        return Submission(HTTPStatus.UNPROCESSABLE_ENTITY)
    addresses = form.cleaned_data["youtube_url"]
    if files:
        submission = _submit_files(request, form, addresses, files)
    elif len(addresses) == 1:
        submission = _submit_one(request, form, read_address(addresses[0]))
    else:
        submission = _submit_several(request, form, addresses)
    form.mark_invalid()
    return submission


def _submit_one(request: HttpRequest, form: AnalysisForm, video: VideoRef) -> Submission:
    """Start the analysis of one video, unless there is one and the caller was not asked yet."""
    earlier = tasks.same_analysis(request.user, video.video_id, form.options())
    if earlier is not None and request.POST.get("again") != str(earlier.pk):
        return Submission(earlier=earlier)
    try:
        return Submission(started=[create(request, video, form.options())])
    except (LimitExceeded, TemporaryError) as error:
        form.add_error(None, messages.translate(error.message))
        return Submission(status_of(error))


def _submit_several(request: HttpRequest, form: AnalysisForm, addresses: Sequence[str]) -> Submission:
    """Start what can be started; the rest stays in the field."""
    found = Submission()
    for address in addresses:
        try:
            video = read_address(address)
            earlier = tasks.same_analysis(request.user, video.video_id, form.options())
            if earlier is None:
                found.started.append(create(request, video, form.options()))
            else:
                reason = gettext("It was analysed with these options. To run it again, send it on its own.")
                found.refused.append(Refusal(address, reason, earlier))
        except (InvalidUrl, LimitExceeded, TemporaryError) as error:
            found.refused.append(Refusal(address, messages.translate(error.message)))
            found.status = max(found.status, status_of(error))
    if found.refused:
        kept = request.POST.copy()
        kept["youtube_url"] = "\n".join(refusal.address for refusal in found.refused)
        form.data = kept
        words = gettext("%(refused)s of %(total)s URLs were not started. They are still in the field.")
        form.add_error("youtube_url", words % {"refused": len(found.refused), "total": len(addresses)})
        found.status = max(found.status, HTTPStatus.UNPROCESSABLE_ENTITY)
    return found


def _submit_files(
    request: HttpRequest, form: AnalysisForm, addresses: Sequence[str], files: "Sequence[UploadedFile[Any]]"
) -> Submission:
    """Store the files and start the analysis of their video; nothing is kept where one of the two fails."""
    if len(addresses) > 1:
        form.add_error("youtube_url", gettext("The files are of one video. Enter its URL only, or none."))
        return Submission(HTTPStatus.UNPROCESSABLE_ENTITY)
    upload: Upload | None = None
    try:
        caller = client_identity.rate_limit_key(request)
        with uploads.store(files) as stored:
            upload = uploads.upload_create(owner=request.user, stored=stored, caller=caller)
        video = uploads.video_of(upload, read_address(addresses[0]) if addresses else None)
        return Submission(started=[create(request, video, form.options(), upload)])
    except AnalysisError as error:
        if upload is not None:
            uploads.upload_delete(upload=upload)
        form.add_error("youtube_url" if isinstance(error, InvalidUrl) else "file", messages.translate(error.message))
        return Submission(status_of(error))


def create(
    request: HttpRequest, video: VideoRef, options: dict[str, Any], upload: Upload | None = None
) -> AnalysisTask:
    """Start an analysis for the caller.

    Raises:
        LimitExceeded, TemporaryError: the caller may not start another one now.
        UploadNotFound: the upload has expired.
    """
    caller = client_identity.rate_limit_key(request)
    rate_limits.count_request(rate_limits.Scope.CREATE, caller)
    task = services.task_create(
        owner=request.user,
        video=video,
        options=options,
        upload=upload,
        request_id=request_ids.current(),
        caller=caller,
    )
    bind_contextvars(task_id=str(task.pk))
    return task


def status_of(error: AnalysisError) -> HTTPStatus:
    """Return the status of the page that shows the error."""
    statuses: dict[type[AnalysisError], HTTPStatus] = {
        LimitExceeded: HTTPStatus.TOO_MANY_REQUESTS,
        TemporaryError: HTTPStatus.SERVICE_UNAVAILABLE,
        UploadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        StorageFull: HTTPStatus.INSUFFICIENT_STORAGE,
    }
    return next(
        (status for kind, status in statuses.items() if isinstance(error, kind)), HTTPStatus.UNPROCESSABLE_ENTITY
    )
