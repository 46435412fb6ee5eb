"""Where videos are read from: YouTube, and archives on disk. ``registry`` returns the configured ones."""

#: The sources of this project by the names that ``VIDEO_SOURCES`` may use for them, in the order of its default.
NAMES = {
    "archive": "analysis.sources.archive.ArchiveSource",
    "data_api": "analysis.sources.data_api.DataApiSource",
    "ytdlp": "analysis.sources.ytdlp.YtDlpSource",
}
