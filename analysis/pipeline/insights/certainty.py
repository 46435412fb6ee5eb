"""Whether the data carries a claim."""

from analysis.pipeline import statistics, values
from analysis.pipeline.insights import thresholds


def certain_sign(mean: float, interval_95: tuple[float, float] | None, *, widened: float = 1.0) -> int:
    """Return 1 or -1 where the whole interval, ``widened`` by a factor, lies on that side of 0; else 0."""
    if interval_95 is None or abs(mean) <= widened * statistics.margin_95(mean, interval_95):
        return 0
    return 1 if mean > 0 else -1


def much_spam(report: values.CommentReport | None) -> values.Spam | None:
    """Return the spam of the report where it is surely much, else None."""
    if report is None or report.spam.count < thresholds.SPAM_COUNT.value:
        return None
    low = statistics.share_interval_95(report.spam.count, report.fetched)[0]
    return report.spam if low >= thresholds.SPAM.value else None
