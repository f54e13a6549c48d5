"""Whether confidences can be believed, and what is gained by sending doubtful findings to a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from evaluation.counts import Values, number
from evaluation.matching import CaseMatch

BINS = 10


def label_outcomes(matches: Sequence[CaseMatch]) -> tuple[Values, Values]:
    """Confidence and rightness (1 or 0) of every predicted label that states a confidence."""
    pairs = [
        (label.confidence, label.status in match.gold.get(pair, {}))
        for match in matches
        for pair, label in match.predicted.items()
        if label.confidence is not None
    ]
    array = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def summarise_calibration(confidence: Values, right: Values) -> dict[str, Any] | None:
    """Expected calibration error over ten equal bins, the Brier score and the reliability table.

    ``None`` where no confidence is stated.
    """
    if not confidence.size:
        return None
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    table = []
    error = 0.0
    for index in range(BINS):
        chosen = bins == index
        count = int(chosen.sum())
        if count:
            stated, actual = float(confidence[chosen].mean()), float(right[chosen].mean())
            error += abs(stated - actual) * count / confidence.size
            table.append(
                {"from": index / BINS, "labels": count, "stated": number(stated), "right": number(actual)}
            )
    brier = float(np.mean((confidence - right) ** 2))
    return {
        "ece": number(error),
        "brier": number(brier),
        "labels": int(confidence.size),
        "reliability": table,
    }


def risk_coverage(confidence: Values, right: Values, steps: int = 20) -> list[dict[str, float | None]]:
    """The share wrong among the surest share of findings, from the surest few to all of them."""
    if not confidence.size:
        return []
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(1.0 - right[order])
    sizes = np.unique(np.ceil(np.linspace(0, confidence.size, steps + 1)[1:]).astype(int))
    return [{"coverage": number(n / confidence.size), "wrong": number(wrong[n - 1] / n)} for n in sizes]
