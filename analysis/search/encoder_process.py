"""Embeds texts for ``analysis.search.encoder``, which runs this module in a process of its own.

Each line of standard input is a JSON list of texts. For each text, the numbers of its vector and then its signs are
written to standard output.
"""

import json
import select
import sys

from analysis.pipeline.nlp.vectors import embeddings, packing

#: Seconds without a request after which the process ends and returns its memory.
IDLE_SECONDS = 600


def main() -> None:
    """Answer until the input ends or nothing is asked for ``IDLE_SECONDS``."""
    # Each line is one request, and its sender waits for the answer: there is never a second line to be buffered.
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0] and (line := sys.stdin.readline()):
        for packed in packing.pack(embeddings.embed(json.loads(line))):
            sys.stdout.buffer.write(packed.numbers + packed.signs)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
