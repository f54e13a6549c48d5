"""What a time expression says, before it is known which moment it means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Half = Literal["am", "pm"]


@dataclass(frozen=True)
class Clock:
    """A time of day.

    ``twelve``: as on a twelve-hour clock, so that ``half`` (am or pm) matters and may be unknown.
    ``closing``: "midnight", which ends the day that it is named with.
    ``maybe_year``: four bare digits that could be a year as well ("2019").
    """

    hour: int
    minute: int
    half: Half | None = None
    twelve: bool = False
    closing: bool = False
    maybe_year: bool = False


@dataclass(frozen=True)
class Day:
    """A day: of the ``calendar`` (month and year may be missing), a ``weekday``, or so many days
    (``offset``) from the ``entry`` or from the ``anchor``, the time stated last.

    ``weekday`` may stand beside a calendar day ("Sun 3rd"); ``turn`` is -1 for "last Tuesday", 1 for
    "next Tuesday".
    """

    base: Literal["calendar", "weekday", "entry", "anchor"]
    offset: int = 0
    day: int = 0
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    turn: int = 0


@dataclass(frozen=True)
class Shift:
    """So many minutes before or after the ``entry`` or the ``anchor`` ("an hour ago")."""

    base: Literal["entry", "anchor"]
    minutes: float


@dataclass(frozen=True)
class Mention:
    """One expression in the text, by its offsets; the slots that it does not fill are ``None``.

    ``coming`` marks words for the morning that follows ("first thing").
    """

    start: int
    end: int
    day: Day | None = None
    part: str | None = None
    clock: Clock | None = None
    shift: Shift | None = None
    coming: bool = False

    def with_mention(self, other: Mention) -> Mention | None:
        """Both as one expression ("Sunday" and "1430"), or ``None`` if they say the same twice."""
        if self.shift or other.shift or (self.clock and other.clock) or (self.part and other.part):
            return None
        day = self.day or other.day
        if self.day and other.day:
            joined = _one_day(self.day, other.day)
            if joined is None:
                return None
            day = joined
        return replace(
            self,
            end=other.end,
            day=day,
            part=self.part or other.part,
            clock=self.clock or other.clock,
            coming=self.coming and other.coming and day is None,
        )


def _one_day(first: Day, second: Day) -> Day | None:
    """ "Sunday" beside "3rd" is one day; so is "yesterday, 5/11"; two weekdays are two days."""
    for calendar, other in ((second, first), (first, second)):
        if calendar.base == "calendar" and other.base == "weekday" and calendar.weekday is None:
            return replace(calendar, weekday=other.weekday)
        if calendar.base == "calendar" and other.base == "entry" and calendar.month:
            return calendar
    return None
