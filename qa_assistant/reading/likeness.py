"""How like the lines of a code another line is: by meaning, in the space of the contextual encoder, and by
spelling, in runs of three to five letters.

Both count, each as how far a line stands out from ordinary lines, which are shipped with the model. A
logistic regression on the same vectors, nearest examples, and whitening were tried and were worse; spelling
helps most where the encoder has never met the matter. One line for all codes turns the sum into a probability,
fitted by ``training.background``. How well it works is measured in ``evaluation/RESULTS.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from qa_assistant.reading.linear import folded
from qa_assistant.reading.own_codes import OwnCode
from qa_assistant.reading.scores import Floats, sigmoid
from qa_assistant.reading.units import Passage, Unit

# Chosen on hidden codes in the cases kept to judge by; none of them is sharp.
_SPELLING = 0.5  # what spelling counts for beside meaning
_DEFINITION = 3  # how many examples the definition is worth
_AWAY = 0.3  # how strongly to turn from what is near and not meant
_TOO_NEAR, _NEAR = 12, 60  # of the ordinary lines, those so near that they may have the code, and the next


@runtime_checkable
class VectorSource(Protocol):
    """What places units in a space where meaning can be compared."""

    def vectors(self, passages: list[Passage]) -> list[Floats]: ...


@dataclass(frozen=True)
class Background:
    """Ordinary lines with their vectors, and what makes a score a probability and a find."""

    vectors: Floats
    lines: tuple[str, ...]
    slope: float = 1.0
    shift: float = 0.0
    threshold: float = 0.5

    @classmethod
    def load(cls, path: Path) -> Background:
        with np.load(path) as arrays:
            slope, shift, threshold = (float(value) for value in arrays["decision"])
            vectors = arrays["vectors"].astype(np.float32)
            return cls(vectors, tuple(arrays["lines"].tolist()), slope, shift, threshold)

    def save(self, path: Path) -> None:
        decision = np.array([self.slope, self.shift, self.threshold])
        vectors = self.vectors.astype(np.float16)
        np.savez_compressed(path, vectors=vectors, lines=np.array(self.lines), decision=decision)

    def scaled(self, vectors: Floats) -> Floats:
        """Vectors as they differ from the background's middle, by its spread, all of length 1."""
        apart = (vectors - self.vectors.mean(axis=0)) / (self.vectors.std(axis=0) + 1e-6)
        result: Floats = (apart / np.linalg.norm(apart, axis=1, keepdims=True)).astype(np.float32)
        return result

    def logit(self, score: Floats) -> Floats:
        result: Floats = (self.slope * score + self.shift).astype(np.float32)
        return result

    def probability(self, score: Floats) -> Floats:
        return sigmoid(self.logit(score))


@dataclass(frozen=True)
class Views:
    """The same lines seen twice; rows are lines. ``spelling`` is a sparse matrix."""

    meaning: Floats
    spelling: Any


@dataclass(frozen=True)
class Likeness:
    """Likeness to one code in one view, counted in spreads of ordinary lines."""

    weights: Floats
    middle: float
    spread: float

    @classmethod
    def of(cls, examples: Any, definition: Any, counter: Any, ordinary: Any) -> Likeness:
        """Towards the examples and the definition, away from counter-examples and the ordinary lines near by."""
        towards = (_sum(examples) + _DEFINITION * _sum(definition)) / (examples.shape[0] + _DEFINITION)
        near = np.argsort(-(ordinary @ towards), kind="stable")[_TOO_NEAR : _TOO_NEAR + _NEAR]
        weights = towards - _AWAY * _sum(ordinary[near]) / len(near)
        if counter.shape[0]:
            weights = weights - _AWAY * _sum(counter) / counter.shape[0]
        known = ordinary @ weights
        return cls(weights, float(known.mean()), float(known.std()) + 1e-6)

    def score(self, rows: Any) -> Floats:
        result: Floats = (rows @ self.weights - self.middle) / self.spread
        return result


def _sum(rows: Any) -> Floats:
    result: Floats = np.asarray(rows.sum(axis=0), dtype=np.float32).ravel()
    return result


@dataclass(frozen=True)
class Detector:
    """What tells one own code."""

    meaning: Likeness
    spelling: Likeness

    def score(self, views: Views) -> Floats:
        result: Floats = self.meaning.score(views.meaning) + _SPELLING * self.spelling.score(views.spelling)
        return result


class Space:
    """Where lines are compared: an encoder, its background, and the letters that codes and background use."""

    def __init__(self, encoder: VectorSource, background: Background, own: Sequence[OwnCode]) -> None:
        self._encoder = encoder
        self.background = background
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32
        )
        lines = [line for code in own for line in (*code.examples, code.definition, *code.counter_examples)]
        self._letters.fit([folded(line) for line in (*background.lines, *lines)])
        self._ordinary = self.views(background.vectors, background.lines)

    def views(self, vectors: Floats, texts: Sequence[str]) -> Views:
        """Lines in both views, from their vectors and their words."""
        shaped = vectors.reshape(len(texts), self.background.vectors.shape[1])
        spelling = self._letters.transform([folded(text) for text in texts]) if texts else shaped[:, :0]
        return Views(self.background.scaled(shaped), spelling)

    def learn(self, code: OwnCode) -> Detector:
        """The detector of one own code, from its lines and its definition, each read by itself."""
        wanted, meant, unwanted = map(self._alone, (code.examples, (code.definition,), code.counter_examples))
        ordinary = self._ordinary
        return Detector(
            Likeness.of(wanted.meaning, meant.meaning, unwanted.meaning, ordinary.meaning),
            Likeness.of(wanted.spelling, meant.spelling, unwanted.spelling, ordinary.spelling),
        )

    def _alone(self, lines: Sequence[str]) -> Views:
        vectors = [self._encoder.vectors([Passage("", "", (Unit("", line),))])[0] for line in lines]
        return self.views(np.concatenate(vectors) if vectors else np.zeros((0, 0), np.float32), lines)
