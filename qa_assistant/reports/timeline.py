"""The case in time: what happened, what was done, what fell due, and where nothing was written.

The picture is one or two panels on a straight scale of time (the first days, then the whole case); the
list beside it says the same in words. Numbers in the picture are those of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from qa_assistant.case import Blocks, CaseFile, Label, QualityReport, parse_when
from qa_assistant.localtime import elapsed, in_words, start_of
from qa_assistant.reports import words
from qa_assistant.reports.findings import FindingView
from qa_assistant.reports.places import Places

_EVENTS = ("suspect_released", "suspect_charged", "order_breached", "further_incident", "case_closed")
_GAP = timedelta(days=14)  # where the catalogue has no standard on inactivity


@dataclass(frozen=True)
class Entry:
    """One thing in time. ``lane`` groups it in the picture, ``number`` counts within the lane."""

    moment: datetime
    lane: str
    text: str
    href: str | None = None
    number: int = 0
    due: datetime | None = None
    time: str = ""

    @property
    def when(self) -> str:
        """The time in words; a day alone where no more is known."""
        return self.time or in_words(self.moment)

    @property
    def label(self) -> str:
        return f"{self.lane} {self.number}" if self.number else self.lane


@dataclass(frozen=True)
class Gap:
    """A stretch with no entry in the log that is longer than allowed."""

    start: datetime
    end: datetime

    @property
    def words(self) -> str:
        return words.span_in_words(elapsed(self.start, self.end))


@dataclass(frozen=True)
class Timeline:
    """All of it, in order of time: the source of both the picture and the list."""

    entries: tuple[Entry, ...]
    gaps: tuple[Gap, ...]
    written: tuple[datetime, ...]
    reported: datetime
    read: datetime

    @property
    def lanes(self) -> tuple[str, ...]:
        """The numbered lanes that hold anything, in the order of the picture."""
        used = {entry.lane for entry in self.entries if entry.number}
        return tuple(lane for lane in LANES if lane in used)

    def in_lane(self, lane: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.lane == lane]

    def by_time(self) -> list[tuple[str, list[Entry]]]:
        """The entries under their times, for the list."""
        return [(when, list(group)) for when, group in groupby(self.entries, key=lambda entry: entry.when)]

    @property
    def described(self) -> str:
        """The picture in a sentence or two, for those who do not see it."""
        counts = [f"{len(self.in_lane(lane))} {lane.lower()}" for lane in self.lanes]
        longest = max(self.gaps, key=lambda gap: elapsed(gap.start, gap.end), default=None)
        gaps = f" Longest time with no entry: {longest.words}." if longest else ""
        return (
            f"From the report on {in_words(self.reported)} to the reading on {in_words(self.read)}: "
            f"{len(self.written)} entries written; {words.joined(counts) or 'no dated findings'}.{gaps} "
            "The list after the picture says all of it in words."
        )


EVENT = "Event"
_VERDICT_LANES = {"met": "Met", "late": "Late", "missing": "Missing", "pending": "Not yet due"}
LANES = (EVENT, *_VERDICT_LANES.values())


def build(case: CaseFile, report: QualityReport, views: Sequence[FindingView], places: Places) -> Timeline:
    """The timeline of a case as its report reads it."""
    written = tuple(note.written_at for _, note in places.notes if note.written_at <= report.as_of)
    events = _events(case, report)
    end = _end(events, report.as_of)
    gaps = tuple(_gaps(case.reported_at, written, end, _allowed(views)))
    entries = [
        Entry(case.reported_at, "Reported", "Incident reported"),
        Entry(report.as_of, "Read", "Case read for this check"),
        *(
            Entry(gap.start, "No entry", f"Nothing written for {gap.words}, until {in_words(gap.end)}")
            for gap in gaps
        ),
        *_numbered(_entry(event, places) for event in events),
    ]
    for verdict, lane in _VERDICT_LANES.items():
        found = [entry for view in views if view.verdict == verdict and (entry := _of_finding(view, lane))]
        entries += _numbered(found)
    entries.sort(key=lambda entry: entry.moment)
    return Timeline(tuple(entries), gaps, written, case.reported_at, report.as_of)


def _numbered(entries: Iterable[Entry]) -> list[Entry]:
    ordered = sorted(entries, key=lambda entry: entry.moment)
    return [replace(each, number=number) for number, each in enumerate(ordered, start=1)]


def _of_finding(view: FindingView, lane: str) -> Entry | None:
    finding = view.finding
    if view.verdict in ("met", "late"):
        moment = finding.done_at
        due = finding.due_at if view.verdict == "late" else None
    else:
        moment = due = finding.due_at
    if moment is None:
        return None
    text = f"{view.title}: {view.summary}" if view.verdict == "late" else f"{view.title}: {view.state}"
    time = words.done_in_words(finding) if view.verdict in ("met", "late") else None
    return Entry(moment, lane, text, view.href, due=due, time=time or "")


@dataclass(frozen=True)
class _Event:
    moment: datetime
    code: str
    block: str
    item: str | None
    own_time: bool


def _events(case: CaseFile, report: QualityReport) -> list[_Event]:
    """The first word of each event, and every later one that has a time of its own."""
    blocks = Blocks.of(case)
    found: dict[tuple[str, datetime], _Event] = {}
    named: set[str] = set()
    stated = [label for label in report.labels if label.code in _EVENTS and label.status == "present"]
    dated = [event for label in stated if (event := _event(label, blocks)) and event.moment <= report.as_of]
    for event in sorted(dated, key=lambda each: each.moment):
        if event.own_time or event.code not in named:
            named.add(event.code)
            found.setdefault((event.code, event.moment), event)
    return list(found.values())


def _event(label: Label, blocks: Blocks) -> _Event | None:
    written = blocks.written_at(label.block)
    if written is None:
        return None
    when = parse_when(label.at) if label.at else written
    moment = when if isinstance(when, datetime) else start_of(when)
    return _Event(moment, label.code, label.block, label.item, label.at is not None)


def _entry(event: _Event, places: Places) -> Entry:
    place = places.find(event.block, event.item)
    return Entry(event.moment, EVENT, words.code_name(event.code), f"#{place.id}" if place else None)


def _end(events: Iterable[_Event], read: datetime) -> datetime:
    """The first closure, else the moment of reading."""
    return min((event.moment for event in events if event.code == "case_closed"), default=read)


def _allowed(views: Sequence[FindingView]) -> timedelta:
    for view in views:
        if view.standard and view.standard.check == "inactivity" and view.standard.every:
            return view.standard.every.elapsed()
    return _GAP


def _gaps(
    reported: datetime, written: Sequence[datetime], end: datetime, allowed: timedelta
) -> Iterable[Gap]:
    times = [reported, *(moment for moment in written if reported < moment < end), end]
    return (Gap(a, b) for a, b in pairwise(times) if elapsed(a, b) > allowed)
