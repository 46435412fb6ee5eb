"""Reads HTML from standard input and writes it as PDF to standard output. ``analysis.exports.pdf`` runs this file."""

import resource
import sys

#: Exit codes: the system has no Pango; the report needs more memory than ``_MAX_BYTES``.
PANGO_MISSING, OUT_OF_MEMORY = 3, 4
#: Limits of the process on Linux: address space in bytes, and seconds of CPU. Other systems do not enforce them.
_MAX_BYTES, _MAX_CPU_SECONDS = 3 * 2**30, 45


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
    try:
        html.write_pdf(sys.stdout.buffer)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main())
