"""The endpoint that lists the analysis types."""

from rest_framework.request import Request
from rest_framework.response import Response

from analysis.access import client_identity
from analysis.api.analyses import analysis_types, viewsets
from analysis.api.schema import endpoints


class AnalysisTypesView(viewsets.ApiView):
    """The available analysis types."""

    @endpoints.ANALYSIS_TYPES
    def get(self, request: Request) -> Response:
        """Return the analysis types with their steps, options and limits."""
        return Response(analysis_types.analysis_types(client_identity.rate_limit_key(request)))
