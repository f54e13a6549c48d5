"""The contextual tagger at run time: the exported network on ONNX Runtime, without torch.

Windows are run one at a time. Int8 scales of activations are set from what is in a run, so a batch would
let one case's words move another's scores; alone, a window's scores never change with its company.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from qa_assistant.codebook import Codebook
from qa_assistant.reading.scores import Floats, Focus, LabelSpace, Scores, masked_softmax, sigmoid
from qa_assistant.reading.units import Passage
from qa_assistant.reading.windows import EncodedUnit, Encoder, Window

_CONTEXT_UNITS = 2
_CACHED_WINDOWS = 256


class _Output(NamedTuple):
    """The network's answer to one window; the names are those of the exported outputs."""

    detection: Floats
    own_time: Floats
    status: Floats
    weights: Floats
    vectors: Floats


class ContextualTagger:
    """A fine-tuned encoder with one attention per code over each unit's tokens."""

    def __init__(self, model: Path, tokenizer: Path, codebook: Codebook, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._encoder = Encoder(Tokenizer.from_file(str(tokenizer)))
        self._space = LabelSpace.of(codebook)
        self._allowed = self._space.allowed()
        self._cache: dict[Window, _Output] = {}

    def score(self, passages: list[Passage]) -> list[Scores]:
        """Scores for the passages of one case, each read with the end of the one before it as context."""
        found: list[Scores] = []
        before: list[EncodedUnit] = []
        for passage in passages:
            units = self._encoder.units(passage)
            found.append(self._passage(passage, units, before))
            before = units[-_CONTEXT_UNITS:] or before
        return found

    def vectors(self, passages: list[Passage]) -> list[Floats]:
        """Each unit in the encoder's space, in its context: units by dimensions, for every passage."""
        found: list[Floats] = []
        before: list[EncodedUnit] = []
        for passage in passages:
            units = self._encoder.units(passage)
            rows = [self._run(w).vectors for w in self._encoder.windows(passage, units, before)]
            found.append(np.concatenate(rows) if rows else np.zeros((0, 0), np.float32))
            before = units[-_CONTEXT_UNITS:] or before
        return found

    def _passage(self, passage: Passage, units: list[EncodedUnit], before: list[EncodedUnit]) -> Scores:
        codes, statuses = self._allowed.shape
        present = np.zeros((len(units), codes), np.float32)
        own_time = np.zeros((len(units), codes), np.float32)
        status = np.full((len(units), codes, statuses), -30.0, np.float32)
        focus: list[Focus | None] = [None] * len(units)
        pair_code = [code for code, _ in self._space.pairs]
        pair_status = [name for _, name in self._space.pairs]
        for window in self._encoder.windows(passage, units, before):
            out = self._run(window)
            tokens_of = np.array(window.unit_of)
            for position, index in enumerate(window.units):
                present[index] = sigmoid(out.detection[position])
                own_time[index] = sigmoid(out.own_time[position])
                status[index, pair_code, pair_status] = out.status[position]
                focus[index] = _focus(units[index], out.weights[tokens_of == position])
        return Scores(present, masked_softmax(status, self._allowed), own_time, tuple(focus))

    def _run(self, window: Window) -> _Output:
        known = self._cache.get(window)
        if known is not None:
            return known
        ids = np.array([window.ids], dtype=np.int64)
        arrays = self._session.run(list(_Output._fields), {"ids": ids, "member": window.member()[None]})
        result = _Output(*(array[0] for array in arrays))
        if len(self._cache) >= _CACHED_WINDOWS:
            self._cache.pop(next(iter(self._cache)))
        self._cache[window] = result
        return result


def _focus(unit: EncodedUnit, weights: Floats) -> Focus | None:
    """The attention of each code over the words that stand in the unit itself."""
    own = [index for index, span in enumerate(unit.spans) if span is not None]
    if not own or len(weights) != len(unit.ids):
        return None
    kept = weights[own]
    spans = tuple(span for span in unit.spans if span is not None)
    return Focus(spans, (kept / kept.sum(axis=0, keepdims=True)).astype(np.float32))
