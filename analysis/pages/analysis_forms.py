"""The form that starts an analysis."""

from typing import Any, cast

from django import forms

from analysis import options, youtube
from analysis.choices import AnalysisDepth, AnalysisType
from analysis.exceptions import InvalidUrl

ANALYSIS_TYPES = [
    (AnalysisType.COMPREHENSIVE.value, "Content and comments"),
    (AnalysisType.CONTENT.value, "Only what is said"),
    (AnalysisType.COMMENTS.value, "Only the comments"),
]
DEPTHS = [
    (AnalysisDepth.BASIC.value, "Basic: quickest"),
    (AnalysisDepth.DETAILED.value, "Detailed"),
    (AnalysisDepth.COMPREHENSIVE.value, "Comprehensive: most thorough"),
]


class DescribedErrors:
    """Ties each refused field to its error text, for readers of the page that do not see it."""

    # The browser's own check would hide our explanation.
    use_required_attribute = False

    def full_clean(self) -> None:
        """Check the values, and describe what is refused."""
        form = cast(forms.BaseForm, self)
        super().full_clean()  # type: ignore[misc]  # of the form that this is mixed into
        for name, field in form.fields.items():
            if name in form.errors:
                described = f"id_{name}_error id_{name}_helptext" if field.help_text else f"id_{name}_error"
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": described}


class AnalysisForm(DescribedErrors, forms.Form):
    """The address of a video and what is wanted of it; the other options keep their defaults."""

    youtube_url = forms.CharField(
        label="Address of the video",
        error_messages={"required": "Enter the address of a YouTube video."},
        widget=forms.URLInput(
            attrs={
                "placeholder": "https://www.youtube.com/watch?v=…",
                "autocomplete": "off",
                "spellcheck": "false",
                "maxlength": youtube.MAX_URL_LENGTH,
            }
        ),
    )
    analysis_type = forms.ChoiceField(label="Analyse", choices=ANALYSIS_TYPES)
    analysis_depth = forms.ChoiceField(label="Depth", choices=DEPTHS)
    max_comments = forms.IntegerField(label="At most", min_value=0, max_value=options.MAX_COMMENTS)
    include_comments = forms.BooleanField(label="Read the comments", required=False)

    def __init__(self, data: Any = None) -> None:
        """Start from the defaults of the service, or from what was sent."""
        super().__init__(data, initial=options.DEFAULTS)

    def clean_youtube_url(self) -> str:
        """Return the address as it was given; refuse what is not a video of YouTube's."""
        url: str = self.cleaned_data["youtube_url"]
        try:
            youtube.parse_video_id(url)
        except InvalidUrl as error:
            raise forms.ValidationError(error.message, code="INVALID_URL") from error
        return url

    def options(self) -> dict[str, Any]:
        """Return the complete options of a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "youtube_url"}
        return options.complete(given)
