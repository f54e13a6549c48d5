"""What the words around a number or a doubtful word say: a time, or something else?

"PC 1430", "£1430", "14 Alder St" and "sat on the sofa" hold no time. Each guard looks at a few
characters on either side of a match, never at the whole text.
"""

from __future__ import annotations

import re
from functools import cache

from qa_assistant.reading.times.vocabulary import FLAGS, GAP, GAP0, any_of, vocabulary

_WINDOW = 40
_FIRST_YEAR = 15
_V = vocabulary()


@cache
def _ending(words: tuple[str, ...], joint: str = r"[ \t\u00a0:.#\-(]{0,3}") -> re.Pattern[str]:
    """Text that ends with one of ``words``."""
    return re.compile(rf"(?<![a-z0-9/'\u2019]){any_of(words, literal=False)}{joint}$", FLAGS)


@cache
def _starting(words: tuple[str, ...]) -> re.Pattern[str]:
    """Text that starts, after a gap, with one of ``words``."""
    return re.compile(rf"{GAP0}-?{any_of(words, literal=False)}(?![a-z])", FLAGS)


_STREET = re.compile(rf"{GAP}(?:[A-Z][\w'\u2019]{{1,20}}{GAP}){{1,2}}(?i:{any_of(_V.street_words)})(?![a-z])")
_RANK_AND_NAME = re.compile(rf"(?<![a-zA-Z0-9])(?i:{any_of(_V.rank_words)})\.?{GAP}[A-Z]\w{{1,20}},?{GAP0}$")
_DIGITS_BEFORE = re.compile(r"(?<![\w/.:])([0-9]{2,})[ \u00a0]$")
_DIGITS_AFTER = re.compile(r"[ \u00a0]([0-9]{2,})(?![0-9]|:|/|[ \u00a0]?(?:hrs|hours|am|pm))")
_TELEPHONE_AFTER = re.compile(r"[ \u00a0][0-9]{3,4}[ \u00a0][0-9]{3}")
_CLOCK_OR_DATE = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]|[0-3][0-9][01][0-9](?:20)?[0-9]{2}|20[1-3][0-9]")
_STOPS = re.compile(r"[ \t]{0,3}(?:$|[^\w \t£])|[ \t]{0,3}-")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n\u2022*\-][ \t\n]{0,3})$")
_TIME_LEAD = re.compile(r"(?<![a-z])(?:at|@|gone|just|abt|til|till|timed)[ \t]{0,2}$", FLAGS)
_SURE_LEAD = re.compile(r"(?:just[ \t]{1,3})?(?:at|@|gone|half)", FLAGS)
_LOOSE_LEAD = re.compile(
    r"(?<![a-z])(?:at|@|gone|just|abt|til|till|about|around|by|before|after|since)[ \t]{0,2}$", FLAGS
)
_DATE_LIKE = re.compile(r"[ \t]{0,2},?[ \t]{0,2}(?:[0-9]|noon|midnight|half|quarter|the[ \t][0-9])", FLAGS)
_TWO_UNIT_FRACTIONS = {("1", "2"), ("1", "3"), ("2", "3"), ("1", "4"), ("3", "4"), ("1", "1"), ("24", "7")}


def _before(match: re.Match[str], group: str | int = 0) -> str:
    start = match.start(group)
    return match.string[max(0, start - _WINDOW) : start]


def _after(match: re.Match[str]) -> str:
    return match.string[match.end() : match.end() + _WINDOW]


def _follows(words: list[str], match: re.Match[str]) -> bool:
    return _starting(tuple(words)).match(_after(match)) is not None


def _precedes(words: list[str], match: re.Match[str]) -> bool:
    return _ending(tuple(words)).search(_before(match)) is not None


def is_numbered(match: re.Match[str]) -> bool:
    """The words before make the digits a name: "collar 4471", "CAD 1430", "PC Lusk 1430"."""
    if _precedes(_V.before_number, match):
        return True
    return not match[0].startswith("0") and _RANK_AND_NAME.search(_before(match)) is not None


def beside_digits(match: re.Match[str]) -> bool:
    """Digits on either side that are no time or date: a telephone or reference number."""
    if _TELEPHONE_AFTER.match(_after(match)):
        return True
    before, after = _DIGITS_BEFORE.search(_before(match)), _DIGITS_AFTER.match(_after(match))
    return any(m is not None and not _CLOCK_OR_DATE.fullmatch(m[1]) for m in (before, after))


def is_bare_time(match: re.Match[str]) -> bool:
    """Digits without "hrs" are a time unless the words around them say otherwise."""
    return not (
        is_numbered(match)
        or beside_digits(match)
        or _follows(_V.after_number, match)
        or _STREET.match(_after(match)) is not None
    )


def is_year(match: re.Match[str]) -> bool:
    """ "wed in 2019", "since 2019", "GBH 2014"."""
    return _precedes(_V.before_year, match)


def has_time_lead(match: re.Match[str]) -> bool:
    """ "at 2015"."""
    return _TIME_LEAD.search(_before(match)) is not None


def has_loose_lead(match: re.Match[str]) -> bool:
    """ "about 5 to 9"."""
    return _LOOSE_LEAD.search(_before(match)) is not None


def ends_an_hour(match: re.Match[str]) -> bool:
    """A small number is an hour where the phrase stops or goes on with a small word, not with a noun."""
    sure = _SURE_LEAD.match(match[0]) is not None or _STOPS.match(_after(match)) is not None
    if match["hour"].lower() == "one" and not sure:
        return _follows(_V.one_followers, match)
    return _ends_phrase(match)


def _ends_phrase(match: re.Match[str]) -> bool:
    return _STOPS.match(_after(match)) is not None or _follows(_V.hour_followers, match)


def is_dictated(match: re.Match[str]) -> bool:
    """ "arrived eight twenty"."""
    return _precedes(_V.dictated_leads, match)


def counts_something(match: re.Match[str]) -> bool:
    """ "five to six weeks"."""
    return _follows([*_V.after_number, *_V.units], match)


def is_place(match: re.Match[str]) -> bool:
    """ "neighbours at 6", "aged 5"."""
    return _precedes(_V.before_not_hour, match)


def is_slashed_date(match: re.Match[str]) -> bool:
    """5/11 is a date; 9/10, 24/7 and 1/2 only after a word such as "on" or "since"."""
    names = [word for word in _V.before_number if word not in _V.rank_words]
    if _precedes(_V.before_score, match) or _precedes(names, match):
        return False
    day, month = match["day"].lstrip("0"), match["month"].lstrip("0")
    fraction = (day, month) in _TWO_UNIT_FRACTIONS
    if fraction and _follows(_V.after_fraction, match):
        return False
    doubtful = fraction or (month == "10" and int(day) <= 10)
    padded = match["day"].startswith("0") or match["month"].startswith("0")
    return padded or not doubtful or _precedes(_V.before_doubtful_date, match)


def is_month(match: re.Match[str]) -> bool:
    """ "5 March" but not "those 2 march in", "Children 2 may need"."""
    month = match["month"]
    month_first = match.start("month") < match.start("day")
    if month_first and not re.search("st|nd|rd|th", match[0][-4:]) and not match["year"]:
        # "Mar 22" is a month of a year unless it is said to be a day.
        if int(match["day"]) >= _FIRST_YEAR and not _precedes(["on"], match):
            return False
        return month[0].isupper() and (_ends_phrase(match) or _DATE_LIKE.match(_after(match)) is not None)
    return not (month in _V.doubtful_months and _follows(_V.after_verb_month, match))


def is_day_ordinal(match: re.Match[str], *, spelled: bool) -> bool:
    """ "rec'd 8th from PC 77" but not "2nd call", "the second of the texts"."""
    if _follows(_V.after_ordinal, match):
        return False
    stops = _STOPS.match(_after(match)) is not None or _follows(_V.ordinal_followers, match)
    led = _precedes(_V.before_ordinal, match) or _ends_with_weekday(match)
    if spelled and match["day"].lower() in {"first", "second", "third"}:
        return stops and led
    return led or (stops and not spelled)


def _ends_with_weekday(match: re.Match[str]) -> bool:
    return _precedes(list(_V.weekdays), match)


def is_weekday(match: re.Match[str]) -> bool:
    """Not "every Monday"; "sat", "sun", "wed" and "mon" only where they are days."""
    if _precedes(["every", "each", "most", "alternate", "any", "alt"], match):
        return False
    name = match["name"]
    if name.lower() not in _V.doubtful_weekdays or match["turn"]:
        return True
    parts = [part.words for part in _V.parts.values()]
    if _follows(parts, match) or _DATE_LIKE.match(_after(match)):
        return name[0].isupper() or not _follows(["1[0-9]? [a-z]", "[2-9] [a-z]"], match)
    led = _precedes(["on", "since", "by", "until", "til", "till", "from", "for"], match)
    if led and name[0].isupper():
        return True
    if _follows(_V.after_ordinary_word, match) or _precedes(["the", "an?", "to"], match):
        return False
    if led:
        return True
    starts = _SENTENCE_START.search(_before(match)) is not None
    return name[0].isupper() and (not starts or _STOPS.match(_after(match)) is not None)


def is_anchored(match: re.Match[str]) -> bool:
    """Not "next day delivery" nor "the day before the hearing", which hangs on the hearing."""
    if _follows(_V.after_not_anchor, match):
        return False
    hangs = match[0].lower().endswith(("before", "after"))
    return not (hangs and _follows(_V.after_other_event, match))
