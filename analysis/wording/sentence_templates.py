"""The template of each sentence of an insight or a recommendation, by its code."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Plural:
    """Templates for one and for many; ``by`` names the value that decides."""

    one: str
    many: str
    by: str

    def with_values(self, **given: Any) -> str:
        """Return the template for the number in ``given``, filled in, in the current language."""
        return ngettext(self.one, self.many, given[self.by]) % given


TEMPLATES: dict[str, str | Plural] = {
    # Insights
    "audience_positive": N_(
        "The audience is positive: %(positive)s of %(scored)s scored comments are positive, %(negative)s negative, "
        "mean %(mean)s (95 %% interval %(low)s to %(high)s)."
    ),
    "audience_negative": N_(
        "The audience is negative: %(negative)s of %(scored)s scored comments are negative, %(positive)s positive, "
        "mean %(mean)s (95 %% interval %(low)s to %(high)s)."
    ),
    "sentiment_rises": N_(
        "The audience's sentiment rises: mean %(before)s of %(count_before)s comments until %(until)s, %(after)s of "
        "%(count_after)s from %(since)s on."
    ),
    "sentiment_falls": N_(
        "The audience's sentiment falls: mean %(before)s of %(count_before)s comments until %(until)s, %(after)s of "
        "%(count_after)s from %(since)s on."
    ),
    "sentiment_not_reported": N_(
        "The audience's sentiment is not reported: %(share)s of the comments could not be scored."
    ),
    "largest_theme": N_("The most frequent theme is “%(theme)s”: %(size)s of %(total)s comments."),
    "moment_cited": Plural(
        "Viewers cite %(at)s most often: %(people)s person cites it.",
        "Viewers cite %(at)s most often: %(people)s people cite it.",
        "people",
    ),
    "moment_cited_in_section": Plural(
        "Viewers cite %(at)s most often, in “%(section)s”: %(people)s person cites it.",
        "Viewers cite %(at)s most often, in “%(section)s”: %(people)s people cite it.",
        "people",
    ),
    "quote": N_("Quote: “%(quote)s”"),
    "author_answers": N_("The author answers: %(share)s of the threads that were fetched hold a reply."),
    "author_answers_within": N_(
        "The author answers: %(share)s of the threads that were fetched hold a reply, half of them within %(within)s."
    ),
    "likes_per_view": N_("%(per_hundred)s of 100 views led to a like."),
    "spam": N_("%(share)s of the comments are spam: %(count)s are excluded from every figure."),
    "spam_most_frequent": N_("Most frequent: %(spam_reason)s (%(count)s)."),
    "little_speech": N_(
        "The content analysis covers %(share)s of the video: in the rest no speech was recognised."
    ),
    # Recommendations
    "look_into_theme": Plural(
        "Look into “%(theme)s”: %(size)s comment about it is negative on average (%(mean)s, 95 %% interval %(low)s to "
        "%(high)s).",
        "Look into “%(theme)s”: %(size)s comments about it are negative on average (%(mean)s, 95 %% interval %(low)s "
        "to %(high)s).",
        "size",
    ),
    "look_into_complaints": N_("Look into the complaints: %(count)s of %(total)s comments complain."),
    "check_corrections": N_("Check the corrections: %(count)s of %(total)s comments point out a mistake."),
    "consider_requests": N_("Consider the requests: %(count)s of %(total)s comments ask for something."),
    "see_questions": N_("See the questions: %(count)s of %(total)s comments ask one."),
    "feature_moment": Plural(
        "Feature %(at)s in a short or at the beginning: %(people)s person cites it, with positive comments (mean "
        "%(mean)s, 95 %% interval %(low)s to %(high)s).",
        "Feature %(at)s in a short or at the beginning: %(people)s people cite it, with positive comments (mean "
        "%(mean)s, 95 %% interval %(low)s to %(high)s).",
        "people",
    ),
    "review_moment": Plural(
        "Review %(at)s: %(people)s person cites it, with negative comments (mean %(mean)s, 95 %% interval %(low)s to "
        "%(high)s).",
        "Review %(at)s: %(people)s people cite it, with negative comments (mean %(mean)s, 95 %% interval %(low)s to "
        "%(high)s).",
        "people",
    ),
    "answer_questions": Plural(
        "Answer questions: of %(questions)s thread that begins with one, %(answered)s hold an answer of the author.",
        "Answer questions: of %(questions)s threads that begin with one, %(answered)s hold an answer of the author.",
        "questions",
    ),
    "answer_comments": N_(
        "Answer some comments: of %(threads)s threads that were fetched %(share)s hold a reply of the author."
    ),
    "hold_spam_back": N_(
        "Hold suspicious comments for review in YouTube Studio: %(count)s of %(fetched)s that were fetched are spam."
    ),
    "add_subtitles": N_(
        "Consider subtitles in %(language)s: %(count)s comments (%(share)s) are written in it."
    ),
    "set_chapters": N_(
        "Set chapters: none were found and the video runs for %(length)s; %(sections)s sections of it could serve as "
        "such."
    ),
    "add_captions_automatic": N_(
        "Add captions of your own: this transcript comes from YouTube's automatic captions."
    ),
    "add_captions_speech": N_("Add captions of your own: this transcript comes from speech recognition."),
    "low_confidence": N_("The speech recognition confidence is %(share)s."),
}  # fmt: skip
