"""Dated facts: what the labels of a case say, each with the time that it counts from.

The judge sees only these. A completed form and the children named in the header are facts too.
Source of the rules: ``qa_assistant/docs/standards.md``, "Times".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from qa_assistant.case import Blocks, CaseFile, Evidence, Label, Note, Person, parse_when
from qa_assistant.localtime import end_of, start_of

_ADULT = 18


@dataclass(frozen=True)
class Fact:
    """One label with its times. ``day`` is set where only the day of the act is known.

    ``written_at`` is when it was written down; ``order`` its place in the case to break ties: notes by
    time, then forms.
    """

    code: str
    status: str
    moment: datetime
    written_at: datetime
    order: tuple[int, int, int]
    label: Label
    day: date | None = None
    own_time: bool = False
    note_kind: str | None = None

    def as_trigger(self) -> datetime:
        """When it sets a clock off: a day without a time counts from its end."""
        return end_of(self.day) if self.day else self.moment

    def as_evidence(self, trigger: datetime | None = None) -> datetime:
        """When it counts as done: a day without a time from its start, on the trigger's day from it."""
        if self.day is None:
            return self.moment
        if trigger is not None and trigger.date() == self.day:
            return trigger
        return start_of(self.day)


@dataclass(frozen=True)
class Facts:
    """All facts of a case up to the moment at which it is read, in order of time."""

    case: CaseFile
    blocks: Blocks
    as_of: datetime
    all: tuple[Fact, ...]
    by_code: dict[str, tuple[Fact, ...]]

    @classmethod
    def of(cls, case: CaseFile, labels: Iterable[Label], as_of: datetime) -> Facts:
        blocks = Blocks.of(case)
        facts = [*_from_labels(case, labels, blocks), *_from_forms(case), *_from_people(case)]
        known = sorted(
            (fact for fact in facts if fact.written_at <= as_of and fact.as_evidence() <= as_of),
            key=lambda fact: (fact.moment, fact.order),
        )
        by_code: dict[str, list[Fact]] = defaultdict(list)
        for fact in known:
            by_code[fact.code].append(fact)
        return cls(case, blocks, as_of, tuple(known), {code: tuple(rows) for code, rows in by_code.items()})

    def matching(self, code: str, statuses: Iterable[str]) -> Iterator[Fact]:
        """The facts of one code with one of these statuses, in order of time."""
        wanted = set(statuses)
        return (fact for fact in self.by_code.get(code, ()) if fact.status in wanted)

    def first(self, code: str, status: str) -> Fact | None:
        """The earliest such fact, by the time at which it would set a clock off."""
        matches = self.matching(code, (status,))
        return min(matches, key=lambda fact: (fact.as_trigger(), fact.order), default=None)

    def closed_at(self) -> datetime | None:
        """When the case was first closed, if it was."""
        fact = self.first("case_closed", "present")
        return fact.as_trigger() if fact else None

    def end(self) -> datetime:
        """The end of the period to judge: the closure, else the moment of reading."""
        closed = self.closed_at()
        return min(closed, self.as_of) if closed else self.as_of

    def notes(self) -> list[Note]:
        """The notes written by the moment of reading, in order of time."""
        return sorted((n for n in self.case.notes if n.written_at <= self.as_of), key=lambda n: n.written_at)

    def quote(self, fact: Fact) -> Evidence:
        """The place and the words of a fact."""
        label = fact.label
        text = self.blocks.text(label.block, label.item)
        quote = text[label.start : label.end] if label.start is not None else text
        return Evidence(
            block=label.block, start=label.start, end=label.end, item=label.item, quote=quote,
            code=fact.code, status=fact.status, at=label.at,
        )  # fmt: skip


def _from_labels(case: CaseFile, labels: Iterable[Label], blocks: Blocks) -> Iterator[Fact]:
    in_time = sorted(case.notes, key=lambda note: note.written_at)  # exports may have the newest first
    place = {block: index for index, block in enumerate([*(n.note_id for n in in_time), *blocks.forms])}
    for index, label in enumerate(labels):
        written_at = blocks.written_at(label.block)
        if written_at is None:  # a label for a block that is not in the case proves nothing
            continue
        when = parse_when(label.at) if label.at else written_at
        day = None if isinstance(when, datetime) else when
        note = blocks.notes.get(label.block)
        yield Fact(
            code=label.code,
            status=label.status,
            moment=when if isinstance(when, datetime) else start_of(when),
            day=day,
            written_at=written_at,
            order=(place[label.block], label.start or 0, index),
            label=label,
            own_time=label.at is not None,
            note_kind=note.kind if note else None,
        )


def _from_forms(case: CaseFile) -> Iterator[Fact]:
    for index, form in enumerate(case.forms, start=len(case.notes)):
        recorded = [("risk_assessment", "done")]
        if form.grade in ("standard", "medium", "high"):
            recorded.append((f"grade_{form.grade}", "present"))
        for code, status in recorded:
            label = Label(block=form.form_id, code=code, status=status)
            yield Fact(code, status, form.completed_at, form.completed_at, (index, 0, -1), label)


def is_child(person: Person) -> bool:
    """A child by role, or anyone under 18 who is neither the victim nor the suspect."""
    role = person.role.lower()
    if role.startswith("child"):
        return True
    principal = role.startswith(("victim", "suspect"))
    return person.age is not None and person.age < _ADULT and not principal


def _from_people(case: CaseFile) -> Iterator[Fact]:
    if any(is_child(person) for person in case.people):
        label = Label(block="people", code="children_linked", status="present")
        yield Fact("children_linked", "present", case.reported_at, case.reported_at, (-1, 0, 0), label)
