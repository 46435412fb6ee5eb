"""``python -m youtube_analyzer_client`` is the command ``ytan``."""

from youtube_analyzer_client.cli.main import main

main()
