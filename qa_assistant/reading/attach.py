"""Times attached to the right act: which of the times that a unit states belongs to a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from qa_assistant.case import Note
from qa_assistant.localtime import elapsed
from qa_assistant.reading.decide import Found
from qa_assistant.reading.scores import Focus
from qa_assistant.reading.times import TimeExpression, read_times
from qa_assistant.reading.units import Unit

_CLAUSE_END = re.compile(r"[;,.](?:\s|$)")
_CLAUSE = 30
_THE_ENTRY_ITSELF = timedelta(minutes=1)


class Dater:
    """Dates the labels of one note. ``anchor`` is the last time stated before it, for "two days later".

    A note is read twice: a bare weekday or clock time looks back for what was done and ahead for what is
    planned.
    """

    def __init__(self, note: Note, anchor: datetime | date | None, own_time: float) -> None:
        self._note = note
        self._anchor = anchor
        self._own_time = own_time
        self._past = read_times(note.text, note.written_at, anchor, future=False)

    @cached_property
    def _planned(self) -> list[TimeExpression]:
        if not self._past:
            return []
        return read_times(self._note.text, self._note.written_at, self._anchor, future=True)

    @property
    def last_stated(self) -> datetime | date | None:
        """The last time that the note states, for the note after it."""
        return self._past[-1].value if self._past else None

    def time_of(self, unit: Unit, found: Found, focus: Focus | None, code: int) -> str | None:
        """The ISO time of an act: of the times in its unit, the one nearest to its words.

        ``None`` where its unit states none, or it is simply the note's own.
        """
        if unit.start is None or unit.end is None or found.own_time < self._own_time:
            return None
        times = self._planned if found.status == "planned" else self._past
        stated = [time for time in times if unit.start <= time.start < unit.end and self._fits(time, found)]
        if not stated:
            return None
        nearest = _nearest(stated, unit, focus, code)
        if isinstance(nearest.value, datetime) and abs(self._since(nearest.value)) < _THE_ENTRY_ITSELF:
            return None
        return nearest.iso

    def _fits(self, time: TimeExpression, found: Found) -> bool:
        """Whether the act can have that time: nothing that is over happened after it was written down."""
        return found.status == "planned" or time.direction != "future"

    def _since(self, moment: datetime) -> timedelta:
        return elapsed(moment, self._note.written_at)


def _nearest(stated: Sequence[TimeExpression], unit: Unit, focus: Focus | None, code: int) -> TimeExpression:
    """The expression nearest to the weighted middle of the words that a code was read from.

    Distance is in characters; each mark that ends a clause in between counts as many more, so that "At 0610
    he was arrested; at 0725 the DASH was done" dates the arrest at 0610.
    """
    if focus is None or unit.start is None:
        return stated[0]
    middles = np.array([(first + last) / 2 for first, last in focus.spans])
    place = float(middles @ focus.weights[:, code])

    def distance(time: TimeExpression) -> float:
        start, end = time.start - (unit.start or 0), time.end - (unit.start or 0)
        between = unit.text[end : int(place)] if end <= place else unit.text[int(place) : start]
        return max(start - place, place - end, 0.0) + _CLAUSE * len(_CLAUSE_END.findall(between))

    return min(stated, key=distance)
