"""Every property of the OpenAPI document is described, and every answer has an example that is as its schema says."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.support import documents


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(request=None, public=True)


def answers(document):
    """Yield each answer: where it is, its media type and its content."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                for media_type, content in response.get("content", {}).items():
                    yield f"{method} {path} {status}", media_type, content


def properties(schema, place):
    """Yield each property of a schema and of what is written in it."""
    for name, part in schema.get("properties", {}).items():
        yield f"{place}.{name}", part
        yield from properties(part, f"{place}.{name}")


def test_every_property_has_a_description(document):
    components = document["components"]["schemas"].items()
    bare = [
        place for name, schema in components for place, part in properties(schema, name) if not part.get("description")
    ]
    assert bare == [], "Annotated[..., description], or a row in analysis/api/schema/descriptions.py"


def test_every_answer_has_an_example(document):
    bare = [
        (place, media_type)
        for place, media_type, content in answers(document)
        if media_type != "application/pdf" and "example" not in content and "examples" not in content
    ]
    assert bare == []


def test_every_example_is_as_its_schema_says(document):
    for place, media_type, content in answers(document):
        given = [each["value"] for each in content.get("examples", {}).values()]
        for example in given + ([content["example"]] if "example" in content else []):
            if media_type.endswith("json"):
                try:
                    documents.check(example, content["schema"], document)
                except Exception as error:
                    raise AssertionError(f"the example of {place}: {error}") from error
