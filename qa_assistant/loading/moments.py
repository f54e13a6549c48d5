"""Dates and times as people write them in logs and exports, turned into ISO 8601.

Day comes before month, as everywhere in British policing; the clock has 24 hours unless 'am' or 'pm' stands
by it. An impossible date (31/02/2022) is still written out, for validation to name it.
"""

from __future__ import annotations

import re
from datetime import datetime

from qa_assistant.localtime import LONDON

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
DATE = (
    r"(?:(?P<iso_y>\d{4})[-/](?P<iso_m>\d{1,2})[-/](?P<iso_d>\d{1,2})"
    r"|(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4}|\d{2})"
    rf"|(?P<word_d>\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.]*(?P<month>{_MONTH})[\s\-/.,]*(?P<word_y>\d{{4}}|\d{{2}}))(?!\d)"
)
TIME = (
    r"(?:(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:\.\d{1,9})?)?\s*(?P<half>[ap]m)?"
    r"|(?P<hhmm>\d{4})|(?P<h12>\d{1,2})\s*(?P<half12>[ap]m))(?!\d)"
    r"(?P<offset>Z|[+-]\d{2}:?\d{2})?(?:\s*(?:hours|hrs|hr|h))?(?!\w)"
)
JOIN = r"(?:\s*(?:T(?=\d)|@|,|-|\N{EN DASH}|\||at\b|time\s*:)\s*(?:at\b\s*)?|\s+)"

_MOMENT = re.compile(rf"\s*{WEEKDAY}{DATE}(?:{JOIN}{TIME})?\s*$", re.IGNORECASE)
_TIME_LAST = re.compile(rf"(?:.*[\sT])?{TIME}\s*$", re.IGNORECASE)
DATE_SHAPED = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}[:.]?\d{2}(?::\d{2})?)?$")
_LIMIT = 60  # characters; nothing longer is a time


def iso_date(match: re.Match[str]) -> str:
    """The date of a match of ``DATE`` as YYYY-MM-DD; a year of two digits is in this century."""
    if match["iso_y"]:
        year, month, day = match["iso_y"], match["iso_m"], match["iso_d"]
    elif match["m"]:
        year, month, day = match["y"], match["m"], match["d"]
    else:
        year, day = match["word_y"], match["word_d"]
        month = str(_MONTHS.index(match["month"][:3].lower()) + 1)
    return f"{int(year) + (2000 if len(year) == 2 else 0):04}-{int(month):02}-{int(day):02}"


def iso_time(match: re.Match[str]) -> str:
    """The time of a match of ``TIME`` as HH:MM[:SS][offset]."""
    if match["hhmm"]:
        hour, minute = int(match["hhmm"][:2]), match["hhmm"][2:]
    else:
        hour, minute = int(match["h"] or match["h12"]), match["mi"] or "00"
    half = (match["half"] or match["half12"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    seconds = f":{match['s']}" if match["s"] else ""
    return f"{hour:02}:{minute}{seconds}{(match['offset'] or '').upper()}"


def to_iso(text: str) -> str:
    """``text`` as ISO 8601 where it is a date with or without a time; otherwise unchanged."""
    match = _MOMENT.match(text) if len(text) <= _LIMIT else None
    if match is None:
        return text
    has_time = match["h"] or match["hhmm"] or match["h12"]
    return f"{iso_date(match)}T{iso_time(match)}" if has_time else iso_date(match)


def joined(day: str, clock: str) -> str:
    """One moment from a date cell and a time cell, which a spreadsheet may have padded with each other."""
    date_match = _MOMENT.match(day) if len(day) <= _LIMIT else None
    time_match = _TIME_LAST.match(clock) if len(clock) <= _LIMIT else None
    if date_match is None or time_match is None:
        return f"{day} {clock}".strip()
    return f"{iso_date(date_match)}T{iso_time(time_match)}"


def clock_change(text: str) -> str | None:
    """``skipped`` or ``doubled`` where an ISO time without offset falls in the hour the clocks change."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None or moment.hour != 1:  # the London clock changes at 1am
            return None
        before = moment.replace(tzinfo=LONDON, fold=0).utcoffset()
        then = moment.replace(tzinfo=LONDON, fold=1).utcoffset()
    except (ValueError, OverflowError):
        return None
    if before is None or then is None or before == then:
        return None
    return "skipped" if before < then else "doubled"
