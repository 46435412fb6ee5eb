"""Reads HTML from standard input and writes it as PDF to standard output. ``analysis.exports.pdf`` runs this file."""

import resource
import sys
import unicodedata
from typing import Any

#: Exit codes: the system has no Pango; the report needs more memory than ``_MAX_BYTES``.
PANGO_MISSING, OUT_OF_MEMORY = 3, 4
#: Limits of the process on Linux: address space in bytes, and seconds of CPU. Other systems do not enforce them.
_MAX_BYTES, _MAX_CPU_SECONDS = 3 * 2**30, 45


def set_directions(root: Any) -> None:
    """Replace ``dir="auto"``, which WeasyPrint does not know, by the direction of the first letter."""
    for element in root.iterfind(".//*[@dir='auto']"):
        classes = (unicodedata.bidirectional(character) for text in element.itertext() for character in text)
        first = next((found for found in classes if found in ("L", "R", "AL")), "L")
        element.set("dir", "ltr" if first == "L" else "rtl")


def main() -> int:
    """Convert; return the exit code."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_BYTES, _MAX_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_SECONDS, _MAX_CPU_SECONDS))
    try:
        import weasyprint  # here, because it loads Pango
    except OSError:
        return PANGO_MISSING
    # Only data: addresses are read; the report loads nothing from anywhere.
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    html = weasyprint.HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=fetcher)
    set_directions(html.etree_element)
    try:
        html.write_pdf(sys.stdout.buffer)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main())
