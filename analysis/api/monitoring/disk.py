"""Metrics of the disk that the responding process sees."""

import time
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from analysis.operations import disk_usage


def disk_metrics() -> Iterator[Metric]:
    """Yield the sizes of DATA_DIR, the free space, and the age of the newest backup where there is one."""
    usage = disk_usage.measured()
    if usage is None:
        return
    data = GaugeMetricFamily("analyzer_data_bytes", "Size of the files in DATA_DIR.", labels=["kind"])
    for kind, size in usage.kinds.items():
        data.add_metric([kind], size)
    yield data
    yield GaugeMetricFamily("analyzer_disk_free_bytes", "Free space on the disk of DATA_DIR.", usage.free)
    yield GaugeMetricFamily("analyzer_disk_bytes", "Size of the disk of DATA_DIR.", usage.total)
    if usage.newest_backup is not None:
        age = max(0.0, time.time() - usage.newest_backup)
        yield GaugeMetricFamily("analyzer_backup_age_seconds", "Age of the newest backup in DATA_DIR/backups.", age)
