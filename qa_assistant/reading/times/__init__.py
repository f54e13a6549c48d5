"""Time expressions in British police notes: found, and resolved to London moments.

``read_times`` reads a note (or one sentence of it) and says for each expression which moment it means:
day-month order, the 24-hour clock ("1430", "2300hrs"), spoken times ("half two"), days relative to the
entry ("yesterday") and chained to the last stated time ("two days later").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from qa_assistant.localtime import format_local, localise
from qa_assistant.reading.times.grammar import find
from qa_assistant.reading.times.joining import join
from qa_assistant.reading.times.mentions import Mention
from qa_assistant.reading.times.resolving import TOLERANCE, Direction, Grain, Setting, as_date, resolve
from qa_assistant.reading.times.vocabulary import FLAGS, any_of, vocabulary

__all__ = ["TOLERANCE", "Direction", "Grain", "TimeExpression", "read_times"]

_V = vocabulary()
_NEAR = 60
_BOUNDARY = re.compile(r"[.!?;\n\u2022](?:\s|$)")
_LINE_START = re.compile(r"(?:^|\n)[ \t\u2022*>-]{0,4}(?:(?:date|update|log|entry)[ \t:]{1,3})?$", FLAGS)
_FUTURE_BEFORE = re.compile(rf"(?<![a-z]){any_of(_V.future_before, literal=False)}(?![a-z])", FLAGS)
_FUTURE_AFTER = re.compile(rf"[\w ]{{0,12}}?\b{any_of(_V.future_after, literal=False)}(?![a-z])", FLAGS)
_FUTURE_STRONG = re.compile(rf"(?<![a-z]){any_of(_V.future_strong, literal=False)}(?![a-z])", FLAGS)
_FUTURE_WEAK = re.compile(rf"(?<![a-z]){any_of(_V.future_weak, literal=False)}(?: the)?[ \t]{{1,3}}$", FLAGS)
_PAST_BEFORE = re.compile(rf"(?<![a-z]){any_of(_V.past_before, literal=False)}(?![a-z])", FLAGS)


@dataclass(frozen=True)
class TimeExpression:
    """One expression and its moment.

    ``start`` and ``end`` are code-point offsets. ``value`` is an aware London ``datetime``, or a ``date``
    where only the day is known; ``grain`` says how exact it is. ``relation`` tells how it was resolved:
    by itself (``absolute``), from the entry (``to_entry``) or from the time stated last (``chained``).
    ``direction`` is seen from the entry.
    """

    start: int
    end: int
    text: str
    value: datetime | date
    grain: Grain
    relation: Literal["absolute", "to_entry", "chained"]
    direction: Direction

    @property
    def iso(self) -> str:
        """As in an annotation: ``2022-11-03T14:30`` or ``2022-11-03``."""
        return format_local(self.value) if isinstance(self.value, datetime) else self.value.isoformat()


def read_times(
    text: str,
    written_at: datetime,
    anchor: datetime | date | None = None,
    future: bool | None = None,
) -> list[TimeExpression]:
    """All time expressions in ``text``, in order, without overlaps.

    ``written_at`` is when the note was written. ``anchor`` is the time stated last before ``text``, on
    which "two days later" hangs; inside the text each expression hangs on the ones before. ``future``
    says, where the caller knows, that the text speaks of what is to come (``True``) or is over
    (``False``). Durations without an anchor ("for two hours") are not read. Never raises on any text.
    """
    written_at = localise(written_at).replace(second=0, microsecond=0)
    if isinstance(anchor, datetime):
        anchor = localise(anchor)
    found: list[TimeExpression] = []
    heading: date | None = None
    last_part: str | None = None
    for mention in join(text, find(text)):
        cue = _cue(text, mention)
        forward = future if future is not None else cue == "future"
        near = _day_of_sentence(text, mention, found[-1], forward) if found else None
        day, part = (near, last_part) if near else (heading, None)
        resolved = resolve(mention, Setting(written_at, anchor, day, part, future, cue))
        if resolved is None:
            continue
        anchor, last_part = resolved.value, mention.part
        if resolved.direction != "future" and _is_heading(text, mention):
            heading = as_date(resolved.value)
        found.append(
            TimeExpression(
                mention.start,
                mention.end,
                text[mention.start : mention.end],
                resolved.value,
                resolved.grain,
                resolved.relation,
                resolved.direction,
            )
        )
    return found


def _day_of_sentence(text: str, mention: Mention, last: TimeExpression, forward: bool) -> date | None:
    """The day that the same sentence named just before a bare time of day.

    A day to come gives its date only to a time to come: "bailed to 13/10, released 1355".
    """
    if mention.start - last.end > _NEAR or (last.direction == "future" and not forward):
        return None
    if isinstance(last.value, datetime) or _BOUNDARY.search(text, last.end, mention.start):
        return None
    return last.value


def _is_heading(text: str, mention: Mention) -> bool:
    """A date at the start of a line: the times of day that follow belong to it."""
    if mention.day is None or mention.day.base != "calendar":
        return False
    return _LINE_START.search(text[max(0, mention.start - 20) : mention.start]) is not None


def _cue(text: str, mention: Mention) -> Direction:
    """What the words near by say of the direction: the nearest cue before it, else one just after."""
    near = text[max(0, mention.start - _NEAR) : mention.start]
    boundaries = [m.end() for m in _BOUNDARY.finditer(near)]
    near = near[boundaries[-1] :] if boundaries else near
    future = max((m.start() for m in _FUTURE_BEFORE.finditer(near)), default=-1)
    past = max((m.start() for m in _PAST_BEFORE.finditer(near)), default=-1)
    if future >= max(past, 0) or _FUTURE_STRONG.search(near):
        return "future"
    if past >= 0:
        return "past"
    if _FUTURE_WEAK.search(near):
        return "future"
    return "future" if _FUTURE_AFTER.match(text[mention.end : mention.end + 24]) else "unknown"
