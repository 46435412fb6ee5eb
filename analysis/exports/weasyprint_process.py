"""Reads HTML from standard input and writes it as PDF to standard output. ``analysis.exports.pdf`` runs this file."""

import resource
import sys

#: Exit code where the system has no Pango.
PANGO_MISSING = 3
#: Address space in bytes and seconds of CPU after which the system ends the process.
_MAX_BYTES, _MAX_CPU_SECONDS = 3 * 2**30, 45


def main() -> int:
    """Convert; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_BYTES, _MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_SECONDS, _MAX_CPU_SECONDS))
    try:
        import weasyprint
    except OSError:
        return PANGO_MISSING
    # Only data: addresses are read; the report loads nothing from anywhere.
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    html = weasyprint.HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=fetcher)
    html.write_pdf(sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
