"""Embeddings of a larger encoder for a second pass, if its packages are installed (``make accurate``).

The encoder is the first eight layers of multilingual-e5-small, in 8-bit integers, run by CTranslate2. For sentiment,
eight layers do better than all twelve: the last ones were trained to distinguish subjects
(docs/decisions/0014-second-pass-sentiment.md).
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import chain, groupby, islice
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from analysis.pipeline.nlp.sentiment import packed_encoder
from analysis.pipeline.nlp.sentiment.packed_encoder import PackedEncoder, QuantizedMatrix, quantize
from analysis.pipeline.nlp.sentiment.unigram import Unigram
from analysis.pipeline.nlp.vectors import arrays

MODEL = "multilingual-e5-small, layer 8"
DIMENSIONS = 384
LAYERS = 8
#: Prefix that the model was trained with for comparing texts of the same type.
_PREFIX = "query: "
#: Longer texts are cut: one in 190 of UMSAB's tweets.
_MAX_TOKENS = 64
#: Longer texts are cut before they are tokenised.
_MAX_CHARS = 1000
#: Tokens per batch: a tenth of a second of work.
_BATCH_TOKENS = 1024
#: Texts tokenised between two calls of ``check``.
_TOKENISED_TEXTS = 500
#: Words whose pieces are kept: about 10 MB.
_KEPT_WORDS = 30_000
_SPACES = re.compile(" {2,}")


def is_installed() -> bool:
    """Say whether the package and the weights are installed."""
    return find_spec("ctranslate2") is not None and packed_encoder.find_file() is not None


def embed(texts: Sequence[str], *, check: Callable[[], None] = lambda: None) -> arrays.Float32s:
    """Return one row of ``DIMENSIONS`` numbers per text; about 230 tweets a second and core.

    Requires :func:`is_installed`. ``check`` is called between batches and while the model is loaded (half a second),
    and may raise to stop.
    """
    packed, tokens = _tokenise(texts, check)
    rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    if not tokens:
        return rows
    encoder = _Encoder(packed, tokens, check)

    def length(index: int) -> int:
        return len(tokens[index])

    # Batches of texts of equal length: padding a shorter text would change its numbers.
    for count, group in groupby(sorted(range(len(tokens)), key=length), key=length):
        equal, size = list(group), max(1, _BATCH_TOKENS // count)
        for start in range(0, len(equal), size):
            check()
            batch = equal[start : start + size]
            rows[batch] = encoder.encode([tokens[index] for index in batch])
    return rows


def _tokenise(texts: Sequence[str], check: Callable[[], None]) -> tuple[PackedEncoder, list[list[int]]]:
    """Return the loaded file and the tokens of each text. Keeping the tokeniser would take 30 MB, loading it 0.25 s."""
    tokeniser = _Tokeniser(check)
    tokens = []
    for index, text in enumerate(texts):
        if index % _TOKENISED_TEXTS == 0:
            check()
        tokens.append(tokeniser.tokenise(text[:_MAX_CHARS]))
    return tokeniser.packed, tokens


class _Tokeniser:
    """The loaded file and its tokeniser."""

    def __init__(self, check: Callable[[], None]) -> None:
        self.packed = packed_encoder.load()
        check()
        unigram = Unigram(self.packed.tokens, self.packed.scores, self.packed.unknown)
        # Not a method of this object: a cycle of references would keep all of it until the next full collection.
        self._divide = lru_cache(_KEPT_WORDS)(unigram.divide)
        check()

    def tokenise(self, text: str) -> list[int]:
        """Return the tokens of a text, at most ``_MAX_TOKENS``."""
        mapped = _SPACES.sub(" ", (_PREFIX + text).translate(self.packed.character_map))
        pieces = chain.from_iterable(self._divide(f"▁{word}") for word in mapped.split(" "))
        return [self.packed.begin, *islice(pieces, _MAX_TOKENS - 2), self.packed.end]


class _Encoder:
    """The first ``LAYERS`` layers as a CTranslate2 encoder that knows the tokens of some texts only.

    Of the model's 250,000 tokens, a thousand texts have a few thousand. The others would take 100 MB and a second.
    """

    def __init__(self, packed: PackedEncoder, texts: Sequence[Sequence[int]], check: Callable[[], None]) -> None:
        # The package is optional and takes a second to import.
        import ctranslate2

        known = sorted(set(chain.from_iterable(texts)))
        self._place = {token: place for place, token in enumerate(known)}
        with TemporaryDirectory() as folder:
            # The written copy is out of memory before the package reads it.
            _specify(packed, known, check).save(folder)
            check()
            self._encoder = ctranslate2.Encoder(
                folder, device="cpu", compute_type="int8", inter_threads=1, intra_threads=1
            )

    def encode(self, texts: Sequence[Sequence[int]]) -> arrays.Float32s:
        """Return the mean of each text's last hidden states; all texts have the same number of tokens."""
        places = [[self._place[token] for token in tokens] for tokens in texts]
        states = np.asarray(self._encoder.forward_batch(places).last_hidden_state, dtype=np.float32)
        return np.asarray(states.mean(axis=1))


def _specify(packed: PackedEncoder, known: Sequence[int], check: Callable[[], None]) -> Any:
    """Return the layers and the embeddings of the ``known`` tokens as CTranslate2 writes them."""
    from ctranslate2.specs import common_spec, transformer_spec

    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS, packed.heads, pre_norm=False, activation=common_spec.Activation.GELU, layernorm_embedding=True
    )
    encoder.scale_embeddings = False
    _set_matrix(encoder.embeddings[0], quantize(packed.selected_rows("emb.word", packed.width, known)))
    encoder.position_encodings.encodings = packed.position_embeddings
    _set_norm(encoder.layernorm_embedding, packed, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        check()
        attention, forward, name = layer.self_attention, layer.ffn, f"l{number}"
        _set_linear(attention.linear[0], packed, [f"{name}.q", f"{name}.k", f"{name}.v"], packed.width)
        _set_linear(attention.linear[1], packed, [f"{name}.ao"], packed.width)
        _set_norm(attention.layer_norm, packed, f"{name}.aln")
        _set_linear(forward.linear_0, packed, [f"{name}.fi"], packed.width)
        _set_linear(forward.linear_1, packed, [f"{name}.fo"], packed.inner_width)
        _set_norm(forward.layer_norm, packed, f"{name}.oln")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.register_vocabulary([f"{number}" for number in range(len(known))])  # tokens are passed as numbers
    spec.config.layer_norm_epsilon = packed.epsilon
    spec.validate()
    check()
    return spec


def _set_linear(spec: Any, packed: PackedEncoder, names: Sequence[str], columns: int) -> None:
    _set_matrix(spec, quantize(np.concatenate([packed.matrix(f"{name}.w", columns) for name in names])))
    spec.bias = np.concatenate([packed.numbers(f"{name}.b") for name in names])


def _set_matrix(spec: Any, matrix: QuantizedMatrix) -> None:
    spec.weight, spec.weight_scale = matrix.numbers, matrix.scales


def _set_norm(spec: Any, packed: PackedEncoder, name: str) -> None:
    spec.gamma, spec.beta = packed.numbers(f"{name}.w"), packed.numbers(f"{name}.b")
