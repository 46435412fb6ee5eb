"""The page of followed channels and playlists: the list with its form, and what can be done to each."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from analysis.access import client_identity, permissions
from analysis.access.limits import rate_limits
from analysis.batches import follows
from analysis.exceptions import AnalysisError
from analysis.models import Batch, Follow, FollowedVideo
from analysis.pages import confirmation, submission
from analysis.pages.batch_forms import FollowForm
from analysis.queries import batches
from analysis.support import request_ids
from analysis.wording.messages import translate

PAGE_SIZE = 20
Action = Literal["change", "delete"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_list(request: HttpRequest) -> HttpResponse:
    """Show the form and what is followed; a valid form follows one more."""
    form, status = FollowForm(), HTTPStatus.OK
    if request.method == "POST":
        form = FollowForm(request.POST)
        status = _create(request, form)
        if status == HTTPStatus.OK:
            return redirect("follow-list-page")
    elif address := request.GET.get("url"):
        form.initial = {**form.initial, "youtube_url": address}
    latest = Batch.objects.filter(follow=OuterRef("pk")).order_by("-created_at").values("pk")[:1]
    found = permissions.follows_visible(request.user).defer("options").annotate(latest_batch=Subquery(latest))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "rows": _rows(request, list(page)), "page": page}
    return render(request, "analysis/follow_list.html", context, status=status)


def _rows(request: HttpRequest, shown: list[Follow]) -> list[dict[str, Any]]:
    videos = FollowedVideo.objects.filter(follow__in=shown).order_by().values("follow")
    counts = {
        row["follow"]: row
        for row in videos.annotate(taken=Count("taken_at"), waiting=Count("pk", filter=Q(waiting=True)))
    }
    return [
        {
            "follow": follow,
            "due": follow.next_check_at is not None and follow.next_check_at <= now(),
            "counts": counts.get(follow.pk, {"taken": 0, "waiting": 0}),
            "may_change": permissions.may_perform(request.user, follow, "change"),
            "may_delete": permissions.may_perform(request.user, follow, "delete"),
        }
        for follow in shown
    ]


def _create(request: HttpRequest, form: FollowForm) -> HTTPStatus:
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        caller = client_identity.rate_limit_key(request)
        rate_limits.count_request(rate_limits.Scope.CREATE, caller)
        follows.follow_create(owner=request.user, request_id=request_ids.current(), caller=caller, **form.arguments())
    except AnalysisError as error:
        form.add_error(None, translate(error.message))
        return submission.status_of(error)
    return HTTPStatus.OK


@require_POST
def follow_check(request: HttpRequest, follow_id: UUID) -> HttpResponse:
    """Have one checked now."""

    def check(*, follow: Follow) -> None:
        rate_limits.count_request(rate_limits.Scope.CREATE, client_identity.rate_limit_key(request))
        follows.follow_check(follow=follow)

    return _change(request, follow_id, check)


@require_POST
def follow_pause(request: HttpRequest, follow_id: UUID) -> HttpResponse:
    """Pause one."""
    return _change(request, follow_id, partial(follows.follow_update, enabled=False))


@require_POST
def follow_resume(request: HttpRequest, follow_id: UUID) -> HttpResponse:
    """Resume one, which is then checked at once."""
    return _change(request, follow_id, partial(follows.follow_update, enabled=True))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_delete(request: HttpRequest, follow_id: UUID) -> HttpResponse:
    """Ask, then delete one; its batches stay."""
    if request.method != "POST":
        return confirmation.ask(
            request,
            question=gettext("Stop following this?"),
            consequence=gettext("New videos are no longer analysed. The analyses and batches so far stay."),
            subject=_follow(request, follow_id, "delete"),
            button=gettext("Delete"),
            back=reverse("follow-list-page"),
        )
    return _change(request, follow_id, follows.follow_delete, action="delete")


def _change(
    request: HttpRequest,
    follow_id: UUID,
    service: Callable[..., object],
    action: Action = "change",
) -> HttpResponse:
    """Call ``service`` on the follow and lead to the list, with a message if the service raised an error."""
    try:
        service(follow=_follow(request, follow_id, action))
    except Follow.DoesNotExist as error:
        raise Http404("Follow not found") from error
    except AnalysisError as error:
        messages.info(request, translate(error.message))
    return redirect("follow-list-page")


def _follow(request: HttpRequest, follow_id: UUID, action: Action) -> Follow:
    """Return what the caller follows and may act on."""
    follow = batches.follow_visible(follow_id, request.user)
    if follow is None:
        raise Http404("Follow not found")
    if not permissions.may_perform(request.user, follow, action):
        raise PermissionDenied
    return follow
