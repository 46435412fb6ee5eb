"""HTML as PDF, in a process of its own: it takes seconds of CPU, and its memory is returned to the system."""

import subprocess
import sys
import threading
from pathlib import Path

from analysis.exceptions import PdfUnavailable, TemporaryError
from analysis.exports import weasyprint_process

#: Seconds that one PDF may take; proxies wait for 60.
MAX_SECONDS = 50.0
#: Held while this process makes a PDF. No request waits for it: it would keep a thread and a database connection.
one_at_a_time = threading.Lock()


def render_pdf(html: bytes) -> bytes:
    """Return ``html``, which loads nothing, as PDF.

    Raises:
        TemporaryError: another PDF is being made, or this one exceeds a limit of time or memory.
        PdfUnavailable: Pango is not installed.
    """
    if not one_at_a_time.acquire(blocking=False):
        raise TemporaryError("Another PDF is being made. Try again in a few seconds.", retry_after=10)
    try:
        return _run(html)
    finally:
        one_at_a_time.release()


def _run(html: bytes) -> bytes:
    program = [sys.executable, "-I", str(Path(weasyprint_process.__file__))]
    try:
        # The program is ours and its input is data, never an argument.
        done = subprocess.run(program, input=html, capture_output=True, timeout=MAX_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        message = f"The PDF was not finished within {MAX_SECONDS:.0f} s. Export HTML or Markdown instead."
        raise TemporaryError(message) from error
    if done.returncode == weasyprint_process.PANGO_MISSING:
        raise PdfUnavailable
    # The system ends a process that exceeds its CPU time or has no memory left.
    if done.returncode < 0 or done.returncode == weasyprint_process.OUT_OF_MEMORY:
        raise TemporaryError("The PDF takes more memory or time than is allowed. Export HTML or Markdown instead.")
    if done.returncode != 0:
        # The traceback goes to the log; the caller gets an internal error.
        raise RuntimeError(done.stderr.decode(errors="replace")[-4_000:])
    return done.stdout
