"""Captions: from a file in any of YouTube's formats to what a listener hears, once, with times."""

from analysis.pipeline.captions.parsing import looks_automatic, parse
from analysis.pipeline.captions.tracks import choose_track, language_of

__all__ = ["choose_track", "language_of", "looks_automatic", "parse"]
