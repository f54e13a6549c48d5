"""Europe/London time: parsing, printing and arithmetic that survive the clock change.

Inside the package every moment is an aware ``datetime`` in Europe/London. Spans are measured in
elapsed time (``elapsed``, ``after``), because Python subtracts two times of one zone by their wall clocks.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_UK_DATE = re.compile(
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})"
    r"(?:[ T,]+(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?(?:\s*(?:hrs|hours|h))?)?$"
)


def localise(moment: datetime) -> datetime:
    """The same moment in Europe/London; a time without an offset is read as London's wall clock.

    A wall time skipped when clocks go forward (01:30 in late March) becomes the moment an hour on.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON)
    return moment.astimezone(UTC).astimezone(LONDON)


def parse_local(text: str) -> datetime:
    """Read a time as record systems write it: ISO 8601, or day/month/year with an optional time.

    A date alone is the start of that day. Raises ``ValueError`` with a plain reason.
    """
    value = text.strip()
    uk = _UK_DATE.match(value)
    try:
        if uk:
            year = int(uk["year"])
            return localise(
                datetime(
                    year + 2000 if year < 100 else year,
                    int(uk["month"]),
                    int(uk["day"]),
                    int(uk["hour"] or 0),
                    int(uk["minute"] or 0),
                    int(uk["second"] or 0),
                )
            )
        return localise(datetime.fromisoformat(value))
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"{value[:40]!r} is not a possible date and time; write it as 2022-10-03T21:14 "
            "(or 03/10/2022 21:14)"
        ) from error


def format_local(moment: datetime) -> str:
    """ISO 8601 London wall time to the minute (seconds only where there are any).

    The offset is written only in the autumn hour that happens twice, where it would be ambiguous.
    """
    local = moment.astimezone(LONDON)
    text = local.replace(tzinfo=None).isoformat(timespec="seconds" if local.second else "minutes")
    ambiguous = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    if ambiguous:
        offset = local.strftime("%z")
        return f"{text}{offset[:3]}:{offset[3:]}"
    return text


def start_of(day: date) -> datetime:
    """The first minute of a London day."""
    return localise(datetime.combine(day, time(0, 0)))


def end_of(day: date) -> datetime:
    """23:59 of a London day: the last minute that counts for a deadline of days."""
    return localise(datetime.combine(day, time(23, 59)))


def after(moment: datetime, span: timedelta) -> datetime:
    """The London time that lies ``span`` of elapsed time after ``moment`` (before, if negative)."""
    return (moment.astimezone(UTC) + span).astimezone(LONDON)


def elapsed(earlier: datetime, later: datetime) -> timedelta:
    """Elapsed time between two moments, the clock change included."""
    return later.astimezone(UTC) - earlier.astimezone(UTC)


def in_words(moment: datetime) -> str:
    """As the GOV.UK style guide writes times: ``3 October 2022 at 9.14pm``."""
    local = moment.astimezone(LONDON)
    if (local.hour, local.minute) == (0, 0):
        clock = "midnight"
    elif (local.hour, local.minute) == (12, 0):
        clock = "midday"
    else:
        minutes = f".{local.minute:02d}" if local.minute else ""
        clock = f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"
    return f"{local.day} {local.strftime('%B %Y')} at {clock}"
