"""The blended tagger: the linear and the contextual tagger read every unit, and their logits are averaged.

They err in different places: the one knows words and spellings, the other context. A cascade that spared
the contextual tagger the units of which the linear one is sure was tried: under one point of label F1 it
spared a tenth of the units, too little to be worth its seams.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from qa_assistant.reading.scores import Floats, Scores, Tagger, logit, sigmoid
from qa_assistant.reading.units import Passage

LINEAR_SHARE = 0.4  # best label F1 on the cases kept to judge by; flat between 0.3 and 0.5
_SMALLEST = 1e-6


class VectorTagger(Tagger, Protocol):
    """A tagger that also places units in its encoder's space."""

    def vectors(self, passages: list[Passage]) -> list[Floats]: ...


class BlendedTagger:
    """Averages the logits of two taggers; the words to quote come from the contextual one's attention."""

    def __init__(self, linear: Tagger, contextual: VectorTagger, linear_share: float = LINEAR_SHARE) -> None:
        self._linear = linear
        self._contextual = contextual
        self._share = linear_share

    def score(self, passages: list[Passage]) -> list[Scores]:
        pairs = zip(self._linear.score(passages), self._contextual.score(passages), strict=True)
        return [self._blend(linear, contextual) for linear, contextual in pairs]

    def vectors(self, passages: list[Passage]) -> list[Floats]:
        return self._contextual.vectors(passages)

    def _blend(self, linear: Scores, contextual: Scores) -> Scores:
        present = self._between(logit(linear.present), logit(contextual.present))
        status = np.exp(
            self._between(np.log(linear.status + _SMALLEST), np.log(contextual.status + _SMALLEST))
        ) * (contextual.status > 0)  # a status that the code cannot carry stays impossible
        total = status.sum(axis=-1, keepdims=True)
        return Scores(
            sigmoid(present), status / np.maximum(total, _SMALLEST), contextual.own_time, contextual.focus
        )

    def _between(self, linear: Floats, contextual: Floats) -> Floats:
        mixed: Floats = (self._share * linear + (1 - self._share) * contextual).astype(np.float32)
        return mixed
