"""The endpoint of the search over all analyses."""

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from analysis.api.analyses.viewsets import ApiView
from analysis.api.http.query_parameters import reject_empty
from analysis.api.schema import endpoints
from analysis.queries import wire
from analysis.search import answers
from analysis.search.parameters import MEANING, SearchParameters
from analysis.search.query_syntax import InvalidQuery


class SearchView(ApiView):
    """Titles, transcripts and comments of the analyses that the caller may see."""

    @endpoints.SEARCH
    def get(self, request: Request) -> Response:
        """Return a page of the hits."""
        parameters = SearchParameters(data=request.query_params)
        reject_empty(request.query_params, parameters.fields)
        parameters.is_valid(raise_exception=True)
        given = parameters.validated_data
        try:
            found = answers.answer(
                given["q"],
                parameters.filters(),
                request.user,
                cursor=given.get("cursor"),
                size=given["page_size"],
                by_meaning=given["mode"] == MEANING,
            )
        except InvalidQuery as error:
            raise ValidationError({"q": [ErrorDetail(error.message, code=error.code)]}) from error
        address = request.get_full_path()
        links = {
            name: cursor and replace_query_param(address, "cursor", cursor)
            for name, cursor in (("next", found.next), ("previous", found.previous))
        }
        return Response(wire.to_json(found) | links)
