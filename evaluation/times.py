"""Whether acts are put at the right time.

A predicted label's time is its ``at``, else the time of its note or form. It is right within 15 minutes
of gold, or on the same day where gold knows only the day; a bare day never matches a gold minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from evaluation import bootstrap
from evaluation.counts import number, share
from evaluation.matching import CaseMatch
from qa_assistant.case import parse_when
from qa_assistant.localtime import elapsed

TOLERANCE = timedelta(minutes=15)
GOLD_AT, FOUND, RIGHT, PLAIN, FALSE_AT = range(5)


def is_right(gold_at: str, predicted_at: str | None, written: datetime) -> bool:
    """Whether the predicted time (the note's own, ``written``, if none) is gold's."""
    gold = parse_when(gold_at)
    predicted = written if predicted_at is None else parse_when(predicted_at)
    if not isinstance(gold, datetime):
        return _day(predicted) == gold
    return isinstance(predicted, datetime) and abs(elapsed(gold, predicted)) <= TOLERANCE


def is_false(predicted_at: str | None, written: datetime) -> bool:
    """Whether a time was given that moves the act away from its note, where gold leaves it there."""
    if predicted_at is None:
        return False
    predicted = parse_when(predicted_at)
    if isinstance(predicted, datetime):
        return abs(elapsed(written, predicted)) > TOLERANCE
    return predicted != written.date()


def count_times(match: CaseMatch) -> list[int]:
    """For one case: gold times; those whose label was found; those right; found labels that should have
    no time of their own; and those given one that is wrong."""
    counts = [0] * 5
    for pair, expected in match.gold.items():
        kept = match.predicted.get(pair)
        for status, gold_at in expected.items():
            found = kept if kept is not None and kept.status == status else None
            written = match.written_at[pair.unit.block]
            if gold_at is not None:
                counts[GOLD_AT] += 1
                counts[FOUND] += found is not None
                counts[RIGHT] += found is not None and is_right(gold_at, found.at, written)
            elif found is not None:
                counts[PLAIN] += 1
                counts[FALSE_AT] += is_false(found.at, written)
    return counts


def summarise_times(matches: Sequence[CaseMatch]) -> dict[str, Any]:
    """Shares right of the labels found, and end to end of all gold times; and the rate of false times."""
    per_case = np.array([count_times(match) for match in matches], dtype=np.int64)
    total = per_case.sum(axis=0)
    return {
        "gold_at": int(total[GOLD_AT]),
        "found": int(total[FOUND]),
        "right_of_found": number(share(total[RIGHT], total[FOUND])),
        "right_of_found_ci": bootstrap.of_counts(per_case, lambda c: share(c[..., RIGHT], c[..., FOUND])),
        "right_of_all": number(share(total[RIGHT], total[GOLD_AT])),
        "right_of_all_ci": bootstrap.of_counts(per_case, lambda c: share(c[..., RIGHT], c[..., GOLD_AT])),
        "false_at": number(share(total[FALSE_AT], total[PLAIN])),
    }


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
