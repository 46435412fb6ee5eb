"""Texts read once more by a larger encoder, where the packages that it needs are installed (``make accurate``).

The first eight layers of multilingual-e5-small, in whole numbers, by CTranslate2. What they tell of a text's mood is
more than what all twelve do: the last were trained to tell subjects apart (docs/decisions/0014-close-reading.md).
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import groupby
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from analysis.pipeline.nlp.sentiment import packed_encoder
from analysis.pipeline.nlp.sentiment.packed_encoder import Floats, PackedEncoder, Quantized, quantize

MODEL = "multilingual-e5-small, layer 8"
DIMENSIONS = 384
LAYERS = 8
#: What the model was trained to find before a text that is compared with its like.
_PREFIX = "query: "
#: Tokens read of a text. Of UMSAB's tweets one in 190 is longer.
_MOST_TOKENS = 64
#: Characters of which these are made: a longer text is cut before it is taken apart.
_MOST_CHARS = 1000
#: Tokens read at once: a tenth of a second of work.
_AT_ONCE = 1024
#: Texts taken apart between two calls of ``check``.
_TOKENIZED_AT_ONCE = 500
_SPACES = re.compile(" {2,}")
_loading = threading.Lock()
#: The one reader of this process, from when it is first needed. Not by ``cache``, to which each ``check`` is another.
_loaded: list["_Reader"] = []


def installed() -> bool:
    """Say whether a text can be read so here."""
    packages = all(find_spec(package) for package in ("ctranslate2", "tokenizers"))
    return packages and packed_encoder.path() is not None


def embed(texts: Sequence[str], *, check: Callable[[], None] = lambda: None) -> Floats:
    """Return one row of ``DIMENSIONS`` numbers per text; about 230 tweets a second and core.

    Only where :func:`installed`. ``check`` is called between batches, and while the model is loaded (2 seconds, once),
    and may raise to stop.
    """
    reader = _reader(check)
    tokens = []
    for place, text in enumerate(texts):
        if place % _TOKENIZED_AT_ONCE == 0:
            check()
        tokens.append(reader.tokens(text[:_MOST_CHARS]))
    rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    for batch in _batches(tokens):
        check()
        rows[batch] = reader.read([tokens[place] for place in batch])
    return rows


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the places of texts read at once: of equal length, for filling up a shorter one would move its numbers."""
    places = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
    for length, equal in groupby(places, key=lambda place: len(tokens[place])):
        of_length = list(equal)
        at_once = max(1, _AT_ONCE // length)
        yield from (of_length[start : start + at_once] for start in range(0, len(of_length), at_once))


class _Reader:
    """The encoder, loaded."""

    def __init__(self, check: Callable[[], None]) -> None:
        # The packages are an extra, and importing them costs a second: only who reads closely pays.
        from tokenizers import Tokenizer, models, pre_tokenizers

        packed = packed_encoder.opened()
        check()
        self._begin, self._end, self._written_as = packed.begin, packed.end, packed.written_as
        self._tokenizer = Tokenizer(models.Unigram(packed.tokens, unk_id=packed.unknown))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        check()
        self._encoder = _encoder(packed, check)

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text, at most ``_MOST_TOKENS``."""
        read = _SPACES.sub(" ", (_PREFIX + text).translate(self._written_as))
        # One text at a time: of many at once the package makes threads, which worker processes must not inherit.
        pieces = self._tokenizer.encode(read, add_special_tokens=False).ids
        return [self._begin, *pieces[: _MOST_TOKENS - 2], self._end]

    def read(self, tokens: Sequence[Sequence[int]]) -> Floats:
        """Return the mean of what each text's tokens became; the texts are of equal length."""
        states = np.asarray(self._encoder.forward_batch(list(tokens)).last_hidden_state, dtype=np.float32)
        return np.asarray(states.mean(axis=1))


def _reader(check: Callable[[], None]) -> _Reader:
    # Two threads asking first would load the model twice.
    with _loading:
        if not _loaded:
            _loaded.append(_Reader(check))
        return _loaded[0]


def _encoder(packed: PackedEncoder, check: Callable[[], None]) -> Any:
    """Return the first ``LAYERS`` layers as CTranslate2 runs them."""
    import ctranslate2
    from ctranslate2.specs import common_spec, transformer_spec

    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS, packed.heads, pre_norm=False, activation=common_spec.Activation.GELU, layernorm_embedding=True
    )
    encoder.scale_embeddings = False
    _give(encoder.embeddings[0], packed.quantized("emb.word", packed.width, check))
    encoder.position_encodings.encodings = packed.places
    _give_norm(encoder.layernorm_embedding, packed, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        _give_layer(layer, packed, f"l{number}")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.register_vocabulary([f"{number}" for number in range(packed.rows)])  # tokens are given by their numbers
    spec.config.layer_norm_epsilon = packed.epsilon
    spec.validate()
    with TemporaryDirectory() as folder:
        check()
        spec.save(folder)
        check()
        return ctranslate2.Encoder(folder, device="cpu", compute_type="int8", inter_threads=1, intra_threads=1)


def _give_layer(layer: Any, packed: PackedEncoder, name: str) -> None:
    wide, inner = packed.width, packed.inner_width
    attention, forward = layer.self_attention, layer.ffn
    _give_linear(attention.linear[0], packed, [f"{name}.q", f"{name}.k", f"{name}.v"], wide)
    _give_linear(attention.linear[1], packed, [f"{name}.ao"], wide)
    _give_norm(attention.layer_norm, packed, f"{name}.aln")
    _give_linear(forward.linear_0, packed, [f"{name}.fi"], wide)
    _give_linear(forward.linear_1, packed, [f"{name}.fo"], inner)
    _give_norm(forward.layer_norm, packed, f"{name}.oln")


def _give_linear(spec: Any, packed: PackedEncoder, names: Sequence[str], columns: int) -> None:
    _give(spec, quantize(np.concatenate([packed.matrix(f"{name}.w", columns) for name in names])))
    spec.bias = np.concatenate([packed.numbers(f"{name}.b") for name in names])


def _give(spec: Any, matrix: Quantized) -> None:
    spec.weight, spec.weight_scale = matrix.numbers, matrix.scales


def _give_norm(spec: Any, packed: PackedEncoder, name: str) -> None:
    spec.gamma, spec.beta = packed.numbers(f"{name}.w"), packed.numbers(f"{name}.b")
