"""Times attached to the right act: which of the times that a unit states belongs to a label."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from qa_assistant.reading.scores import Focus
from qa_assistant.reading.times import TimeExpression
from qa_assistant.reading.units import Unit

# Statuses of acts that are over: no time that lies ahead can be theirs.
_PAST = frozenset({"done", "attempted", "declined", "present", "historic", "absent", "denied"})
_SAME_MOMENT_MINUTES = 1


def time_of(
    unit: Unit,
    status: str,
    focus: Focus | None,
    code_index: int,
    times: Sequence[TimeExpression],
    written_at: datetime,
) -> str | None:
    """The ISO time of the act, from the expressions of its unit: the one nearest to the act's words.

    ``None`` where none fits, or the time is simply the note's own.
    """
    if unit.start is None or unit.end is None:
        return None
    stated = [t for t in times if unit.start <= t.start < unit.end and _fits(t, status)]
    if not stated:
        return None
    centre = _centre(focus, code_index)
    nearest = stated[0]
    if centre is not None:
        place = unit.start + centre
        nearest = min(stated, key=lambda t: max(t.start - place, place - t.end, 0.0))
    if isinstance(nearest.value, datetime):
        minutes = abs((nearest.value - written_at).total_seconds()) / 60
        if minutes < _SAME_MOMENT_MINUTES:
            return None
    return nearest.iso


def _fits(time: TimeExpression, status: str) -> bool:
    return not (status in _PAST and time.direction == "future")


def _centre(focus: Focus | None, code_index: int) -> float | None:
    """The place in the unit from which a code was read: the weighted middle of its words."""
    if focus is None:
        return None
    middles = np.array([(start + end) / 2 for start, end in focus.spans])
    return float(middles @ focus.weights[:, code_index])
