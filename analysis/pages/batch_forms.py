"""The forms that start a batch and follow a channel."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy

from analysis import youtube
from analysis.batches.follows import DEFAULT_NEWEST, DEFAULT_PER_DAY, MAX_NEWEST, MAX_PER_DAY
from analysis.batches.services import MAX_MEMBERS
from analysis.exceptions import InvalidUrl
from analysis.models.follow import DEFAULT_INTERVAL_HOURS
from analysis.pages.analysis_forms import AnalysisForm, NameField
from analysis.wording import messages
from analysis.youtube import ListRef, VideoRef


class BatchForm(AnalysisForm):
    """The URLs of many videos, or that of a playlist or channel, and the options of every analysis."""

    youtube_url = forms.CharField(
        label=gettext_lazy("Video URLs, or the URL of a playlist or channel"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    newest = forms.IntegerField(
        label=gettext_lazy("Number of videos"),
        required=False,
        min_value=1,
        max_value=MAX_MEMBERS,
        help_text=format_lazy(
            gettext_lazy("Of a playlist or channel: its newest or first ones. Empty: all, up to {number}."),
            number=MAX_MEMBERS,
        ),
    )
    name = NameField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Optional. It stands in the list of batches."),
    )
    reuse_results = forms.ChoiceField(
        label=gettext_lazy("Earlier results"),
        required=False,
        choices=[("true", gettext_lazy("Take fresh ones")), ("false", gettext_lazy("Analyse every video again"))],
        help_text=gettext_lazy("A fresh result of the same video and options is taken as it is."),
    )

    def clean_youtube_url(self) -> list[str]:
        """Set ``videos`` or ``source``; each address that is refused is named with its place."""
        self.videos: list[VideoRef] = []
        self.source: ListRef | None = None
        found = self.cleaned_data["youtube_url"].split()
        if not found:
            raise forms.ValidationError(gettext("Enter at least one URL."), code="required")
        if len(found) > MAX_MEMBERS:
            raise forms.ValidationError(gettext("Enter at most %(count)s URLs at once.") % {"count": MAX_MEMBERS})
        if len(found) == 1 and youtube.is_list(found[0]):
            self.source = youtube.parse_list(found[0])
            return list(found)
        errors = []
        for number, address in enumerate(found, 1):
            try:
                self.videos.append(youtube.parse(address))
            except InvalidUrl as error:
                words = gettext("URL %(number)s (%(address)s): %(reason)s")
                values = {"number": number, "address": address[:80], "reason": messages.translate(error.message)}
                errors.append(forms.ValidationError(words % values, code=error.code))
        if errors:
            raise forms.ValidationError(errors)
        return list(found)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of ``batch_create`` that a valid form holds."""
        return {
            "videos": self.videos,
            "source": self.source,
            "newest": self.cleaned_data["newest"] if self.source else None,
            "options": self.options(),
            "reuse_results": self.cleaned_data["reuse_results"] != "false",
            "name": self.cleaned_data["name"],
        }


class FollowForm(AnalysisForm):
    """The URL of a channel or playlist, how often and how much, and the options of every analysis."""

    youtube_url = forms.CharField(
        label=gettext_lazy("URL of a channel or playlist"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "placeholder": "https://www.youtube.com/@…",
                "autocomplete": "off",
                "spellcheck": "false",
                "inputmode": "url",
            }
        ),
    )
    interval_hours = forms.TypedChoiceField(
        label=gettext_lazy("Check"),
        coerce=int,
        choices=[
            (1, gettext_lazy("Every hour")),
            (6, gettext_lazy("Every six hours")),
            (24, gettext_lazy("Every day")),
            (168, gettext_lazy("Every week")),
        ],
        initial=DEFAULT_INTERVAL_HOURS,
        help_text=gettext_lazy("How often the list is read."),
    )
    max_per_day = forms.IntegerField(
        label=gettext_lazy("Limit per day"),
        min_value=1,
        max_value=MAX_PER_DAY,
        initial=DEFAULT_PER_DAY,
        help_text=gettext_lazy("Videos that are analysed on one day. The others wait."),
    )
    newest = forms.IntegerField(
        label=gettext_lazy("Existing videos"),
        min_value=0,
        max_value=MAX_NEWEST,
        initial=DEFAULT_NEWEST,
        help_text=gettext_lazy("How many of the videos that are there already are analysed."),
    )
    name, reuse_results = BatchForm.base_fields["name"], BatchForm.base_fields["reuse_results"]

    def clean_youtube_url(self) -> list[str]:
        """Set ``source``."""
        address = self.cleaned_data["youtube_url"]
        if not address:
            raise forms.ValidationError(gettext("Enter the URL of a channel or playlist."), code="required")
        try:
            self.source = youtube.parse_list(address)
        except InvalidUrl as error:
            raise forms.ValidationError(messages.translate(error.message), code=error.code) from error
        return [address]

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of ``follow_create`` that a valid form holds."""
        given = {name: self.cleaned_data[name] for name in ("newest", "max_per_day", "interval_hours", "name")}
        return given | {
            "source": self.source,
            "options": self.options(),
            "reuse_results": self.cleaned_data["reuse_results"] != "false",
        }
