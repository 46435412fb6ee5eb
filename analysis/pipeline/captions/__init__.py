"""Captions: from a file in any of YouTube's formats to what a listener hears, once, with times."""

from analysis.pipeline.captions.parsing import parse
from analysis.pipeline.captions.tracks import choose_track

__all__ = ["choose_track", "parse"]
