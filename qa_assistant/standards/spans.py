"""The clock: spans as the catalogue writes them, working days, and deadlines.

Source of the rules: ``qa_assistant/docs/standards.md``, "Times"; bank holidays of England and Wales from the
``holidays`` package, which ships its dates and needs no network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

import holidays

from qa_assistant.localtime import after, elapsed, end_of

Unit = Literal["h", "d", "wd"]
_SPAN = re.compile(r"(\d+)\s*(h|d|wd)$")


@dataclass(frozen=True)
class Span:
    """So many hours (``h``), days of 24 hours (``d``) or working days (``wd``)."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read ``24h``, ``7d`` or ``2wd``. Raises ``ValueError`` saying which forms are allowed."""
        match = _SPAN.match(text.strip())
        if not match:
            raise ValueError(f"{text!r} is not a span: write hours as 24h, days as 7d, working days as 2wd")
        unit = match[2]
        assert unit in ("h", "d", "wd")
        return cls(int(match[1]), unit)  # type: ignore[arg-type]  # narrowed by the line above

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def words(self) -> str:
        """As a person says it: ``24 hours``, ``1 working day``."""
        noun = {"h": "hour", "d": "day", "wd": "working day"}[self.unit]
        return f"{self.count} {noun}{'' if self.count == 1 else 's'}"

    def elapsed(self) -> timedelta:
        """The span as elapsed time. Working days have no fixed length: ``ValueError``."""
        if self.unit == "wd":
            raise ValueError("working days have no fixed length")
        return timedelta(hours=self.count * (24 if self.unit == "d" else 1))

    def deadline(self, trigger: datetime) -> datetime:
        """The last moment that is still in time for something set off at ``trigger``.

        For working days it is 23:59 of the Nth working day after the trigger's day.
        """
        if self.unit != "wd":
            return after(trigger, self.elapsed())
        day = trigger.date()
        for _ in range(self.count):
            day = next_working_day(day)
        return end_of(day)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no bank holiday of England and Wales."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def next_working_day(day: date) -> date:
    """The first working day after ``day``."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def hours_between(earlier: datetime, later: datetime) -> float:
    """Elapsed hours, rounded to a tenth as reports give them."""
    return round(elapsed(earlier, later) / timedelta(hours=1), 1)
