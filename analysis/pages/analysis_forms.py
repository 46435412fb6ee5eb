"""The form that starts an analysis."""

from functools import lru_cache
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext

from analysis import options, youtube
from analysis.exceptions import InvalidUrl
from analysis.support.invisible_characters import visible_line
from analysis.wording import messages, option_words

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


class NameField(forms.CharField):
    """A name on one line, without characters that are not seen, as the API takes it."""

    def to_python(self, value: Any) -> Any:
        """Return the name that is stored."""
        return visible_line(super().to_python(value) or "")


class FilesInput(forms.FileInput):
    """Lets several files be chosen."""

    allow_multiple_selected = True


class AnalysisForm(AccessibleErrorsMixin, forms.Form):
    """The URLs of videos, or the files of one, and the options."""

    youtube_url = forms.CharField(
        label=gettext_lazy("Video URL"),
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
    file = forms.Field(
        label=gettext_lazy("Or files of one video"), required=False, widget=FilesInput(attrs={"multiple": True})
    )
    analysis_type = forms.ChoiceField(
        label=gettext_lazy("What to analyse"),
        choices=list(option_words.TYPES.items()),
        help_text=gettext_lazy("What is said, what is commented, or both."),
    )
    analysis_depth = forms.ChoiceField(
        label=gettext_lazy("Depth"),
        choices=list(option_words.DEPTHS.items()),
        help_text=gettext_lazy("How closely the texts are read. A deeper analysis takes longer."),
    )
    include_comments = forms.BooleanField(label=gettext_lazy("Analyse comments"), required=False)
    max_comments = forms.IntegerField(
        label=gettext_lazy("At most"),
        min_value=0,
        max_value=options.MAX_COMMENTS,
        help_text=format_lazy(
            gettext_lazy("Number of comments that are read, up to {number}. More take longer."),
            number=f"{options.MAX_COMMENTS:,}",
        ),
    )
    comment_sort = forms.ChoiceField(
        label=gettext_lazy("Comments first"),
        required=False,
        choices=list(option_words.SORTS.items()),
        help_text=gettext_lazy("Which comments are read where there are more than the number above."),
    )
    language = forms.RegexField(
        _LANGUAGE_TAG,
        label=gettext_lazy("Caption language"),
        required=False,
        max_length=35,
        error_messages={"invalid": gettext_lazy("Enter a language tag such as en or pt-BR.")},
        help_text=gettext_lazy("A tag such as en or pt-BR. Empty: the language of the video."),
    )
    enable_transcription = forms.ChoiceField(
        label=gettext_lazy("Speech recognition"),
        required=False,
        choices=[("true", gettext_lazy("If there are no captions")), ("false", gettext_lazy("Never"))],
        help_text=gettext_lazy("Listens to the sound, which takes minutes for each hour of video."),
    )
    questions = forms.CharField(
        label=gettext_lazy("Questions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=format_lazy(
            gettext_lazy("Up to {number} questions about the video, one a line."),
            number=options.MAX_CUSTOM_PROMPTS,
        ),
    )

    summary_language = forms.RegexField(
        _LANGUAGE_TAG,
        label=gettext_lazy("Summary language"),
        required=False,
        max_length=35,
        error_messages={"invalid": gettext_lazy("Enter a language tag such as en or pt-BR.")},
        help_text=gettext_lazy("A tag such as en or pt-BR. Empty: the language of the video."),
    )
    summary_style = forms.ChoiceField(
        label=gettext_lazy("Summary style"),
        required=False,
        choices=[("", gettext_lazy("As the video needs it")), *option_words.STYLES.items()],
        help_text=gettext_lazy("How the summary is written."),
    )

    def __init__(self, data: Any = None, *, has_files: bool = False) -> None:
        """Start with the default options, or with the submitted data. With files, no URL is needed."""
        super().__init__(data, initial=options.DEFAULTS)
        if not settings.LLM_BASE_URL:
            note = gettext("Without effect: no language model is set up.")
            for name in ("summary_language", "summary_style", "questions"):
                sentences = {"first": self.fields[name].help_text, "second": note}
                self.fields[name].help_text = pgettext("two sentences", "%(first)s %(second)s") % sentences
        self._has_files = has_files

    def clean_youtube_url(self) -> list[str]:
        """Return the addresses, each once. A single one must be that of a video; of several, each is judged alone."""
        found = list(dict.fromkeys(self.cleaned_data["youtube_url"].split()))
        if not found and not self._has_files:
            raise forms.ValidationError(gettext("Enter the URL of a YouTube video."), code="required")
        if len(found) > MAX_ADDRESSES:
            raise forms.ValidationError(
                gettext("Enter at most %(count)s URLs at once.") % {"count": MAX_ADDRESSES}, code="too_many"
            )
        if len(found) == 1:
            try:
                read_address(found[0])
            except InvalidUrl as error:
                raise forms.ValidationError(messages.translate(error.message), code=error.code) from error
        return found

    def is_list(self) -> bool:
        """Return whether what was sent is the URL of a playlist or a channel, which can be made a batch."""
        return self.is_bound and youtube.is_list(str(self.data.get("youtube_url", "")))

    def clean_questions(self) -> list[dict[str, Any]]:
        """Return the custom prompts."""
        lines = [line for each in self.cleaned_data["questions"].splitlines() if (line := visible_line(each))]
        if len(lines) > options.MAX_CUSTOM_PROMPTS:
            raise forms.ValidationError(
                gettext("Ask at most %(count)s questions.") % {"count": options.MAX_CUSTOM_PROMPTS}
            )
        if any(len(line) > options.PROMPT_MAX_LENGTH for line in lines):
            raise forms.ValidationError(
                gettext("A question has at most %(count)s characters.") % {"count": f"{options.PROMPT_MAX_LENGTH:,}"}
            )
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
                "summary_language": self.cleaned_data["summary_language"] or None,
                "summary_style": self.cleaned_data["summary_style"] or None,
                "enable_transcription": self.cleaned_data["enable_transcription"] != "false",
                "custom_prompts": self.cleaned_data["questions"],
            }
        )

    def options_html(self) -> SafeString:
        """Return the fields of the options."""
        return _render_options(self) if self.is_bound else _untouched_options(get_language())

    def has_option_errors(self) -> bool:
        """Return whether an option is invalid, so that the options must be seen."""
        return any(name not in ("youtube_url", "file", NON_FIELD_ERRORS) for name in self.errors)


def _render_options(form: AnalysisForm) -> SafeString:
    return render_to_string("analysis/_options.html", {"form": form})


@lru_cache(maxsize=16)
def _untouched_options(_language: str) -> SafeString:
    """Return the options with their defaults. They depend on the language alone and take a third of the page's time."""
    return _render_options(AnalysisForm())


def read_address(address: str) -> youtube.VideoRef:
    """Return the video that an address points to.

    Raises:
        InvalidUrl: it is not that of a video; of a playlist or channel, the message says what to do.
    """
    try:
        return youtube.parse(address)
    except InvalidUrl as error:
        if youtube.is_list(address):
            raise InvalidUrl("This is a playlist or a channel. Make a batch of it to analyse its videos.") from error
        raise
