"""The form that starts an analysis."""

from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from analysis import options, youtube
from analysis.choices import AnalysisDepth, AnalysisType, CommentSort
from analysis.exceptions import InvalidUrl

ANALYSIS_TYPES = [
    (AnalysisType.COMPREHENSIVE.value, "Content and comments"),
    (AnalysisType.CONTENT.value, "Content only"),
    (AnalysisType.COMMENTS.value, "Comments only"),
]
DEPTHS = [
    (AnalysisDepth.BASIC.value, "Basic: fastest"),
    (AnalysisDepth.DETAILED.value, "Detailed"),
    (AnalysisDepth.COMPREHENSIVE.value, "Comprehensive: most thorough"),
]


#: Addresses that are sent at once.
MAX_ADDRESSES = 50
#: BCP 47, as the API takes it.
_LANGUAGE_TAG = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}\Z"


class AccessibleErrorsMixin:
    """Links each invalid field to its error message with ARIA attributes, for screen readers."""

    # The browser's own validation would hide our messages.
    use_required_attribute = False

    def full_clean(self) -> None:
        """Validate the values and mark invalid fields."""
        super().full_clean()  # type: ignore[misc]  # provided by the form class
        self.mark_invalid()

    def mark_invalid(self) -> None:
        """Mark the fields that have errors; the first of them gets the focus."""
        form = cast(forms.BaseForm, self)
        for number, name in enumerate(name for name in form.fields if name in form.errors):
            field = form.fields[name]
            described = f"id_{name}_error id_{name}_helptext" if field.help_text else f"id_{name}_error"
            field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": described}
            if not number:
                field.widget.attrs["autofocus"] = True


class FilesInput(forms.FileInput):
    """Lets several files be chosen."""

    allow_multiple_selected = True


class AnalysisForm(AccessibleErrorsMixin, forms.Form):
    """The URLs of videos, or the files of one, and the options."""

    youtube_url = forms.CharField(
        label="Video URL",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 1,
                "placeholder": "https://www.youtube.com/watch?v=…",
                "autocomplete": "off",
                "spellcheck": "false",
                "inputmode": "url",
            }
        ),
    )
    file = forms.Field(label="Or files of one video", required=False, widget=FilesInput(attrs={"multiple": True}))
    analysis_type = forms.ChoiceField(
        label="Analyse", choices=ANALYSIS_TYPES, help_text="What is said, what is commented, or both."
    )
    analysis_depth = forms.ChoiceField(
        label="Depth", choices=DEPTHS, help_text="How closely the texts are read. A deeper analysis takes longer."
    )
    include_comments = forms.BooleanField(label="Analyse comments", required=False)
    max_comments = forms.IntegerField(
        label="At most",
        min_value=0,
        max_value=options.MAX_COMMENTS,
        help_text=f"Number of comments that are read, up to {options.MAX_COMMENTS:,}. More take longer.",
    )
    comment_sort = forms.ChoiceField(
        label="Comments first",
        required=False,
        choices=[(CommentSort.TOP.value, "Top"), (CommentSort.NEW.value, "Newest")],
        help_text="Which comments are read where there are more than the number above.",
    )
    language = forms.RegexField(
        _LANGUAGE_TAG,
        label="Caption language",
        required=False,
        max_length=35,
        error_messages={"invalid": "Enter a language tag such as en or pt-BR."},
        help_text="A tag such as en or pt-BR. Empty: the language of the video.",
    )
    enable_transcription = forms.ChoiceField(
        label="Speech recognition",
        required=False,
        choices=[("true", "If there are no captions"), ("false", "Never")],
        help_text="Listens to the sound, which takes minutes for each hour of video.",
    )
    questions = forms.CharField(
        label="Questions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            f"Up to {options.MAX_CUSTOM_PROMPTS} questions about the video, one a line. They are answered where this "
            "server has a language model; else a warning says so."
        ),
    )

    def __init__(self, data: Any = None, *, has_files: bool = False) -> None:
        """Start with the default options, or with the submitted data. With files, no URL is needed."""
        super().__init__(data, initial=options.DEFAULTS)
        self._has_files = has_files

    def clean_youtube_url(self) -> list[str]:
        """Return the addresses, each once. A single one must be that of a video; of several, each is judged alone."""
        found = list(dict.fromkeys(self.cleaned_data["youtube_url"].split()))
        if not found and not self._has_files:
            raise forms.ValidationError("Enter the URL of a YouTube video.", code="required")
        if len(found) > MAX_ADDRESSES:
            raise forms.ValidationError(f"Enter at most {MAX_ADDRESSES} URLs at once.", code="too_many")
        if len(found) == 1:
            try:
                read_address(found[0])
            except InvalidUrl as error:
                raise forms.ValidationError(error.message, code=error.code) from error
        return found

    def clean_questions(self) -> list[dict[str, Any]]:
        """Return the custom prompts."""
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if len(lines) > options.MAX_CUSTOM_PROMPTS:
            raise forms.ValidationError(f"Ask at most {options.MAX_CUSTOM_PROMPTS} questions.")
        if any(len(line) > options.PROMPT_MAX_LENGTH for line in lines):
            raise forms.ValidationError(f"A question has at most {options.PROMPT_MAX_LENGTH:,} characters.")
        label = options.PROMPT_LABEL_MAX_LENGTH
        return [
            {"id": str(number), "name": line[:label], "prompt": line, "category": None}
            for number, line in enumerate(lines, 1)
        ]

    def options(self) -> dict[str, Any]:
        """Return the complete options of a valid form."""
        given = {name: self.cleaned_data[name] for name in options.DEFAULTS if self.cleaned_data.get(name) is not None}
        return options.with_defaults(
            given
            | {
                "comment_sort": self.cleaned_data["comment_sort"] or options.DEFAULTS["comment_sort"],
                "language": self.cleaned_data["language"] or None,
                "enable_transcription": self.cleaned_data["enable_transcription"] != "false",
                "custom_prompts": self.cleaned_data["questions"],
            }
        )

    def has_option_errors(self) -> bool:
        """Return whether an option is invalid, so that the options must be seen."""
        return any(name not in ("youtube_url", "file", NON_FIELD_ERRORS) for name in self.errors)


def read_address(address: str) -> youtube.VideoRef:
    """Return the video that an address points to.

    Raises:
        InvalidUrl: it is not that of a video; of a playlist or channel, the message says what to do.
    """
    try:
        return youtube.parse(address)
    except InvalidUrl as error:
        if youtube.is_list(address):
            raise InvalidUrl(
                "This is a playlist or a channel. Analysing all of its videos is not built yet: enter their URLs."
            ) from error
        raise
