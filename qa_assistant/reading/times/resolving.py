"""Which moment an expression means, seen from the entry and from the time stated last.

The rules, in the order in which they decide:

- words that point ("tomorrow", "ago", "last") fix the direction; else the caller's ``future`` does; else
  cues near by ("booked", "due"); else the past, because officers mostly write of what was done;
- a weekday, a day number or a time of day without more is the nearest such moment in that direction;
- a date without a year, and where the direction is unknown also a day number, is the nearest one,
  the past being preferred;
- on a twelve-hour clock an unknown half of the day is the one that fits the direction, else the usual
  one of a working day (one to six in the afternoon, seven to twelve before noon).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from qa_assistant.localtime import LONDON, after, elapsed, localise
from qa_assistant.reading.times.mentions import Clock, Day, Mention
from qa_assistant.reading.times.vocabulary import vocabulary

Direction = Literal["past", "future", "unknown"]
Grain = Literal["minute", "hour", "part", "day", "week"]
Moment = datetime | date

TOLERANCE = timedelta(minutes=15)
"""How much later than the note a time in it may lie and still be past: notes are timed when opened."""
_SMALL_HOURS = 6
_YEAR_HOURS = timedelta(hours=6)
# Days ahead count this many times when the nearest day of a name is sought, and days in the direction
# that only a cue near by (not the caller) speaks against.
_PAST_PREFERENCE = 2.0
_AGAINST_CUE = 4.0
_WEEKDAY_REACH = timedelta(days=60)
_V = vocabulary()


@dataclass(frozen=True)
class Setting:
    """What a mention is seen from.

    ``anchor`` is the time stated last, ``day`` the day (and ``part`` the part of the day) that a heading
    or the same sentence gives to a bare time of day, ``cue`` what the words near by say of the direction.
    """

    written_at: datetime
    anchor: Moment | None
    day: date | None
    part: str | None
    future: bool | None
    cue: Direction


@dataclass(frozen=True)
class Resolved:
    """A mention's moment: how exact it is, which way it points and what it was reckoned from."""

    value: Moment
    grain: Grain
    direction: Direction
    relation: Literal["absolute", "to_entry", "chained"]


def resolve(mention: Mention, setting: Setting) -> Resolved | None:
    """The moment that ``mention`` means, or ``None`` where it cannot be known."""
    try:
        if mention.shift:
            return _shifted(mention, setting)
        if mention.coming and not mention.day:
            return _coming_morning(mention, setting)
        if mention.day:
            return _on_day(mention, mention.day, setting)
        return _bare_clock(mention, setting)
    except (OverflowError, ValueError):
        # A day that does not exist (30 February, the year 10000) is no time.
        return None


def as_date(moment: Moment) -> date:
    """The London day of a moment or day."""
    return moment.date() if isinstance(moment, datetime) else moment


def _shifted(mention: Mention, setting: Setting) -> Resolved | None:
    assert mention.shift is not None
    from_entry = mention.shift.base == "entry"
    start = setting.written_at if from_entry else setting.anchor
    if not isinstance(start, datetime):
        return None
    value = after(start, timedelta(minutes=mention.shift.minutes))
    grain: Grain = "hour" if mention.shift.minutes % 60 == 0 else "minute"
    if from_entry:
        return Resolved(value, grain, "past" if mention.shift.minutes < 0 else "future", "to_entry")
    return Resolved(value, grain, _seen_from(value, setting), "chained")


def _coming_morning(mention: Mention, setting: Setting) -> Resolved:
    """ "first thing": the morning that follows, unless the act is over."""
    today = setting.written_at.date()
    if _direction(setting) == "past":
        return Resolved(today, "part", "past", "to_entry")
    day = today if setting.written_at.hour < _SMALL_HOURS else today + timedelta(days=1)
    if mention.clock:
        return Resolved(_at(day, mention.clock, "morning", setting, "future"), "minute", "future", "to_entry")
    return Resolved(day, "part", "future", "to_entry")


def _on_day(mention: Mention, day: Day, setting: Setting) -> Resolved | None:
    found = _day(day, mention.part, setting)
    if found is None:
        return None
    value, direction = found
    relation: Literal["absolute", "to_entry", "chained"] = (
        "chained" if day.base == "anchor" else "absolute" if day.month else "to_entry"
    )
    if mention.clock is None:
        if direction != "future" and _belongs_to_yesterday(mention, day, setting):
            value -= timedelta(days=1)
        grain: Grain = "week" if mention.part == "week" else "part" if mention.part else "day"
        return Resolved(value, grain, _seen_from(value, setting, direction), relation)
    moment = _at(value, mention.clock, mention.part, setting, direction)
    late = elapsed(setting.written_at, moment) > TOLERANCE
    if late and direction != "future" and setting.written_at.hour < _SMALL_HOURS and day.base == "entry":
        moment = _at(value - timedelta(days=1), mention.clock, mention.part, setting, direction)
    elif late and direction == "past" and day.base == "weekday":
        moment = _at(value - timedelta(days=7), mention.clock, mention.part, setting, direction)
    return Resolved(moment, "minute", _seen_from(moment, setting, direction), relation)


def _belongs_to_yesterday(mention: Mention, day: Day, setting: Setting) -> bool:
    """At two in the morning "this evening" is the evening before."""
    if day.base != "entry" or day.offset:
        return False
    return setting.written_at.hour < _SMALL_HOURS and mention.part in {"evening", "afternoon"}


def _day(day: Day, part: str | None, setting: Setting) -> tuple[date, Direction] | None:
    today = setting.written_at.date()
    direction = _direction(setting)
    if day.base == "entry":
        pointed: Direction = "past" if day.offset < 0 else "future" if day.offset > 0 else direction
        return today + timedelta(days=day.offset), pointed
    if day.base == "anchor":
        if setting.anchor is not None:
            return as_date(setting.anchor) + timedelta(days=day.offset), "unknown"
        # Without a stated time "that evening" and "the night before" hang on the entry itself.
        return (today + timedelta(days=day.offset), "unknown") if day.offset in {0, -1} else None
    if day.base == "weekday":
        pointed = "past" if day.turn < 0 else "future" if day.turn > 0 else direction
        return _weekday(day, part, today, pointed), pointed
    return _calendar(day, setting), direction


def _weekday(day: Day, part: str | None, today: date, direction: Direction) -> date:
    assert day.weekday is not None
    if direction == "future":
        return today + timedelta(days=(day.weekday - today.weekday()) % 7 or 7)
    back = (today.weekday() - day.weekday) % 7
    if back == 0 and day.turn < 0:
        back = 7
    return today - timedelta(days=back)


def _calendar(day: Day, setting: Setting) -> date:
    """The nearest day with this number (month, year, weekday) in the direction."""
    today, direction = setting.written_at.date(), _direction(setting)
    against = _AGAINST_CUE if setting.future is None else 10_000
    if day.month and day.year:
        return date(day.year, day.month, day.day)
    candidates = _same_days(day, today)
    if day.weekday is not None:
        # A weekday that fits no near day is a slip of the pen; the number is what was meant.
        fitting = [d for d in candidates if d.weekday() == day.weekday and abs(d - today) <= _WEEKDAY_REACH]
        candidates = fitting or candidates
    if not candidates:
        raise ValueError("no such day")

    def cost(candidate: date) -> float:
        ahead = (candidate - today).days
        wrong_way = (direction == "past" and ahead > 0) or (direction == "future" and ahead < 0)
        preference = _PAST_PREFERENCE if direction != "future" and ahead > 0 else 1
        return abs(ahead) * preference * (against if wrong_way else 1)

    return min(candidates, key=cost)


def _same_days(day: Day, today: date) -> list[date]:
    found: list[date] = []
    months = [day.month] if day.month else range(1, 13)
    for year in range(today.year - 1, today.year + 2):
        for month in months:
            try:
                found.append(date(year, month, day.day))
            except ValueError:
                continue
    return found


def _bare_clock(mention: Mention, setting: Setting) -> Resolved | None:
    clock = mention.clock
    assert clock is not None
    written, direction = setting.written_at, _direction(setting)
    if setting.day is not None:
        value = _at(setting.day, clock, mention.part or setting.part, setting, direction)
        return Resolved(value, "minute", _seen_from(value, setting, direction), "to_entry")
    days = [written.date() + timedelta(days=n) for n in (-1, 0, 1)]
    moments = sorted(
        (m for day in days for m in _readings(day, clock, mention.part)), key=lambda m: m.timestamp()
    )
    latest = [m for m in moments if elapsed(written, m) <= TOLERANCE][-1]
    if direction == "future":
        coming = next(m for m in moments if m > written)
        since = elapsed(latest, written) * _AGAINST_CUE
        if setting.future or elapsed(written, coming) <= since or latest.date() != written.date():
            return Resolved(coming, "minute", "future", "to_entry")
    if clock.maybe_year and latest.date() != written.date() and elapsed(latest, written) > _YEAR_HOURS:
        return None
    return Resolved(latest, "minute", direction if direction == "unknown" else "past", "to_entry")


def _readings(day: date, clock: Clock, part: str | None) -> list[datetime]:
    """All moments of ``day`` that a clock may mean: both halves, and both turns of the repeated hour."""
    found: list[datetime] = []
    for hour in _hours(clock, part):
        for fold in (0, 1):
            moment = _moment(day, hour, clock.minute, fold)
            if moment not in found or fold:
                found.append(moment)
    return found


def _hours(clock: Clock, part: str | None) -> list[int]:
    """The hours of the day that a clock may mean; 24 and over lie in the night after the day."""
    half = clock.half
    from_hour, to_hour = _V.parts[part].hours if part else (0, 24)
    if not clock.twelve or half:
        hour = clock.hour if half is None else clock.hour % 12 + (12 if half == "pm" else 0)
        hours = [hour]
    else:
        hours = [clock.hour % 12, clock.hour % 12 + 12]
    within = [h for hour in hours for h in (hour, hour + 24) if from_hour <= h < to_hour]
    return within or hours


def _moment(day: date, hour: int, minute: int, fold: int = 0) -> datetime:
    day += timedelta(days=hour // 24)
    return localise(datetime(day.year, day.month, day.day, hour % 24, minute, fold=fold, tzinfo=LONDON))


def _at(day: date, clock: Clock, part: str | None, setting: Setting, direction: Direction) -> datetime:
    """A clock on a known day."""
    if clock.closing and part is None:
        end = _moment(day, 24, 0)
        fits = direction == "future" or elapsed(setting.written_at, end) <= TOLERANCE
        return end if fits else _moment(day, 0, 0)
    readings = _readings(day, clock, part)
    if day == setting.written_at.date():
        if direction == "future":
            coming = [m for m in readings if m > setting.written_at]
            return coming[0] if coming else readings[-1]
        over = [m for m in readings if elapsed(setting.written_at, m) <= TOLERANCE]
        return over[-1] if over else readings[0]
    if clock.twelve and not clock.half and len(_hours(clock, part)) == 2:
        return _moment(day, clock.hour if clock.hour >= 7 else clock.hour + 12, clock.minute)
    return readings[0]


def _direction(setting: Setting) -> Direction:
    if setting.future is not None:
        return "future" if setting.future else "past"
    return setting.cue


def _seen_from(value: Moment, setting: Setting, direction: Direction = "unknown") -> Direction:
    """The direction as the value itself shows it, where it is plain."""
    if isinstance(value, datetime):
        ahead = elapsed(setting.written_at, value)
        return "future" if ahead > TOLERANCE else "past" if ahead < -TOLERANCE else direction
    today = setting.written_at.date()
    return "future" if value > today else "past" if value < today else direction
