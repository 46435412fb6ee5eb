"""What a silence says about the end of a sentence, learned from each transcript itself.

Some captions begin a line with every sentence, others break anywhere; some show every breath, others none. So the
borders that the words suggest are counted by the kind of silence that stands there, and from that follows what such a
silence is worth, which in turn moves the borders: expectation maximisation of a naive Bayes model. Where a transcript
has few silences of a kind, a prior counts.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Kinds = npt.NDArray[np.int64]

#: The kind of a gap within one caption, whose silences are not known. Further kinds are between captions.
WITHIN = 0
#: Silences between captions up to these seconds are of the kinds 1, 2 ...; longer ones of the last.
_UP_TO = (0.06, 0.25, 0.5, 1.0, 2.0)
#: What each kind adds to the log odds of a border before anything is learned: three and a half for each second.
PRIOR = np.array([0.0, 0.0, 0.5, 1.3, 2.5, 3.5, 5.0])
#: The same where nothing can be learned: there, that a caption ends is taken for a hint of its own, since most that
#: people or recognisers of speech divide end with a phrase.
UNLEARNED = PRIOR + np.array([0.0, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7])
#: So many gaps of a kind must be seen for them to count as much as the prior.
_PRIOR_GAPS = 20
#: The figures hardly move after three.
_ROUNDS = 5


def kind(seconds: float) -> int:
    """Return the kind of a silence between two captions."""
    return 1 + int(np.searchsorted(_UP_TO, seconds))


def worth(odds: Floats, kinds: Kinds) -> Floats:
    """Return what each kind of silence adds to the log odds of a border.

    ``odds`` are what the words say of each gap of a transcript, ``kinds`` the silences there.
    """
    gaps = np.bincount(kinds, minlength=len(PRIOR)).astype(float)
    added = PRIOR
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-(odds + added[kinds])))
        ends = np.bincount(kinds, weights=likely, minlength=len(PRIOR))
        seen = np.log((ends + 0.5) / (ends.sum() + 0.5)) - np.log((gaps - ends + 0.5) / (gaps.sum() - ends.sum() + 0.5))
        added = (gaps * seen + _PRIOR_GAPS * PRIOR) / (gaps + _PRIOR_GAPS)
    return np.asarray(added)
