"""Every threshold that a rule uses, with the reason for its value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Threshold:
    """A bound and the reason for its value."""

    value: float
    reason: str


# Sentiment. A mean is called positive or negative only if its whole 95 % interval lies on one side of 0.
SCORED = Threshold(30, "below 30 comments the 95 % interval is wider than the differences between videos")
SHARE_SCORED = Threshold(
    0.5, "below one half, comments in languages that are not scored could change the sign of the mean"
)
SENTIMENT = Threshold(0.05, "with thousands of comments a smaller mean may be certain, but no reader would notice it")
MANY = Threshold(1.6, "up to 25 themes and many moments are tested: the interval is widened from 95 to 99.8 %")
THEME_SCORED = Threshold(8, "with fewer scores, Student's interval depends on the shape of their distribution")
MOMENT_SCORED = Threshold(5, "a moment has few comments; with fewer than five the interval almost always contains 0")
TREND_SCORED = Threshold(30, "as for all comments, in each half")
TREND_SIGMAS = Threshold(2.58, "99 %: the days could be split in other ways, so that one error in twenty is too many")
TREND_ESTIMATED = Threshold(0.5, "if most dates are estimated from '2 weeks ago', the split by day is wrong")

# Size.
MOMENT = Threshold(3, "two people may cite the same second by chance")
CLIP = Threshold(5, "fewer people are no sign of a favourite moment")
THEME = Threshold(5, "fewer than five comments are anecdotes")
VIEWS = Threshold(1000, "below 1,000 views one like visibly changes the rate")
COVERAGE = Threshold(0.5, "the content analysis covers less than half of the video")

# The author.
THREADS = Threshold(20, "with fewer than 20 threads, one answer changes the share by over 5 points")
ANSWERED_OFTEN = Threshold(0.1, "one thread in ten: a reader sees an answer on every screen")
ANSWERED_SELDOM = Threshold(0.1, "the whole interval is below one thread in ten: few readers see an answer")
QUESTIONS = Threshold(10, "fewer questions can be answered in one evening")
QUESTIONS_ANSWERED = Threshold(0.5, "the whole interval is below one half: most questions stay unanswered")

# Feedback. Its classes are counted in sections of any size, so that small ones have recommendations too.
FEEDBACK = Threshold(2, "a single comment may be misread, and what one viewer wants is no recommendation")
FEEDBACK_SHARE = Threshold(0.05, "one comment in twenty; in large sections fewer are exceptions or misread")

# Spam.
SPAM = Threshold(0.05, "every reader of the first page sees one comment in twenty; the whole interval is above")
SPAM_COUNT = Threshold(5, "fewer are noise in any comment section")

# Languages.
FOREIGN = Threshold(0.05, "one comment in twenty; the whole interval is above")
FOREIGN_COUNT = Threshold(10, "fewer may be exceptions or detection errors")

# Delivery and form.
LONG_VIDEO = Threshold(600, "YouTube viewers skip in videos over 10 minutes")
SECTIONS = Threshold(3, "two sections need no table of contents")
CONFIDENCE = Threshold(0.7, "below this, about one recognised word in five is wrong")
