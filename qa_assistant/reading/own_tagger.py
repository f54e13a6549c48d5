"""Own codes found without training: for each a small classifier in the space of the contextual encoder.

It tells the example lines and the definition from the counter-examples and a background of ordinary lines
that is shipped with the model. One line for all codes turns its score into a probability, fitted by
``training.background`` on codes that were hidden for the purpose; how well it works is measured in
``evaluation/RESULTS.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from sklearn.linear_model import LogisticRegression

from qa_assistant.codebook import Codebook
from qa_assistant.reading.decide import Decisions
from qa_assistant.reading.own_codes import OwnCode, extended
from qa_assistant.reading.scores import Floats, Focus, LabelSpace, Scores, Tagger, sigmoid
from qa_assistant.reading.units import Passage, Unit

_STRENGTH = 10.0  # inverse of the L2 penalty on unit-length vectors
_COUNTER = 5  # how many ordinary lines one counter-example is worth
_DEFAULT_WEIGHT = 0.3  # how much reading of other codes it takes to outweigh the file's own status


@runtime_checkable
class VectorSource(Protocol):
    """What places units in a space where likeness can be measured."""

    def vectors(self, passages: list[Passage]) -> list[Floats]: ...


@dataclass(frozen=True)
class Background:
    """Vectors of ordinary lines, and what makes a score a probability and a find."""

    vectors: Floats
    slope: float
    shift: float
    threshold: float

    @classmethod
    def load(cls, path: Path) -> Background:
        with np.load(path) as arrays:
            slope, shift, threshold = (float(value) for value in arrays["line"])
            return cls(arrays["vectors"].astype(np.float32), slope, shift, threshold)

    def save(self, path: Path) -> None:
        line = np.array([self.slope, self.shift, self.threshold])
        np.savez_compressed(path, vectors=self.vectors.astype(np.float16), line=line)

    def scaled(self, vectors: Floats) -> Floats:
        """Vectors as they differ from the background's middle, by its spread, all of length 1."""
        spread = (vectors - self.vectors.mean(axis=0)) / (self.vectors.std(axis=0) + 1e-6)
        result: Floats = (spread / np.linalg.norm(spread, axis=1, keepdims=True)).astype(np.float32)
        return result


@dataclass(frozen=True)
class Detector:
    """What tells one own code: a weight for each dimension of the scaled space."""

    weights: Floats
    bias: float

    def score(self, scaled: Floats) -> Floats:
        result: Floats = scaled @ self.weights + self.bias
        return result


def fit(wanted: Floats, unwanted: Floats, background: Background) -> Detector:
    """A detector from vectors of lines that have the code and of counter-examples that do not."""
    ordinary = background.scaled(background.vectors)
    others = [ordinary] if not len(unwanted) else [ordinary, *[background.scaled(unwanted)] * _COUNTER]
    rows = np.concatenate([background.scaled(wanted), *others])
    truth = np.arange(len(rows)) < len(wanted)
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000).fit(rows, truth)
    return Detector(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def line_vectors(encoder: VectorSource, lines: Sequence[str]) -> Floats:
    """Single lines in the encoder's space, each read by itself."""
    alone = [encoder.vectors([Passage("", "", (Unit("", line),))])[0] for line in lines]
    return np.concatenate(alone) if alone else np.zeros((0, 0), np.float32)


def learn(code: OwnCode, encoder: VectorSource, background: Background) -> Detector:
    """The detector of one own code, from its lines and its definition."""
    wanted = line_vectors(encoder, [*code.examples, code.definition])
    return fit(wanted, line_vectors(encoder, code.counter_examples), background)


class OwnCodeTagger:
    """A tagger that also scores own codes, in the columns after those of the codebook."""

    def __init__(
        self,
        tagger: Tagger,
        encoder: VectorSource,
        own: Sequence[OwnCode],
        *,
        codebook: Codebook,
        background: Background,
        decisions: Decisions,
    ) -> None:
        self._tagger = tagger
        self._encoder = encoder
        self._background = background
        self._decisions = decisions
        self._detectors = [learn(code, encoder, background) for code in own]
        space = LabelSpace.of(codebook)
        self._alike = [[space.codes.index(name) for name in codebook.of_kind(code.kind)] for code in own]
        self._default = np.eye(len(space.statuses), dtype=np.float32)[
            [space.statuses.index(code.status) for code in own]
        ]

    def score(self, passages: list[Passage]) -> list[Scores]:
        """The tagger's scores with a column more for each own code."""
        scores, vectors = self._tagger.score(passages), self._encoder.vectors(passages)
        return [self._widened(known, found) for known, found in zip(scores, vectors, strict=True)]

    def _widened(self, known: Scores, vectors: Floats) -> Scores:
        units, width = len(known.present), self._background.vectors.shape[1]
        scaled = self._background.scaled(vectors.reshape(units, width))
        present, status, own_time = [known.present], [known.status], [known.own_time]
        for detector, alike, default in zip(self._detectors, self._alike, self._default, strict=True):
            present.append(self._raw(detector.score(scaled))[:, None])
            read = _Pool(known.present[:, alike])
            status.append(read.mean(known.status[:, alike], default)[:, None])
            own_time.append(read.mean(known.own_time[:, alike, None], np.ones(1, np.float32)))
        return Scores(
            np.concatenate(present, axis=1),
            np.concatenate(status, axis=1),
            np.concatenate(own_time, axis=1),
            tuple(_whole_unit(focus, len(self._detectors)) for focus in known.focus),
        )

    def _raw(self, score: Floats) -> Floats:
        """A detector's probability as the decisions expect it: before their own calibration."""
        logit = self._background.slope * score + self._background.shift
        return sigmoid(((logit - self._decisions.shift) / self._decisions.slope).astype(np.float32))


@dataclass(frozen=True)
class _Pool:
    """What is said of the codes of one kind in each unit, each code counting by how surely it is read there.

    The file's own default stands in where nothing of that kind is read.
    """

    weights: Floats  # units by codes

    def mean(self, values: Floats, default: Floats) -> Floats:
        """The mean of ``values`` (units, codes, anything) over codes, pulled towards ``default``."""
        summed = np.einsum("uc,ucx->ux", self.weights, values) + _DEFAULT_WEIGHT * default
        result: Floats = (summed / (self.weights.sum(axis=1, keepdims=True) + _DEFAULT_WEIGHT)).astype(
            np.float32
        )
        return result


def _whole_unit(focus: Focus | None, own: int) -> Focus | None:
    """Own codes are read from the whole unit: every token weighs the same."""
    if focus is None:
        return None
    even = np.full((len(focus.spans), own), 1 / len(focus.spans), np.float32)
    return Focus(focus.spans, np.concatenate([focus.weights, even], axis=1))


def extend(
    tagger: Tagger,
    decisions: Decisions,
    codebook: Codebook,
    own: Sequence[OwnCode],
    encoder: VectorSource,
    background: Background,
) -> tuple[Tagger, Decisions, Codebook]:
    """What a case reader is made of, widened by own codes; what it reads of the codebook stays the same."""
    limits = {code.code: background.threshold for code in own}
    wider = OwnCodeTagger(
        tagger, encoder, own, codebook=codebook, background=background, decisions=decisions
    )  # fmt: skip
    return wider, replace(decisions, thresholds={**decisions.thresholds, **limits}), extended(codebook, own)
