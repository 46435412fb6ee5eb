"""Every bound that a rule uses, and why it lies there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Threshold:
    """A bound and why it lies there."""

    value: float
    reason: str


# Mood. A mean is called positive or negative only where its whole 95 % interval lies on one side of 0.
SCORED = Threshold(30, "below 30 comments the 95 % interval of a mood is wider than moods differ between videos")
SHARE_SCORED = Threshold(0.5, "of fewer than half, those in languages that are not judged could turn the mean")
MOOD = Threshold(0.05, "a smaller mean may be certain among thousands, but no reader would notice it")
MANY = Threshold(1.6, "up to 25 themes and many moments are looked at: the interval is widened from 95 to 99.8 %")
THEME_SCORED = Threshold(8, "Student's interval of fewer scores hangs on the shape of their spread")
MOMENT_SCORED = Threshold(5, "a moment gathers few comments; of fewer than five the interval is hardly ever off 0")
TREND_SCORED = Threshold(30, "as for a mood, in each half")
TREND_SIGMAS = Threshold(2.58, "99 %: days could be halved in other ways, so that one chance in twenty is too many")
TREND_ESTIMATED = Threshold(0.5, "where most days are worked out from '2 weeks ago' the halves are not halves")

# Size.
MOMENT = Threshold(3, "two people may cite a second by chance")
CLIP = Threshold(5, "fewer people do not make a favourite")
THEME = Threshold(5, "fewer comments than five are anecdotes")
VIEWS = Threshold(1000, "below 1,000 views one like moves the rate visibly")
COVERAGE = Threshold(0.5, "what is said of the content rests on less than half of the video")

# The author.
THREADS = Threshold(20, "a share of fewer than 20 threads moves by over 5 points with one answer")
ANSWERED_OFTEN = Threshold(0.1, "one thread in ten: a reader meets an answer on every screen")
ANSWERED_SELDOM = Threshold(0.1, "the interval lies wholly below one thread in ten: few readers meet an answer")
QUESTIONS = Threshold(10, "fewer questions are a handful that one evening answers")
QUESTIONS_ANSWERED = Threshold(0.5, "the interval lies wholly below one half: most who ask wait in vain")

# Spam.
SPAM = Threshold(0.05, "one comment in twenty is seen by every reader of the first page; its interval lies above")
SPAM_COUNT = Threshold(5, "fewer are noise in any comment section")

# Languages.
FOREIGN = Threshold(0.05, "one comment in twenty; the interval of the share lies above")
FOREIGN_COUNT = Threshold(10, "fewer may be guests or wrong detections")

# Delivery and form.
FAST = Threshold(190, "faster than conversation among natives; second-language listeners fall behind")
SLOW = Threshold(90, "slower than dictation with pauses taken out")
RATE_WORDS = Threshold(300, "about two minutes of speech")
LONG_VIDEO = Threshold(600, "YouTube viewers skip in videos over 10 minutes")
SECTIONS = Threshold(3, "two sections need no table of contents")
CONFIDENCE = Threshold(0.7, "below this about every fifth word of a recogniser is wrong")
