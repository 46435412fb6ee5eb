"""Names that callers give are stored on one line, without characters that are not seen."""

import pytest
from django import forms
from rest_framework import serializers

from analysis.api.accounts.serializers import LoginSerializer, NewTokenSerializer
from analysis.api.analyses.serializers import CustomPromptSerializer
from analysis.api.batches.follow_serializers import FollowChangeSerializer, FollowSerializer
from analysis.api.batches.serializers import BatchSerializer
from analysis.api.http.fields import Name
from analysis.pages.account_forms import TokenForm
from analysis.pages.analysis_forms import NameField
from analysis.pages.batch_forms import BatchForm, FollowForm
from analysis.pages.security_key_forms import AddKeyForm

SERIALIZERS = [
    LoginSerializer,
    NewTokenSerializer,
    CustomPromptSerializer,
    BatchSerializer,
    FollowSerializer,
    FollowChangeSerializer,
]


@pytest.mark.parametrize("serializer", SERIALIZERS)
def test_the_api_takes_a_name(serializer):
    assert isinstance(serializer().fields["name"], Name)


@pytest.mark.parametrize("form", [TokenForm, BatchForm, FollowForm, AddKeyForm])
def test_a_page_takes_a_name(form):
    assert isinstance(form.base_fields["name"], NameField)


def test_both_store_what_is_seen():
    given = " two\n\u202elines\x1b "
    assert Name().run_validation(given) == NameField().clean(given) == "two lines"


def test_both_refuse_a_name_in_which_nothing_is_seen():
    with pytest.raises(serializers.ValidationError, match="blank"):
        Name().run_validation("\u200b\n")
    with pytest.raises(forms.ValidationError):
        NameField().clean("\u200b\n")
    assert Name(allow_blank=True).run_validation("\u200b") == ""
