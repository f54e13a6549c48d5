"""The forms in which times of day are written: 1430, 23.00, 10am, half two, gone eleven, midnight."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_assistant.reading.times import guards
from qa_assistant.reading.times.forms import Rule, number, rule, said
from qa_assistant.reading.times.mentions import Clock, Half, Mention
from qa_assistant.reading.times.vocabulary import GAP, GAP0, any_of, vocabulary

_V = vocabulary()


def _spoken_words(least: int, most: int) -> str:
    return any_of(word for word, value in _V.spoken.items() if least <= value <= most)


_HOUR_WORD = any_of(_V.hours)
_SMALL = rf"(?:1[0-2]|0?[1-9]|{_HOUR_WORD})"
_ONES = _spoken_words(1, 9)
_OH_ONES = rf"(?:o|oh|zero){GAP}{_ONES}"
_MINUTES = rf"(?:(?:twenty|thirty|forty|fifty)(?:[ -]{_ONES})?|{_spoken_words(5, 19)})"
_HOUR_24 = rf"(?:{_OH_ONES}|{_spoken_words(13, 19)}|twenty(?:{GAP}(?:one|two|three))?)"
_HALF = r"(?P<half>[ap])(?:\.m\.|[. ]?m(?![a-z]))"
_UNIT = r"(?P<unit>hours|hrs|hr|h)"
_LEAD = rf"(?:{any_of(_V.hour_leads)}{GAP}|@{GAP0})"
_PART_FOLLOWS = rf"""(?={GAP}(?:this{GAP}(?:morning|afternoon|evening)|last{GAP}night
    |(?:in{GAP})?the{GAP}(?:early{GAP})?(?:morning|afternoon|evening|hours)))"""
_DIGITS = rf"(?P<at>(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?:{GAP0}{_UNIT}|ish)?)"
_NO_MINUTE = r"(?P<minute>(?!))?"


def _half(letter: str | None) -> Half | None:
    return None if letter is None else ("am" if letter.lower() == "a" else "pm")


def _clock(
    match: re.Match[str],
    hour: int,
    minute: int,
    half: Half | None = None,
    twelve: bool = False,
    maybe_year: bool = False,
) -> Mention | None:
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    clock = Clock(hour, minute, half, twelve and hour <= 12, maybe_year=maybe_year)
    return Mention(match.start("at"), match.end("at"), clock=clock)


def _digits(match: re.Match[str]) -> Mention | None:
    """1430, 0610hrs, 2300 hrs: always a 24-hour clock."""
    hour, minute, unit = int(match["hour"]), int(match["minute"]), match["unit"]
    if not unit and not guards.is_bare_time(match):
        return None
    year_like = not unit and 1950 <= hour * 100 + minute <= 2059
    if year_like and guards.is_year(match):
        return None
    return _clock(match, hour, minute, maybe_year=year_like and not guards.has_time_lead(match))


def _pointed(match: re.Match[str]) -> Mention | None:
    """23:00, 23.00, 8.20, 10.15 pm."""
    hour, half = match["hour"], _half(match["half"])
    if "." in match["point"] and not (half or match["unit"]) and not guards.is_bare_time(match):
        return None
    return _clock(match, int(hour), int(match["minute"]), half, len(hour) == 1 or bool(half))


def _meridiem(match: re.Match[str]) -> Mention | None:
    hour = number(match["hour"], _V.hours)
    return _clock(match, hour, int(match["minute"] or 0), _half(match["half"]), twelve=True)


def _spoken(match: re.Match[str]) -> Mention | None:
    """half two, quarter to nine, ten past four, twenty to six."""
    minutes_word = match["minutes"]
    if minutes_word and minutes_word.isdigit() and not guards.has_loose_lead(match):
        return None
    if guards.counts_something(match) or (not match["side"] and not guards.ends_an_hour(match)):
        return None
    hour = number(match["hour"], _V.hours)
    minutes = 15 if match["quarter"] else 30
    if minutes_word:
        minutes = int(minutes_word) if minutes_word.isdigit() else said(minutes_word)
    if (match["side"] or "").lower() == "to":
        hour, minutes = (hour - 1) or 12, 60 - minutes
    return _clock(match, hour, minutes, twelve=True)


def _oclock(match: re.Match[str]) -> Mention | None:
    return _clock(match, number(match["hour"], _V.hours), 0, twelve=True)


def _small_hour(match: re.Match[str]) -> Mention | None:
    """at 5, gone eleven, about 3ish, at one fifteen."""
    if guards.is_place(match) or guards.counts_something(match):
        return None
    if not match["minute"] and not guards.ends_an_hour(match):
        return None
    return _clock(match, number(match["hour"], _V.hours), said(match["minute"]), twelve=True)


def _dictated(match: re.Match[str]) -> Mention | None:
    """nine fifteen p m, ten oh five, zero one ten, fourteen thirty."""
    hour, half = said(match["hour"]), _half(match["half"])
    if match["hour24"]:
        return _clock(match, hour, said(match["minute"]))
    if not half and not re.match("oh?[ \t]", match["minute"]) and not guards.is_dictated(match):
        return None
    return _clock(match, hour, said(match["minute"]), half, twelve=True)


def _three_digits(match: re.Match[str]) -> Mention | None:
    if not guards.ends_an_hour(match):
        return None
    return _clock(match, int(match["hour"]), int(match["minute"]), twelve=True)


def _range_of_hours(match: re.Match[str]) -> Mention | None:
    """9-10pm: the start takes the end's half of the day."""
    half, hour = _half(match["half"]), int(match["hour"])
    if half == "pm" and hour > int(match["end"]) and int(match["end"]) != 12:
        half = "am"
    return _clock(match, hour, int(match["minute"] or 0), half, twelve=True)


def _named_clock(match: re.Match[str]) -> Mention | None:
    if match["at"].lower().endswith("midnight"):
        return Mention(match.start(), match.end(), clock=Clock(0, 0, closing=True))
    return Mention(match.start(), match.end(), clock=Clock(12, 0))


def clock_rules() -> Iterator[Rule]:
    """All forms of a time of day."""
    yield rule(rf"(?<![.:/\-]){_DIGITS}(?![/%]|[:.,][0-9]|-[0-9]{{1,3}}(?![0-9]))", _digits)
    # The end of "1215-1250".
    yield rule(rf"(?<=[0-9]-){_DIGITS}(?![/%\-]|[:.,][0-9])", _digits)
    yield rule(
        rf"""(?<![.:/])(?P<at>(?P<hour>[01]?[0-9]|2[0-3])(?P<point>[:.])(?P<minute>[0-5][0-9])(?::[0-5][0-9])?
        (?:{GAP0}(?:{_UNIT}\b|{_HALF}))?)(?![/%]|[:.,][0-9])""",
        _pointed,
    )
    yield rule(
        rf"""(?<![.:/])(?P<at>(?P<hour>1[0-2]|0?[1-9]|{_HOUR_WORD})(?P<minute>(?<=[0-9])[0-5][0-9])?
        {GAP0}{_HALF})""",
        _meridiem,
    )
    yield rule(
        rf"""(?<![.:/])(?P<at>(?:half(?:{GAP}past)?
        |(?:(?:a{GAP})?(?P<quarter>quarter)|(?P<minutes>{_MINUTES}|5|10|20|25)(?:{GAP}min(?:ute)?s?)?)
        {GAP}(?P<side>past|to))-?{GAP0}(?<![a-z](?=[a-z]))(?P<hour>{_SMALL}))""",
        _spoken,
    )
    yield rule(rf"(?P<at>(?P<hour>{_SMALL}){GAP0}o['\u2019]?{GAP0}clock)", _oclock)
    yield rule(
        rf"""(?:just{GAP})?{_LEAD}(?P<at>(?P<hour>{_SMALL})
        (?:{GAP}(?P<minute>{_OH_ONES}|{_MINUTES}(?!{GAP}(?:past|to))))?(?:ish)?)""",
        _small_hour,
    )
    yield rule(rf"(?P<at>(?P<hour>{_SMALL}){_NO_MINUTE}){_PART_FOLLOWS}", _small_hour)
    yield rule(rf"(?P<at>(?P<hour>{_SMALL}){_NO_MINUTE}{GAP0}-?ish)", _small_hour)
    yield rule(
        rf"""(?P<at>(?P<hour>{_HOUR_WORD}|(?P<hour24>{_HOUR_24})){GAP}
        (?P<minute>{_OH_ONES}|{_MINUTES}|(?(hour24)hundred|(?!)))(?:{GAP}{_HALF})?)""",
        _dictated,
    )
    yield rule(rf"(?:at{GAP}|@{GAP0})(?P<at>(?P<hour>[1-9])(?P<minute>[0-5][0-9]))", _three_digits)
    yield rule(
        rf"""(?<![.:/])(?P<at>(?P<hour>1[0-2]|[1-9])(?:[.:](?P<minute>[0-5][0-9]))?{GAP0}(?:-|\u2013|to){GAP0}
        (?P<end>1[0-2]|[1-9])(?:[.:][0-5][0-9])?{GAP0}{_HALF})""",
        _range_of_hours,
    )
    yield rule(rf"(?P<at>(?:12{GAP})?(?:noon|mid-?(?:day|night)))(?!{GAP}mass)", _named_clock)
