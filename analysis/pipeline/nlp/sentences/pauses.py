"""How strongly a pause indicates the end of a sentence, estimated from each transcript.

Captions differ: some start a line with every sentence, others break anywhere; some show every pause, others none. A
naive Bayes model is therefore fitted to each transcript by expectation maximisation: it alternates between the
boundaries that words and pauses suggest and the log odds of each class of pause. A prior dominates where a class is
rare.
"""

import numpy as np
import numpy.typing as npt

from analysis.pipeline.nlp.vectors import arrays

PauseClasses = npt.NDArray[np.int64]

#: Class of a gap within one caption, where the pause is unknown. The other classes are between captions.
WITHIN = 0
#: Upper bounds, in seconds, of the pauses of classes 1, 2 ...; longer pauses are of the last class.
_UP_TO = (0.06, 0.25, 0.5, 1.0, 2.0)
#: Prior of the log odds that each class adds to a boundary.
PRIOR = np.array([0.0, 0.0, 0.5, 1.3, 2.5, 3.5, 5.0])
#: The same if nothing can be estimated: the end of a caption then counts as a hint, since most captions end with a
#: phrase.
UNLEARNED = PRIOR + np.array([0.0, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7])
#: The same where captions end with clauses.
AT_LINES = UNLEARNED + np.array([0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
#: Number of gaps of a class at which the estimate weighs as much as the prior.
_PRIOR_GAPS = 20
#: The estimates hardly change after three.
_ROUNDS = 5


def classify_pause(seconds: float) -> int:
    """Return the class of a pause between two captions."""
    return 1 + int(np.searchsorted(_UP_TO, seconds))


def pause_log_odds(odds: arrays.Float64s, classes: PauseClasses) -> arrays.Float64s:
    """Return the log odds that each class of pause adds to a boundary.

    ``odds`` are the log odds by words for each gap of a transcript, ``classes`` the classes of the pauses there.
    """
    gaps = np.bincount(classes, minlength=len(PRIOR)).astype(float)
    added = PRIOR
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-(odds + added[classes])))
        ends = np.bincount(classes, weights=likely, minlength=len(PRIOR))
        seen = np.log((ends + 0.5) / (ends.sum() + 0.5)) - np.log((gaps - ends + 0.5) / (gaps.sum() - ends.sum() + 0.5))
        added = (gaps * seen + _PRIOR_GAPS * PRIOR) / (gaps + _PRIOR_GAPS)
    return np.asarray(added)
