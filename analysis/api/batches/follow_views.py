"""Endpoints of followed channels and playlists: create, list, read, change, delete, check now."""

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.access import client_identity, permissions
from analysis.api.batches.follow_serializers import FollowChangeSerializer, FollowSerializer
from analysis.api.http import idempotency_key
from analysis.api.http.formats import json_response
from analysis.api.http.pagination import NewestFirstPagination
from analysis.api.http.validation import validate
from analysis.api.http.views import ApiView
from analysis.api.schema import follow_endpoints
from analysis.batches import follows
from analysis.models import Follow
from analysis.queries import batches
from analysis.queries.problems import FollowNotFound
from analysis.support import request_ids


class FollowApiView(ApiView):
    """Base of the views of one follow."""

    def get_follow(self, action: permissions.Action | None = None) -> Follow:
        """Return the follow of the URL, if the caller may do ``action`` with it.

        Raises:
            FollowNotFound: it does not exist or is not visible to the caller.
            PermissionDenied: the caller has read-only access.
        """
        follow = batches.follow_visible(self.kwargs["follow_id"], self.request.user)
        if follow is None:
            raise FollowNotFound
        self.check_action(action, follow, "follow")
        return follow

    def respond(
        self, follow: Follow, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None
    ) -> HttpResponse:
        """Return the follow, as PostgreSQL writes it."""
        return json_response(batches.follow_text(follow.pk), status, headers)


class FollowsView(FollowApiView):
    """Lists and creates follows."""

    creating_methods = ("POST",)

    @follow_endpoints.LIST
    def get(self, request: Request) -> HttpResponse:
        """Return a page of follows, newest first."""
        return NewestFirstPagination().respond(batches.follows_with_text(request.user), request, self)

    @follow_endpoints.CREATE
    def post(self, request: Request) -> HttpResponse:
        """Follow a channel or playlist."""
        given = validate(FollowSerializer, request.data)
        caller = client_identity.rate_limit_key(request)

        def create() -> Follow:
            return follows.follow_create(owner=request.user, request_id=request_ids.current(), caller=caller, **given)

        follow, headers = idempotency_key.create_once(request, caller, given | {"source": given["source"].url}, create)
        headers["Location"] = reverse("follow-detail", args=[follow.pk])
        return self.respond(follow, HTTPStatus.CREATED, headers)


class FollowView(FollowApiView):
    """One follow."""

    @follow_endpoints.READ
    def get(self, request: Request, follow_id: str) -> HttpResponse:
        """Return the state of the follow."""
        return self.respond(self.get_follow())

    @follow_endpoints.CHANGE
    def patch(self, request: Request, follow_id: str) -> HttpResponse:
        """Change, pause or resume the follow."""
        follow = self.get_follow("change")
        fields = validate(FollowChangeSerializer, request.data)
        return self.respond(follows.follow_update(follow=follow, **fields))

    @follow_endpoints.DELETE
    def delete(self, request: Request, follow_id: str) -> Response:
        """Delete the follow; its batches stay."""
        follows.follow_delete(follow=self.get_follow("delete"))
        return Response(status=HTTPStatus.NO_CONTENT)


class FollowCheckView(FollowApiView):
    """Has a follow checked."""

    #: A check asks YouTube, as a new analysis does.
    creating_methods = ("POST",)

    @follow_endpoints.CHECK
    def post(self, request: Request, follow_id: str) -> HttpResponse:
        """Have the follow checked now."""
        follow = follows.follow_check(follow=self.get_follow("change"))
        return self.respond(follow, HTTPStatus.ACCEPTED)
