"""The API's description: valid, complete, and true."""

import dataclasses
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from django.utils.dateparse import parse_datetime
from jsonschema import Draft202012Validator, FormatChecker

from analysis import options
from analysis.api.analyses import analysis_types, serializers
from analysis.exceptions import AnalysisError
from analysis.exports import comments_csv
from analysis.models import Follow
from analysis.queries import wire
from analysis.queries.filters import CommentFilter
from tests.support import batches, documents
from tests.support.factories import TaskFactory
from tests.support.paths import ROOT

FORMATS = FormatChecker()


@FORMATS.checks("date-time")
def _is_time(value):
    return parse_datetime(value) is not None


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    file = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    return documents.parse(file.read_text())


def test_it_is_valid_openapi_31_without_a_warning(document):
    assert document["openapi"].startswith("3.1")


def test_it_describes_every_address_once(document):
    routes = {
        re.sub(r"<str:(\w+)>", r"{\1}", str(pattern.pattern))
        for pattern in _patterns(get_resolver().url_patterns)
        if pattern.name and re.match(r"api/v1/|health|livez|readyz", str(pattern.pattern))
    }
    assert set(document["paths"]) == {f"/{route}" for route in routes if not route.endswith("/stream")}


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def test_every_operation_has_a_summary_and_says_which_errors_it_gives(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            if path.startswith("/api/"):
                for status in ("401", "503"):
                    assert "application/problem+json" in operation["responses"][status]["content"], (method, path)
            if "{task_id}" in path:
                assert "404" in operation["responses"], (method, path)


@pytest.fixture
def ids(db, client, settings):
    """Give the ids in addresses, of rows that exist."""
    settings.WEBHOOKS_ENABLED = True
    webhook = {"url": "https://hooks.example.com/"}
    created = client.post("/api/v1/webhooks/", webhook, content_type="application/json").json()
    follow = Follow.objects.create(source_url="https://www.youtube.com/@harbourtalks", max_per_day=1)
    return {
        "task_id": TaskFactory(completed=True).pk,
        "webhook_id": created["id"],
        "batch_id": batches.make(1).pk,
        "follow_id": follow.pk,
    }


@pytest.mark.parametrize("value", ["", "%20", "+%09"])
def test_an_empty_value_of_any_parameter_is_an_error_that_names_it(document, client, ids, value):
    parameters = query_parameters(document)
    assert len(parameters) >= 24
    for path, parameter in parameters:
        name = parameter["name"]
        answer = client.get(f"{path.format(**ids)}?{name}={value}")
        errors = [error["attr"] for error in answer.json().get("errors", [])]
        assert (answer.status_code, errors) == (422, [name]), (path, name)


@pytest.mark.django_db
def test_the_document_allows_no_empty_value_of_any_parameter(document):
    for path, parameter in query_parameters(document):
        for value in ("", " "):
            assert not Draft202012Validator(parameter["schema"], format_checker=FORMATS).is_valid(value), (
                path,
                parameter,
            )


def test_a_name_that_is_no_parameter_may_be_empty(document, client, ids):
    for path in {path for path, _ in query_parameters(document)}:
        answer = client.get(f"{path.format(**ids)}?_=")
        assert answer.status_code in {200, 404} or [e["code"] for e in answer.json()["errors"]] == ["required"]


def query_parameters(document):
    return [
        (path, parameter)
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    ]


def test_it_names_the_ways_to_log_in_and_says_where_none_is_needed(document):
    assert document["components"]["securitySchemes"]["bearerAuth"]["scheme"] == "bearer"
    ways = [{"bearerAuth": []}, {"cookieAuth": []}]
    paths = document["paths"]
    assert paths["/api/v1/analysis/"]["post"]["security"] == [*ways, {}]
    assert paths["/api/v1/auth/tokens"]["get"]["security"] == ways
    assert "security" not in paths["/api/v1/auth/login"]["post"] or paths["/api/v1/auth/login"]["post"]["security"] == [
        {}
    ]


def test_every_option_is_described_in_both_places(document):
    names = set(options.DEFAULTS)
    # Of a request only: the options of a task do not say whether an earlier result would have done.
    submitted = document["components"]["schemas"]["SubmittedOptionsRequest"]["properties"]
    assert set(submitted) == names | {"reuse_results"}
    assert set(serializers.OptionsSerializer().fields) == names
    assert set(analysis_types._OPTIONS) == names


@pytest.mark.django_db
def test_it_names_the_fields_that_a_task_has(document, client):
    task = client.get(f"/api/v1/analysis/{TaskFactory().pk}").json()
    schemas = document["components"]["schemas"]
    assert set(schemas["Task"]["properties"]) == set(task)
    assert set(schemas["Links"]["properties"]) == set(task["links"])
    assert set(schemas["Step"]["properties"]) == set(task["steps"][0])


def test_comments_have_the_same_fields_in_every_form(document):
    assert tuple(document["components"]["schemas"]["Comment"]["properties"]) == comments_csv.COLUMNS


def test_it_names_the_parameters_of_the_comments(document):
    named = {each["name"] for each in document["paths"]["/api/v1/analysis/{task_id}/comments"]["get"]["parameters"]}
    assert named == {"task_id", "format", "cursor", "page_size", *CommentFilter.base_filters}


@pytest.mark.parametrize("shape", [wire.Task, wire.Comment])
def test_the_written_documentation_shows_every_field_of(shape):
    text = (ROOT / "docs" / "api.md").read_text()
    examples = [set(json.loads(found)) for found in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    assert {field.name for field in dataclasses.fields(shape)} in examples


@pytest.mark.django_db
def test_it_names_the_fields_of_a_kind_and_of_a_problem(document, client):
    schemas = document["components"]["schemas"]
    assert set(schemas["AnalysisType"]["properties"]) == set(client.get("/api/v1/analysis-types").json()[0])
    assert set(schemas["ProblemDetail"]["properties"]) == set(client.get("/api/v1/nothing").json())


@pytest.mark.parametrize("path", ["/api/schema", "/api/schema/"])
def test_it_is_served_as_yaml_and_as_json(client, path):
    assert documents.parse(client.get(path).content)["openapi"].startswith("3.1")
    response = client.get(path, headers={"Accept": "application/json"})
    assert response.json()["openapi"].startswith("3.1")
    # Nothing of it is half translated.
    assert (
        client.get(path, headers={"Accept": "application/json", "Accept-Language": "zh-CN"}).json() == response.json()
    )


@pytest.mark.parametrize("accept", ["*/*", "application/yaml", "text/html"])
def test_the_address_can_name_the_format(client, accept):
    response = client.get("/api/schema/?format=json", headers={"Accept": accept})
    assert (response.json()["openapi"][:3], response["Content-Type"]) == ("3.1", "application/json")
    response = client.get("/api/schema/?format=yaml", headers={"Accept": "application/json"})
    assert documents.parse(response.content)["openapi"][:3] == "3.1"


def test_requests_at_the_same_moment_get_the_same_document():
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: Client().get("/api/schema/").content, range(3)))
    assert len(set(answers)) == 1


@pytest.mark.parametrize("version", ["%00", "a%0d%0aX:1", "1.0.0"])
def test_a_query_parameter_of_the_library_changes_nothing(client, version):
    response = client.get(f"/api/schema/?version={version}")
    assert response.status_code == 200
    assert f"({settings.VERSION})" in response["Content-Disposition"]
    assert documents.parse(response.content)["info"]["version"] == settings.VERSION


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/"])
def test_the_viewers_answer_only_reads(client, path):
    response = client.options(path)
    assert (response.status_code, response.json()["code"]) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    ("path", "asset"), [("/api/docs/", "swagger-ui-bundle.js"), ("/api/redoc", "redoc.standalone.js")]
)
def test_the_viewers_load_nothing_from_elsewhere_and_run_no_inline_script(client, path, asset):
    response = client.get(path)
    page = response.content.decode()
    assert asset in page
    assert "//" not in re.sub(r"<!--.*?-->", "", page)
    assert not re.findall(r"<script>", page)
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy


def test_the_written_documentation_names_every_option_path_and_code(document):
    text = (ROOT / "docs" / "api.md").read_text()
    for name in options.DEFAULTS:
        assert f"| `{name}` |" in text
    for path in document["paths"]:
        assert path.replace("/api/v1/", "").replace("{task_id}", "{id}").rsplit("/", 1)[-1] in text, path
    for kind in _subclasses(AnalysisError):
        assert f"`{kind.code}`" in text, kind


def _subclasses(kind):
    return {kind, *(leaf for child in kind.__subclasses__() for leaf in _subclasses(child))}
