"""Random moments, written in every form of a published grammar of forms, must be read back.

Each form renders a moment as an officer would and says how exact it is and how far back it can reach;
whatever the moment and the entry, the reader must recover the moment from the words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa_assistant.localtime import LONDON, localise
from qa_assistant.reading.times import read_times

_HOURS = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_DAYS = ("Mon", "Tues", "Weds", "Thurs", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def _ordinal(day: int) -> str:
    suffix = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _day(m: datetime) -> str:
    return _WEEKDAYS[m.weekday()]


def _short_day(m: datetime) -> str:
    return _SHORT_DAYS[m.weekday()]


def _month(m: datetime) -> str:
    return _MONTHS[m.month - 1]


def _part(m: datetime) -> str:
    return "morning" if m.hour < 12 else "afternoon" if m.hour < 18 else "evening"


def _half_day(m: datetime) -> str:
    return "am" if m.hour < 12 else "pm"


def _twelve(m: datetime) -> str:
    return str(m.hour % 12 or 12)


def _hour(m: datetime) -> str:
    return _HOURS[m.hour % 12]


def _next_hour(m: datetime) -> str:
    return _HOURS[(m.hour + 1) % 12]


def _date(m: datetime) -> str:
    return f"{m.day}/{m.month}/{m:%y}"


def _always(moment: datetime, written: datetime) -> bool:
    return True


def _days_back(moment: datetime, written: datetime) -> int:
    return (written.date() - moment.date()).days


def _within_a_day(moment: datetime, written: datetime) -> bool:
    """A bare 24-hour time is the latest one."""
    return timedelta(0) <= written - moment < timedelta(hours=23)


def _within_half_a_day(moment: datetime, written: datetime) -> bool:
    """A bare twelve-hour time is the latest one."""
    return timedelta(0) <= written - moment < timedelta(hours=11)


def _today(moment: datetime, written: datetime) -> bool:
    return _days_back(moment, written) == 0 and moment <= written


def _yesterday(moment: datetime, written: datetime) -> bool:
    return _days_back(moment, written) == 1


def _this_week(moment: datetime, written: datetime) -> bool:
    return 1 <= _days_back(moment, written) <= 6


def _this_month(moment: datetime, written: datetime) -> bool:
    return 0 < _days_back(moment, written) <= 9


def _daytime(moment: datetime) -> bool:
    return 7 <= moment.hour < 19


Render = Callable[[datetime], str]
Reach = Callable[[datetime, datetime], bool]


@dataclass(frozen=True)
class Form:
    """``minutes`` are those that the form can say (none: any); ``day_only`` forms say no time of day."""

    name: str
    render: Render
    reach: Reach = _always
    minutes: tuple[int, ...] = ()
    day_only: bool = False
    daytime: bool = False


FORMS = (
    Form("24-hour digits", lambda m: f"at {m:%H%M}", _within_a_day),
    Form("24-hour hrs", lambda m: f"{m:%H%M} hrs", _within_a_day),
    Form("24-hour hrs joined", lambda m: f"{m:%H%M}hrs", _within_a_day),
    Form("24-hour hours", lambda m: f"{m:%H%M} hours", _within_a_day),
    Form("24-hour colon", lambda m: f"{m:%H:%M}", _within_a_day),
    Form("24-hour point", lambda m: f"{m:%H.%M}hrs", _within_a_day),
    Form("24-hour at sign", lambda m: f"@{m:%H%M}", _within_a_day),
    Form("am and pm", lambda m: f"{_twelve(m)}{_half_day(m)}", _within_a_day, (0,)),
    Form("am and pm spaced", lambda m: f"{_twelve(m)} {_half_day(m)}", _within_a_day, (0,)),
    Form("am and pm minutes", lambda m: f"{_twelve(m)}.{m:%M}{_half_day(m)}", _within_a_day),
    Form("am and pm dotted", lambda m: f"{_twelve(m)}:{m:%M} {_half_day(m)[0]}.m.", _within_a_day),
    Form("o'clock", lambda m: f"at {_hour(m)} o'clock", _within_half_a_day, (0,)),
    Form("bare hour", lambda m: f"at {_hour(m)}", _within_half_a_day, (0,)),
    Form("gone", lambda m: f"gone {_hour(m)}", _within_half_a_day, (0,)),
    Form("half", lambda m: f"half {_hour(m)}", _within_half_a_day, (30,)),
    Form("half past", lambda m: f"half past {_hour(m)}", _within_half_a_day, (30,)),
    Form("quarter past", lambda m: f"quarter past {_hour(m)}", _within_half_a_day, (15,)),
    Form("quarter to", lambda m: f"a quarter to {_next_hour(m)}", _within_half_a_day, (45,)),
    Form("ten past", lambda m: f"ten past {_hour(m)}", _within_half_a_day, (10,)),
    Form("twenty to", lambda m: f"twenty to {_next_hour(m)}", _within_half_a_day, (40,)),
    Form("five to", lambda m: f"five to {_next_hour(m)}", _within_half_a_day, (55,)),
    Form("this part", lambda m: f"{m:%H%M} this {_part(m)}", _today, daytime=True),
    Form("today", lambda m: f"today at {m:%H%M}", _today),
    Form("yesterday", lambda m: f"yesterday at {m:%H%M}", _yesterday),
    Form("yesterday after", lambda m: f"{m:%H%M} hrs yesterday", _yesterday),
    Form("yday", lambda m: f"yday {_twelve(m)}{_half_day(m)}", _yesterday, (0,)),
    Form("yesterday, no time", lambda m: "yesterday", _yesterday, day_only=True),
    Form("yesterday, part", lambda m: f"yesterday {_part(m)}", _yesterday, day_only=True),
    Form("weekday", lambda m: f"on {_day(m)}", _this_week, day_only=True),
    Form("weekday short", lambda m: f"on {_short_day(m)}", _this_week, day_only=True),
    Form("weekday last", lambda m: f"last {_day(m)}", _this_week, day_only=True),
    Form("weekday with time", lambda m: f"{_day(m)} at {m:%H%M}", _this_week),
    Form("weekday and number", lambda m: f"{_short_day(m)} {_ordinal(m.day)}", _this_month, day_only=True),
    Form("number", lambda m: f"on the {_ordinal(m.day)}", _this_month, day_only=True),
    Form("number with time", lambda m: f"{m:%H%M} on the {_ordinal(m.day)}", _this_month),
    Form("day and month", lambda m: f"on {m.day}/{m.month}", _this_month, day_only=True),
    Form("full date", lambda m: f"on {m:%d/%m/%Y}", day_only=True),
    Form("full date short", lambda m: f"on {_date(m)}", day_only=True),
    Form("full date points", lambda m: f"on {m:%d.%m.%Y}", day_only=True),
    Form("full date with time", lambda m: f"on {m:%d/%m/%y} at {m:%H:%M}"),
    Form("packed date", lambda m: f"on {m:%d%m%y}", day_only=True),
    Form("date in words", lambda m: f"{_ordinal(m.day)} {_month(m)} {m.year}", day_only=True),
    Form("date in words with time", lambda m: f"{m.day} {_month(m)[:3]} {m.year}, {m:%H%M}hrs"),
    Form("long date", lambda m: f"{_day(m)} {m.day} {_month(m)} {m.year}", day_only=True),
    Form("month first", lambda m: f"{_month(m)} {_ordinal(m.day)}, {m.year}", day_only=True),
    Form("ISO date", lambda m: f"{m:%Y-%m-%d}", day_only=True),
    Form("ISO moment", lambda m: f"{m:%Y-%m-%d} {m:%H:%M}"),
    Form("weekday with half day", lambda m: f"{_day(m)} {_twelve(m)}{_half_day(m)}", _this_week, (0,)),
)  # fmt: skip

_FRAMES = (
    "Arrested {}.",
    "He was seen {} by PC 4471 at 14 Alder St",
    "IP rang {}, upset",
    "{} - attended, no reply",
)
_CASES = st.tuples(st.integers(0, 9), st.times(), st.sampled_from(_FRAMES), st.integers(0, 9))
_ENTRIES = st.datetimes(datetime(2016, 1, 1), datetime(2034, 12, 31))


def _ambiguous(moment: datetime) -> bool:
    """Wall times that the clock change skips or repeats are tested by name in the table."""
    return any((moment.month, moment.weekday()) == (month, 6) and moment.day > 24 for month in (3, 10))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@settings(max_examples=25, deadline=None)
@given(entry=_ENTRIES, case=_CASES)
def test_a_moment_is_read_back_from_any_form(
    form: Form, entry: datetime, case: tuple[int, time, str, int]
) -> None:
    days, clock, frame, pick = case
    written = entry.replace(second=0, microsecond=0)
    moment = _moment(form, written, days, clock, pick)
    assume(not _ambiguous(moment) and not _ambiguous(written))
    assume(written - moment > timedelta(0) and form.reach(moment, written))
    words = form.render(moment)
    found = read_times(frame.format(words), localise(written))
    assert len(found) == 1, words
    expected = moment.date() if form.day_only else moment.replace(tzinfo=LONDON)
    assert found[0].value == expected, words


def _moment(form: Form, written: datetime, days: int, clock: time, pick: int) -> datetime:
    """A moment up to nine days before the entry, as near as the form can reach."""
    if form.reach in {_within_a_day, _within_half_a_day, _today}:
        longest = 10 if form.reach is _within_half_a_day else 22
        if form.reach is _today:
            longest = max(written.hour, 1)
        moment = written - timedelta(minutes=1 + (clock.hour * 60 + clock.minute) % (longest * 60))
    else:
        back = 1 if form.reach is _yesterday else 1 + days % 6 if form.reach is _this_week else 1 + days % 9
        moment = datetime.combine(written.date() - timedelta(days=back), clock)
    if form.minutes:
        moment = moment.replace(minute=form.minutes[pick % len(form.minutes)])
    if form.daytime:
        assume(_daytime(moment))
    return moment.replace(second=0, microsecond=0)
