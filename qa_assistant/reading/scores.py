"""What a tagger says of a passage: probabilities for every unit and code, before any decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_assistant.codebook import Codebook
from qa_assistant.reading.units import Passage

Floats = NDArray[np.float32]
_NEAR_CERTAIN = 1e-6


@dataclass(frozen=True)
class LabelSpace:
    """Codes and statuses as indices; ``pairs`` lists every (code, status) that the codebook allows."""

    codes: tuple[str, ...]
    statuses: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, codebook: Codebook) -> LabelSpace:
        codes = tuple(codebook.codes)
        statuses = tuple(dict.fromkeys(s for meanings in codebook.status_meanings.values() for s in meanings))
        pairs = tuple(
            (c, statuses.index(status)) for c, code in enumerate(codes) for status in codebook.statuses(code)
        )
        return cls(codes, statuses, pairs)

    def allowed(self) -> NDArray[np.bool_]:
        """Which status each code may carry, as a table of codes by statuses."""
        table = np.zeros((len(self.codes), len(self.statuses)), dtype=bool)
        for code, status in self.pairs:
            table[code, status] = True
        return table


@dataclass(frozen=True)
class Focus:
    """Which words of a unit a code was read from: for each token its span in the unit and its weight."""

    spans: tuple[tuple[int, int], ...]
    weights: Floats  # tokens by codes, each code summing to 1


@dataclass(frozen=True)
class Scores:
    """For the units of one passage: ``present`` (units, codes), ``status`` (units, codes, statuses) given
    that the code is present, ``own_time`` (units, codes): that the words give the act its own time."""

    present: Floats
    status: Floats
    own_time: Floats
    focus: tuple[Focus | None, ...] = field(default=())


class Tagger(Protocol):
    """Scores passages; the same passage gets the same scores in whatever company it comes."""

    def score(self, passages: list[Passage]) -> list[Scores]: ...


def sigmoid(values: Floats) -> Floats:
    """The logistic function without overflow."""
    result: Floats = (0.5 * (1 + np.tanh(0.5 * values))).astype(np.float32)
    return result


def logit(probability: Floats) -> Floats:
    """The inverse of ``sigmoid``, kept finite at certainty."""
    clipped = np.clip(probability, _NEAR_CERTAIN, 1 - _NEAR_CERTAIN)
    result: Floats = np.log(clipped / (1 - clipped)).astype(np.float32)
    return result


def masked_softmax(logits: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """Softmax over the last axis among the statuses that each code may carry."""
    masked = np.where(allowed, logits, -np.inf)
    shifted = np.exp(masked - masked.max(axis=-1, keepdims=True))
    result: Floats = (shifted / shifted.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result
