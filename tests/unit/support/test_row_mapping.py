"""Rows as dataclasses and back."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

import pytest
from django.core.exceptions import FieldDoesNotExist

from analysis.models import Comment
from analysis.pipeline import values
from analysis.support.row_mapping import columns_of, value_of

COMMENT = values.Comment("c1", "", author="@a", like_count=0, published_at=datetime(2026, 3, 1, tzinfo=UTC))


def test_a_value_is_the_same_after_a_journey_through_a_row():
    row = Comment(comment_id="c1", **columns_of(COMMENT, Comment, id=None))
    assert (row.parent_id, row.text) == ("", "")
    assert value_of(values.Comment, row, id=row.comment_id) == COMMENT


def test_a_text_is_cut_to_the_length_of_its_column_and_the_log_says_so(caplog):
    assert columns_of(replace(COMMENT, author="x" * 200), Comment)["author"] == "x" * 200
    assert not caplog.records
    assert columns_of(replace(COMMENT, author="x" * 300), Comment)["author"] == "x" * 200
    assert "Comment.author has 300 characters and is cut to 200" in caplog.text


def test_every_field_of_a_comment_and_its_analysis_has_a_column():
    columns = {column.name for column in Comment._meta.fields}
    for shape in (values.Comment, values.CommentAnalysis):
        assert {field.name for field in fields(shape)} <= columns


def test_a_field_without_a_column_is_refused():
    @dataclass
    class Longer:
        mood: str

    with pytest.raises(FieldDoesNotExist):
        columns_of(Longer("glad"), Comment)
    with pytest.raises(AttributeError, match="mood"):
        value_of(Longer, Comment())
