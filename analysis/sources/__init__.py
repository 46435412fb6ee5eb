"""Where videos are read from: YouTube, and archives on disk. ``registry`` returns the configured ones."""
