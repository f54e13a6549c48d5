"""Precision, recall and F1 from counts, for one row of counts or for whole arrays of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
"""Whole numbers whose last axis is (true positives, false positives, false negatives)."""
Values = NDArray[np.float64]

HIT, EXTRA, MISSED = 0, 1, 2


def share(part: Any, whole: Any) -> Values:
    """``part / whole``, not a number where ``whole`` is 0."""
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    shares: Values = np.full(np.broadcast(part, whole).shape, np.nan)
    np.divide(part, whole, out=shares, where=whole != 0)
    return shares


def precision(counts: Counts) -> Values:
    """Of what was predicted, the share that is right."""
    return share(counts[..., HIT], counts[..., HIT] + counts[..., EXTRA])


def recall(counts: Counts) -> Values:
    """Of what is in gold, the share that was found."""
    return share(counts[..., HIT], counts[..., HIT] + counts[..., MISSED])


def f1(counts: Counts) -> Values:
    """The harmonic mean of precision and recall."""
    hits = 2 * counts[..., HIT]
    return share(hits, hits + counts[..., EXTRA] + counts[..., MISSED])


def macro_f1(counts: Counts) -> Values:
    """The plain mean of F1 over the last-but-one axis, over the rows that occur in gold."""
    in_gold = (counts[..., HIT] + counts[..., MISSED]) > 0
    return share(np.where(in_gold, np.nan_to_num(f1(counts)), 0.0).sum(axis=-1), in_gold.sum(axis=-1))


def number(value: Any) -> float | None:
    """A plain number to four places for JSON; ``None`` for what is not a number."""
    return None if np.isnan(value) else round(float(value), 4)


def as_prf(counts: Counts) -> dict[str, Any]:
    """One row of counts as plain data: precision, recall, F1 and how many there are in gold."""
    return {
        "precision": number(precision(counts)),
        "recall": number(recall(counts)),
        "f1": number(f1(counts)),
        "gold": int(counts[HIT] + counts[MISSED]),
        "predicted": int(counts[HIT] + counts[EXTRA]),
    }
