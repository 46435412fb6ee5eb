"""Captions: parse any of YouTube's formats into timed segments, each spoken line once."""

from analysis.pipeline.captions.cue_lines import format_of as cue_line_format
from analysis.pipeline.captions.encodings import decode
from analysis.pipeline.captions.json3 import is_transcript, transcript_language
from analysis.pipeline.captions.lyrics import is_lyrics
from analysis.pipeline.captions.parsing import holds_cues, looks_automatic, parse, stated_language
from analysis.pipeline.captions.sami import is_sami
from analysis.pipeline.captions.substation import is_substation
from analysis.pipeline.captions.tracks import FORMATS, choose_track, is_translation, language_of

__all__ = [
    "FORMATS",
    "choose_track",
    "cue_line_format",
    "decode",
    "holds_cues",
    "is_lyrics",
    "is_sami",
    "is_substation",
    "is_transcript",
    "is_translation",
    "language_of",
    "looks_automatic",
    "parse",
    "stated_language",
    "transcript_language",
]
