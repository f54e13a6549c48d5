"""The geometry of the timeline's picture: panels, lanes, ticks and marks, in SVG units.

One panel shows the whole case; a case longer than five days gets a first panel of its first three days,
where most deadlines lie. Scales are straight, so lengths can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_assistant.localtime import LONDON, after, elapsed, start_of
from qa_assistant.reports.timeline import Entry, Timeline

WIDTH = 960
LEFT, RIGHT = 118, 16  # the lanes' names stand on the left
TOP, ROW, AXIS = 26, 34, 30
_CHAR, _PAD = 7.2, 9.0

_FIRST_DAYS = timedelta(days=3)
_TWO_PANELS_FROM = timedelta(days=5)
_HOURS = (1, 3, 6, 12, 24, 48, 168, 336, 672, 1344, 2688, 8760, 17520)
_STEPS = tuple(timedelta(hours=hours) for hours in _HOURS)
_MOST_TICKS = 9


@dataclass(frozen=True)
class Tick:
    x: float
    text: str


@dataclass(frozen=True)
class Pill:
    """One mark in a lane, standing for one entry or a run of entries too close to part."""

    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Bar:
    x: float
    width: float
    text: str = ""


@dataclass(frozen=True)
class Lane:
    """One row of the picture. ``key`` picks its look; its name always stands beside it."""

    key: str
    name: str
    y: float
    pills: tuple[Pill, ...] = ()
    bars: tuple[Bar, ...] = ()
    ticks: tuple[float, ...] = ()


@dataclass(frozen=True)
class Panel:
    title: str
    y: float
    height: float
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    read_x: float | None


@dataclass(frozen=True)
class Picture:
    width: int
    height: float
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class _Scale:
    start: datetime
    end: datetime

    def x(self, moment: datetime) -> float:
        share = elapsed(self.start, moment) / elapsed(self.start, self.end)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment <= self.end

    def clip(self, moment: datetime) -> datetime:
        return min(max(moment, self.start), self.end)


def draw(timeline: Timeline) -> Picture:
    """Lay the picture out."""
    moments = [timeline.reported, timeline.read, *timeline.written, *(e.moment for e in timeline.entries)]
    start, end = min(moments), max(moments)
    if elapsed(start, end) < timedelta(hours=1):
        end = after(start, timedelta(hours=1))
    whole = _Scale(start, end)
    scales = [("The whole case", whole)]
    if elapsed(start, end) > _TWO_PANELS_FROM:
        scales.insert(0, ("The first three days", _Scale(start, after(start, _FIRST_DAYS))))
    panels: list[Panel] = []
    y = 0.0
    for title, scale in scales:
        panel = _panel(title, y, scale, timeline)
        panels.append(panel)
        y += panel.height
    return Picture(WIDTH, y, tuple(panels))


def _panel(title: str, y: float, scale: _Scale, timeline: Timeline) -> Panel:
    def row(index: int) -> float:
        return y + TOP + ROW * index + ROW / 2

    gaps = [gap for gap in timeline.gaps if gap.start < scale.end and gap.end > scale.start]
    bars = tuple(_bar(scale, gap.start, gap.end, gap.words) for gap in gaps)
    written = tuple(sorted({scale.x(moment) for moment in timeline.written if scale.holds(moment)}))
    lanes = [Lane("written", "Entries", row(0), bars=bars, ticks=written)]
    for name in timeline.lanes:
        inside = [entry for entry in timeline.in_lane(name) if scale.holds(entry.moment)]
        if inside:
            waits = _waits(inside, scale, timeline.read)
            lanes.append(Lane(_key(name), name, row(len(lanes)), _pills(inside, scale), waits))
    height = TOP + ROW * len(lanes) + AXIS
    read_x = scale.x(timeline.read) if scale.holds(timeline.read) else None
    return Panel(title, y, height, tuple(lanes), tuple(_ticks(scale)), read_x)


def _bar(scale: _Scale, start: datetime, end: datetime, text: str = "") -> Bar:
    a, b = scale.x(scale.clip(start)), scale.x(scale.clip(end))
    return Bar(a, round(b - a, 1), text)


def _key(name: str) -> str:
    return name.lower().replace(" ", "-")


def _waits(entries: Sequence[Entry], scale: _Scale, read: datetime) -> tuple[Bar, ...]:
    """A line from each deadline to the act that came late, or to the reading where none came."""
    stretches = sorted(
        (entry.due, entry.moment if entry.moment > entry.due else read)
        for entry in entries
        if entry.due is not None and entry.due <= read
    )
    merged: list[tuple[datetime, datetime]] = []  # overlapping lines would blur each other's dashes
    for due, until in stretches:
        if merged and due <= merged[-1][1]:
            due, until = merged[-1][0], max(until, merged.pop()[1])
        merged.append((due, until))
    bars = (_bar(scale, due, until) for due, until in merged)
    return tuple(bar for bar in bars if bar.width > 0)


def _pills(entries: Sequence[Entry], scale: _Scale) -> tuple[Pill, ...]:
    """Marks with the entries' numbers; marks that would overlap become one with a range of numbers."""
    runs: list[list[Entry]] = []
    for entry in entries:
        run = [entry]
        while runs and _overlap(_pill(runs[-1], scale), _pill(run, scale)):
            run = runs.pop() + run
        runs.append(run)
    return tuple(_pill(run, scale) for run in runs)


def _pill(run: Sequence[Entry], scale: _Scale) -> Pill:
    first, last = run[0].number, run[-1].number
    text = f"{first}" if first == last else f"{first} to {last}"
    width = round(len(text) * _CHAR + 2 * _PAD, 1)
    middle = (scale.x(run[0].moment) + scale.x(run[-1].moment)) / 2
    x = min(max(middle, LEFT + width / 2), WIDTH - width / 2 - 1)
    return Pill(round(x, 1), width, text)


def _overlap(a: Pill, b: Pill) -> bool:
    return b.x - a.x < (a.width + b.width) / 2 + 2


def _ticks(scale: _Scale) -> list[Tick]:
    """Times along the axis, on whole hours or midnights of London."""
    span = elapsed(scale.start, scale.end)
    step = next((each for each in _STEPS if span / each <= _MOST_TICKS), span)
    by_day = step >= timedelta(days=1)
    moment = start_of(scale.start.astimezone(LONDON).date())
    ticks: list[Tick] = []
    while moment <= scale.end:
        if moment >= scale.start:
            ticks.append(Tick(scale.x(moment), _tick_text(moment, by_day, span)))
        # From midnight to midnight by the calendar, so that the clock change moves no tick.
        moment = start_of((moment + step).date()) if by_day else after(moment, step)
    return ticks


def _tick_text(moment: datetime, by_day: bool, span: timedelta) -> str:
    day = f"{moment.day} {moment.strftime('%b')}"
    if by_day:
        return f"{day} {moment.year}" if span > timedelta(days=300) else day
    hour = f"{moment.hour % 12 or 12}{'am' if moment.hour < 12 else 'pm'}"
    return day if moment.hour == 0 else hour
