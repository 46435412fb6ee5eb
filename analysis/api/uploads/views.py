"""Upload endpoints."""

import hashlib
from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.access import client_identity
from analysis.api.http import idempotency_key
from analysis.api.http.views import ApiView
from analysis.api.schema import upload_endpoints
from analysis.models import Upload
from analysis.queries import uploads, wire
from analysis.queries.problems import Problem
from analysis.uploads import receiving, services
from analysis.uploads.errors import UploadNotFound


class UploadsView(ApiView):
    """Takes files of a video."""

    parser_classes = [MultiPartParser]
    creating_methods = ("POST",)

    def max_body_bytes(self) -> int:
        """Return the limit of an upload."""
        return settings.MAX_UPLOAD_BYTES

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Refuse a body that states that it is too large, before it is read."""
        super().initial(request, *args, **kwargs)
        scope = getattr(request, "scope", None)
        if scope is None and request.headers.get("Transfer-Encoding", "").lower() == "chunked":
            # WSGI has no way to say that such a body has ended.
            raise Problem(HTTPStatus.LENGTH_REQUIRED, "LENGTH_REQUIRED", "Send the length of the body: Content-Length.")
        is_cut = scope is not None and scope.get("body_was_cut", False)
        receiving.raise_if_too_large(int(request.META.get("CONTENT_LENGTH") or 0) + is_cut)

    @upload_endpoints.CREATE
    def post(self, request: Request) -> Response:
        """Store the files."""
        files = [file for _, files in request.FILES.lists() for file in files]
        caller = client_identity.rate_limit_key(request)

        sent = [[file.name, _digest(file)] for file in files] if idempotency_key.read_key(request) else []
        with services.store(files) as stored:
            create = partial(services.upload_create, owner=request.user, stored=stored, caller=caller)
            made, headers = idempotency_key.create_once(request, caller, {"files": sent}, create)
        headers["Location"] = reverse("upload-detail", args=[made.pk])
        return Response(wire.upload_json(made), status=HTTPStatus.CREATED, headers=headers)


def _digest(file: "UploadedFile[Any]") -> str:
    """Return what two files of the same content have in common."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


class UploadView(ApiView):
    """One upload."""

    @upload_endpoints.RETRIEVE
    def get(self, request: Request, upload_id: str) -> Response:
        """Return what the upload holds."""
        return Response(wire.upload_json(self._upload(upload_id)))

    @upload_endpoints.DESTROY
    def delete(self, request: Request, upload_id: str) -> Response:
        """Delete the upload."""
        found = self._upload(upload_id)
        self.check_action("delete", found, "upload")
        services.upload_delete(upload=found)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _upload(self, upload_id: str) -> Upload:
        found = uploads.upload_visible(upload_id, self.request.user)
        if found is None:
            raise UploadNotFound
        return found
