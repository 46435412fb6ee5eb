"""The form that starts an analysis."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from analysis import options, youtube
from analysis.exceptions import InvalidUrl
from analysis.wording import messages, option_words


class AccessibleErrorsMixin:
    """Links each invalid field to its error message with ARIA attributes, for screen readers."""

    # The browser's own validation would hide our messages.
    use_required_attribute = False

    def full_clean(self) -> None:
        """Validate the values and mark invalid fields."""
        form = cast(forms.BaseForm, self)
        super().full_clean()  # type: ignore[misc]  # provided by the form class
        for name, field in form.fields.items():
            if name in form.errors:
                described = f"id_{name}_error id_{name}_helptext" if field.help_text else f"id_{name}_error"
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": described}


class AnalysisForm(AccessibleErrorsMixin, forms.Form):
    """The URL of a video and the main options; other options keep their defaults."""

    youtube_url = forms.CharField(
        label=gettext_lazy("Video URL"),
        error_messages={"required": gettext_lazy("Enter the URL of a YouTube video.")},
        widget=forms.URLInput(
            attrs={
                "placeholder": "https://www.youtube.com/watch?v=…",
                "autocomplete": "off",
                "spellcheck": "false",
                "maxlength": youtube.MAX_URL_LENGTH,
            }
        ),
    )
    analysis_type = forms.ChoiceField(label=gettext_lazy("Analyse"), choices=list(option_words.TYPES.items()))
    analysis_depth = forms.ChoiceField(label=gettext_lazy("Depth"), choices=list(option_words.DEPTHS.items()))
    max_comments = forms.IntegerField(label=gettext_lazy("At most"), min_value=0, max_value=options.MAX_COMMENTS)
    include_comments = forms.BooleanField(label=gettext_lazy("Analyse comments"), required=False)

    def __init__(self, data: Any = None) -> None:
        """Start with the default options, or with the submitted data."""
        super().__init__(data, initial=options.DEFAULTS)

    def clean_youtube_url(self) -> youtube.VideoRef:
        """Return the YouTube video that the URL points to."""
        try:
            return youtube.parse(self.cleaned_data["youtube_url"])
        except InvalidUrl as error:
            raise forms.ValidationError(messages.translate(error.message), code=error.code) from error

    def options(self) -> dict[str, Any]:
        """Return the complete options of a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "youtube_url"}
        return options.with_defaults(given)
