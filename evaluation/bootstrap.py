"""95% confidence intervals by resampling whole cases.

Everything is counted once for each case; a resample is then a weighted sum of those counts, so that
2,000 resamples take a fraction of a second. Labels of one case hang together: resampling labels
instead of cases would make the intervals too narrow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.counts import Values, number

RESAMPLES = 2000
SEED = 20221003


def case_weights(cases: int, resamples: int = RESAMPLES, seed: int = SEED) -> NDArray[np.int64]:
    """How often each case is drawn in each resample: (resamples, cases), every row summing to ``cases``."""
    return np.random.default_rng(seed).multinomial(cases, np.full(cases, 1 / cases), size=resamples)


def of_counts(per_case: NDArray[Any], statistic: Callable[[NDArray[Any]], Values]) -> list[float | None]:
    """The interval of a statistic of summed counts; ``per_case`` has the cases on its first axis."""
    cases = len(per_case)
    sums = case_weights(cases) @ per_case.reshape(cases, -1)
    return _interval(statistic(sums.reshape(-1, *per_case.shape[1:])))


def of_cases(cases: int, statistic: Callable[[NDArray[np.int64]], float]) -> list[float | None]:
    """The interval of a statistic that needs the cases themselves: it is given the indices drawn."""
    draws = np.random.default_rng(SEED).integers(0, cases, size=(RESAMPLES, cases))
    return _interval(np.array([statistic(draw) for draw in draws]))


def _interval(values: Values) -> list[float | None]:
    known = values[~np.isnan(values)]
    if not known.size:
        return [None, None]
    low, high = np.percentile(known, [2.5, 97.5])
    return [number(low), number(high)]
