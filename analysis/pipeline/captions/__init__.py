"""Captions: parse any of YouTube's formats into timed segments, each spoken line once."""

from analysis.pipeline.captions.encodings import decode
from analysis.pipeline.captions.json3 import is_transcript
from analysis.pipeline.captions.lyrics import is_lyrics
from analysis.pipeline.captions.parsing import looks_automatic, parse
from analysis.pipeline.captions.substation import is_substation
from analysis.pipeline.captions.timed_text import stated_language
from analysis.pipeline.captions.tracks import choose_track, language_of

__all__ = [
    "choose_track",
    "decode",
    "is_lyrics",
    "is_substation",
    "is_transcript",
    "language_of",
    "looks_automatic",
    "parse",
    "stated_language",
]
