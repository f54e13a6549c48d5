"""The forms in which days and spans are written: 5/11/22, Sun 3rd, yesterday, the next day, an hour ago."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from qa_assistant.reading.times import guards
from qa_assistant.reading.times.forms import Build, Rule, key, number, rule, year_of
from qa_assistant.reading.times.mentions import Clock, Day, Mention, Shift
from qa_assistant.reading.times.vocabulary import GAP, GAP0, any_of, expression, vocabulary

Base = Literal["entry", "anchor"]

_V = vocabulary()
_DAY_DIGITS = "3[01]|[12][0-9]|0?[1-9]"
_ORDINAL_WORD = any_of(_V.ordinals)
_SUFFIX = "(?:st|nd|rd|th)"
_MONTH = rf"(?P<month>{any_of(_V.months)})"
_MONTH_DIGITS = "(?P<month>1[0-2]|0?[1-9])"
_SHORT_YEAR = "20[0-9]{2}|[0-9]{2}"
_LONG_YEAR = "(?P<year>20[0-9]{2})"
_AMOUNT = rf"(?P<amount>[0-9]{{1,2}}|{any_of(_V.amounts)})"
_UNIT = rf"(?P<unit>{any_of(_V.units)})"
_TURNS = {"last": -1, "previous": -1, "this past": -1, "this": 0, "coming": 1, "this coming": 1, "next": 1}
_BACKWARD = frozenset({"ago", "earlier", "before", "previously", "prior", "back"})
_FROM_ENTRY = frozenset({"ago", "back", "time"})
_DAY_MINUTES = 1440


def _calendar(match: re.Match[str], day: int, month: int | None, year: int | None) -> Mention | None:
    try:
        date(year or 2000, month or 1, day)
    except ValueError:
        return None
    return Mention(match.start(), match.end(), Day("calendar", day=day, month=month, year=year))


def _iso(match: re.Match[str]) -> Mention | None:
    mention = _calendar(match, int(match["day"]), int(match["month"]), int(match["year"]))
    if mention is None or match["hour"] is None:
        return mention
    if int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return None
    clock = Clock(int(match["hour"]), int(match["minute"]))
    return Mention(match.start(), match.end(), mention.day, clock=clock)


def _slashed(match: re.Match[str]) -> Mention | None:
    """5/11, 05/11/22, 05.11.2022: with points or dashes only if the year is written."""
    if not match["year"] and (match["sep"] != "/" or not guards.is_slashed_date(match)):
        return None
    if match["year"] and guards.is_numbered(match):
        return None
    return _calendar(match, int(match["day"]), int(match["month"]), year_of(match["year"]))


def _packed(match: re.Match[str]) -> Mention | None:
    """051122."""
    if guards.is_numbered(match) or guards.beside_digits(match):
        return None
    return _calendar(match, int(match["day"]), int(match["month"]), year_of(match["year"]))


def _day_month(match: re.Match[str]) -> Mention | None:
    if not guards.is_month(match):
        return None
    day = number(match["day"], _V.ordinals)
    return _calendar(match, day, _V.months[key(match["month"])], year_of(match["year"]))


def _ordinal(match: re.Match[str]) -> Mention | None:
    """3rd, the 14th, the nineteenth."""
    if not guards.is_day_ordinal(match, spelled=not match["day"].isdigit()):
        return None
    return _calendar(match, number(match["day"], _V.ordinals), None, None)


def _weekday(match: re.Match[str]) -> Mention | None:
    if not guards.is_weekday(match):
        return None
    turn = _TURNS.get(key(match["turn"] or ""), 0)
    day = Day("weekday", weekday=_V.weekdays[key(match["name"])], turn=turn)
    return Mention(match.start(), match.end(), day)


def _fixed(base: Base, offset: int, part: str | None) -> Build:
    day = Day(base, offset=offset)

    def build(match: re.Match[str]) -> Mention | None:
        if base == "anchor" and not guards.is_anchored(match):
            return None
        return Mention(match.start(), match.end(), day, part)

    return build


def _coming(match: re.Match[str]) -> Mention:
    return Mention(match.start(), match.end(), part="morning", coming=True)


def _part(name: str) -> Build:
    return lambda match: Mention(match.start(), match.end(), part=name)


def _festival(month_day: str) -> Build:
    month, day = (int(piece) for piece in month_day.split("-"))
    return lambda match: _calendar(match, day, month, _year_after(match))


def _year_after(match: re.Match[str]) -> int | None:
    """The year of "Boxing Day 2021", which stands at the end of the match."""
    last = match[0][-4:]
    return int(last) if last.isdigit() else None


def _span(match: re.Match[str]) -> Mention | None:
    """two days ago, an hour later, 20 mins earlier."""
    word = key(match["turn"])
    amount = float(match["amount"]) if match["amount"].isdigit() else _V.amounts[key(match["amount"])]
    unit = _V.units[key(match["unit"])]
    sign = -1 if word in _BACKWARD else 1
    base: Base = "entry" if word in _FROM_ENTRY else "anchor"
    if base == "anchor" and not guards.is_anchored(match):
        return None
    if unit < _DAY_MINUTES:
        return Mention(match.start(), match.end(), shift=Shift(base, sign * amount * unit))
    days = sign * round(amount * unit / _DAY_MINUTES)
    return Mention(match.start(), match.end(), Day(base, offset=days))


def day_rules() -> Iterator[Rule]:
    """All forms of a day, a part of the day or a span."""
    yield rule(
        r"""(?P<year>(?:19|20)[0-9]{2})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])
        (?:[T ](?P<hour>[0-2][0-9]):(?P<minute>[0-5][0-9]))?""",
        _iso,
    )
    yield rule(
        rf"""(?<![/.\-])(?P<day>{_DAY_DIGITS})(?P<sep>[/.\-]){_MONTH_DIGITS}(?:(?P=sep)(?P<year>{_SHORT_YEAR}))?
        (?![/\-]|[.][0-9])""",
        _slashed,
    )
    yield rule(
        rf"(?<![/.\-])(?P<day>[0-3][0-9])(?P<month>0[1-9]|1[0-2])(?P<year>{_SHORT_YEAR})(?![/.\-][0-9])",
        _packed,
    )
    yield rule(
        rf"""(?<![/.:\-])(?:the{GAP})?(?P<day>{_DAY_DIGITS}|{_ORDINAL_WORD}){_SUFFIX}?{GAP0}(?:of{GAP})?{_MONTH}
        (?:[.]?,?{GAP0}(?P<year>20[0-9]{{2}}|['\u2019]?[0-9]{{2}})(?![0-9:]|{GAP0}(?:hrs|hours)))?""",
        _day_month,
    )
    yield rule(
        rf"{_MONTH}\.?{GAP}(?:the{GAP})?(?P<day>{_DAY_DIGITS}){_SUFFIX}?(?![0-9:/])(?:,?{GAP}{_LONG_YEAR})?",
        _day_month,
    )
    yield rule(rf"(?<![/.\-])(?:the{GAP})?(?P<day>{_DAY_DIGITS}){_SUFFIX}", _ordinal)
    yield rule(rf"the{GAP}(?P<day>{_ORDINAL_WORD})", _ordinal)
    yield rule(rf"(?:(?P<turn>{any_of(_TURNS)}){GAP})?(?P<name>{any_of(_V.weekdays)})", _weekday)
    yield rule(
        rf"""{_AMOUNT}{GAP0}{_UNIT}['\u2019]?{GAP}
        (?P<turn>ago|back|later|after(?:wards)?|earlier|before(?!{GAP}yesterday)|previously|prior|time)""",
        _span,
    )
    yield rule(any_of(_V.next_morning), _coming)
    yield _either({rf"(?:{words})(?: 20[0-9]{{2}})?": _festival(day) for words, day in _V.festivals.items()})
    yield _either({words: _fixed("entry", *meaning) for words, meaning in _V.entry_days.items()})
    yield _either({words: _fixed("anchor", *meaning) for words, meaning in _V.anchor_days.items()})
    yield _either({rf"(?:(?:in |during |by )?the )?(?:{p.words})": _part(n) for n, p in _V.parts.items()})


def _either(meanings: dict[str, Build]) -> Rule:
    """Many fixed wordings as one rule, so that the text is searched once for all of them."""
    names = {f"wording{index}": build for index, build in enumerate(meanings.values())}
    wordings = (f"(?P<{name}>{expression(words)})" for name, words in zip(names, meanings, strict=True))

    def build(match: re.Match[str]) -> Mention | None:
        return next(names[name] for name in names if match[name] is not None)(match)

    return rule("|".join(wordings), build)
