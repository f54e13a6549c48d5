"""What a standard comes to, before it is put in a report; and the outcome of recurring standards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from qa_assistant.case import Evidence, Verdict
from qa_assistant.localtime import after, elapsed
from qa_assistant.standards.facts import Fact, Facts
from qa_assistant.standards.spans import Span, hours_between


@dataclass(frozen=True)
class Outcome:
    """A verdict with its times, the facts that prove it, and places that no label marks."""

    verdict: Verdict
    how: str | None = None
    progress: str | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    delay_hours: float | None = None
    trigger: Fact | None = None
    trigger_at: datetime | None = None
    facts: tuple[Fact, ...] = ()
    places: tuple[Evidence, ...] = ()

    def with_facts(self, facts: Sequence[Fact]) -> Outcome:
        return replace(self, facts=tuple(facts))


def recurring(every: Span, times: Sequence[datetime], facts: Facts) -> Outcome:
    """Whether something happened at least every so often from the report to the end.

    The last gap over the span at a case still open is ``missing``; any other gap over it ``late``, the
    delay being the longest excess. ``due_at`` is when the gap that decides ran out.
    """
    end = facts.end()
    start = facts.case.reported_at
    inside = sorted(moment for moment in times if start <= moment <= end)
    span = every.elapsed()
    gaps = list(pairwise([start, *inside, end]))
    over = [gap for gap in gaps if elapsed(*gap) > span]
    if not over:
        return Outcome("met")
    if facts.closed_at() is None and gaps[-1] == over[-1]:
        return Outcome("missing", due_at=after(over[-1][0], span))
    opened, ended = max(over, key=lambda gap: elapsed(*gap))
    due = after(opened, span)
    return Outcome("late", due_at=due, done_at=ended, delay_hours=hours_between(due, ended))
