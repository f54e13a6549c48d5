"""Whether two lists of scores put cases in the same order: Spearman's rho and Kendall's tau-b."""

from __future__ import annotations

import numpy as np

from evaluation.counts import Values


def spearman(first: Values, second: Values) -> float:
    """Pearson's correlation of the ranks, ties sharing their mean rank; not a number if one list is flat."""
    a, b = _ranks(first), _ranks(second)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum() / size) if size else float("nan")


def kendall(first: Values, second: Values) -> float:
    """Kendall's tau-b: pairs in the same order less pairs in opposite order, corrected for ties."""
    upper = np.triu_indices(len(first), 1)
    a = np.sign(first[:, None] - first[None, :])[upper]
    b = np.sign(second[:, None] - second[None, :])[upper]
    size = float(np.sqrt((a != 0).sum() * (b != 0).sum()))
    return float((a * b).sum() / size) if size else float("nan")


def _ranks(values: Values) -> Values:
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    return np.asarray((last - (sizes - 1) / 2)[group], dtype=np.float64)
