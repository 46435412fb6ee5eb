"""Uploads: files of a video that a caller sends, recognised by content and stored for the source that reads them."""
