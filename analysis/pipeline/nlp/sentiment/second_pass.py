"""Embeddings of a larger encoder for a second pass, if its packages are installed (``make accurate``).

The encoder is the first eight layers of multilingual-e5-small, in 8-bit integers, run by CTranslate2. For sentiment,
eight layers do better than all twelve: the last ones were trained to distinguish subjects
(docs/decisions/0014-close-reading.md).
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
from analysis.pipeline.nlp.sentiment.packed_encoder import Floats, PackedEncoder, QuantizedMatrix, quantize

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
_SPACES = re.compile(" {2,}")
_loading = threading.Lock()
#: The encoder of this process, loaded on first use. ``functools.cache`` does not fit: ``check`` differs in each call.
_loaded: list["_Encoder"] = []


def is_installed() -> bool:
    """Say whether the packages and the weights are installed."""
    packages = all(find_spec(package) for package in ("ctranslate2", "tokenizers"))
    return packages and packed_encoder.find_file() is not None


def embed(texts: Sequence[str], *, check: Callable[[], None] = lambda: None) -> Floats:
    """Return one row of ``DIMENSIONS`` numbers per text; about 230 tweets a second and core.

    Requires :func:`is_installed`. ``check`` is called between batches and while the model is loaded (2 seconds, once),
    and may raise to stop.
    """
    encoder = _encoder(check)
    tokens = []
    for index, text in enumerate(texts):
        if index % _TOKENISED_TEXTS == 0:
            check()
        tokens.append(encoder.tokenise(text[:_MAX_CHARS]))
    rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    for batch in _batches(tokens):
        check()
        rows[batch] = encoder.encode([tokens[index] for index in batch])
    return rows


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the indexes of texts of equal length: padding a shorter text would change its numbers."""
    indexes = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
    for length, group in groupby(indexes, key=lambda index: len(tokens[index])):
        equal = list(group)
        size = max(1, _BATCH_TOKENS // length)
        yield from (equal[start : start + size] for start in range(0, len(equal), size))


class _Encoder:
    """The loaded tokeniser and encoder."""

    def __init__(self, check: Callable[[], None]) -> None:
        # The packages are optional and take a second to import.
        from tokenizers import Tokenizer, models, pre_tokenizers

        packed = packed_encoder.load()
        check()
        self._begin, self._end, self._character_map = packed.begin, packed.end, packed.character_map
        self._tokenizer = Tokenizer(models.Unigram(packed.tokens, unk_id=packed.unknown))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        check()
        self._encoder = _build(packed, check)

    def tokenise(self, text: str) -> list[int]:
        """Return the tokens of a text, at most ``_MAX_TOKENS``."""
        mapped = _SPACES.sub(" ", (_PREFIX + text).translate(self._character_map))
        # One text per call: for many, the package starts threads, which forked worker processes must not inherit.
        pieces = self._tokenizer.encode(mapped, add_special_tokens=False).ids
        return [self._begin, *pieces[: _MAX_TOKENS - 2], self._end]

    def encode(self, tokens: Sequence[Sequence[int]]) -> Floats:
        """Return the mean of each text's last hidden states; all texts have the same number of tokens."""
        states = np.asarray(self._encoder.forward_batch(list(tokens)).last_hidden_state, dtype=np.float32)
        return np.asarray(states.mean(axis=1))


def _encoder(check: Callable[[], None]) -> _Encoder:
    # Without the lock, two threads would both load the model.
    with _loading:
        if not _loaded:
            _loaded.append(_Encoder(check))
        return _loaded[0]


def _build(packed: PackedEncoder, check: Callable[[], None]) -> Any:
    """Return the first ``LAYERS`` layers as a CTranslate2 encoder."""
    import ctranslate2
    from ctranslate2.specs import common_spec, transformer_spec

    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS, packed.heads, pre_norm=False, activation=common_spec.Activation.GELU, layernorm_embedding=True
    )
    encoder.scale_embeddings = False
    _set_matrix(encoder.embeddings[0], packed.quantized("emb.word", packed.width, check))
    encoder.position_encodings.encodings = packed.position_embeddings
    _set_norm(encoder.layernorm_embedding, packed, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        _set_layer(layer, packed, f"l{number}")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.register_vocabulary([f"{number}" for number in range(packed.rows)])  # tokens are passed as numbers
    spec.config.layer_norm_epsilon = packed.epsilon
    spec.validate()
    with TemporaryDirectory() as folder:
        check()
        spec.save(folder)
        check()
        return ctranslate2.Encoder(folder, device="cpu", compute_type="int8", inter_threads=1, intra_threads=1)


def _set_layer(layer: Any, packed: PackedEncoder, name: str) -> None:
    wide, inner = packed.width, packed.inner_width
    attention, forward = layer.self_attention, layer.ffn
    _set_linear(attention.linear[0], packed, [f"{name}.q", f"{name}.k", f"{name}.v"], wide)
    _set_linear(attention.linear[1], packed, [f"{name}.ao"], wide)
    _set_norm(attention.layer_norm, packed, f"{name}.aln")
    _set_linear(forward.linear_0, packed, [f"{name}.fi"], wide)
    _set_linear(forward.linear_1, packed, [f"{name}.fo"], inner)
    _set_norm(forward.layer_norm, packed, f"{name}.oln")


def _set_linear(spec: Any, packed: PackedEncoder, names: Sequence[str], columns: int) -> None:
    _set_matrix(spec, quantize(np.concatenate([packed.matrix(f"{name}.w", columns) for name in names])))
    spec.bias = np.concatenate([packed.numbers(f"{name}.b") for name in names])


def _set_matrix(spec: Any, matrix: QuantizedMatrix) -> None:
    spec.weight, spec.weight_scale = matrix.numbers, matrix.scales


def _set_norm(spec: Any, packed: PackedEncoder, name: str) -> None:
    spec.gamma, spec.beta = packed.numbers(f"{name}.w"), packed.numbers(f"{name}.b")
