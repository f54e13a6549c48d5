"""The line that opens an entry of a pasted log: its date, time, author and heading.

03/11/2022 14:30 PC 10234 Harris            [03-Nov-2022 14:30] DS Khan: text on the same line
2022-11-03T14:30 - PS 221 Okafor (Supervisor review)       Thu 3 Nov 2022 1430hrs DC 4471 Patel
Entry 4: 03.11.22 @ 14:30 by Sgt Blake      14:45 PC 10234 Harris       (the last date goes on)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from qa_assistant.loading.moments import DATE, JOIN, TIME, WEEKDAY, iso_date, iso_time
from qa_assistant.loading.words import alternatives, kind_named, kind_within, role_of, team_of

_SHORT = 40  # characters; no phrase that names a kind is longer
_LOOKED_AT = 300  # characters of a line; a header is shorter
_MARKS = r"[\s\u200b-\u200f\ufeff]*"  # invisible marks that come along when text is pasted
_PREFIX = (
    rf"{_MARKS}(?:[-*\N{{BULLET}}>]+\s*)?(?P<numbered>(?:entry|log|note|update|event|item|record)\b"
    r"\s*(?:no\.?|number|\#)?\s*\d*\s*[:.)\-]*\s*)?(?:\d{1,4}[.)]\s+)?"
    rf"(?P<open>[\[(])?\s*(?:date(?:\s*(?:/|and|&)\s*time)?\s*:\s*)?"
)
_DATED = re.compile(rf"{_PREFIX}{WEEKDAY}{DATE}(?:{JOIN}{TIME})?\s*(?P<close>[\])])?", re.IGNORECASE)
_DATED_TO_END = re.compile(rf"{WEEKDAY}{DATE}{JOIN}{TIME}\s*:?\s*$", re.IGNORECASE)
_TIMED = re.compile(rf"{_PREFIX}{TIME}\s*(?P<close>[\])])?", re.IGNORECASE)
_SEPARATORS = r"[\s,;:|/\-\N{EN DASH}\N{EM DASH}]*"
_GAP = re.compile(_SEPARATORS)
_HEADING = re.compile(rf"{_SEPARATORS}[\[(](?P<heading>[^\])\n]{{1,60}})[\])]")
_CAPITAL = "A-Z\N{LATIN CAPITAL LETTER A WITH GRAVE}-\N{LATIN CAPITAL LETTER THORN}"
_NAME = rf"[{_CAPITAL}][\w'\N{{RIGHT SINGLE QUOTATION MARK}}.]*(?:-[{_CAPITAL}][\w'.]*)*"
_STOPS = r"\s*(?:$|[:;,|(\[/]|\s[-\N{EN DASH}\N{EM DASH}]|[-\N{EN DASH}\N{EM DASH}]\s)"
_COLLAR = r"[A-Z]{0,3}\d{1,6}\b(?![/.:\-]\d)"


@dataclass(frozen=True)
class Header:
    """The opening of an entry. ``date`` and ``time`` are ISO, each ``None`` where the line has none.

    ``sure`` is false where a line merely begins with a date and time, which a sentence may do too.
    ``rest`` is the text that stands on the same line. ``heading`` is a known heading in brackets, which is no
    text, as '(Supervisor review)'; it gives the kind or the role.
    """

    date: str | None
    time: str | None
    author: str | None
    role: str | None
    kind: str | None
    rest: str
    sure: bool
    heading: str = ""

    @property
    def only_date(self) -> bool:
        """A line that holds a date and nothing else, as above a day's entries."""
        return self.time is None and self.author is None and not self.rest


@cache
def _ranked() -> re.Pattern[str]:
    intro = r"(?i:(?:by|officer|author|from|entered by|written by|created by|user)\b\s*:?\s*)?"
    rank = rf"(?P<rank>(?i:(?:[AT]/)?(?:{alternatives('ranks', 'teams')})))(?!\w)"
    named = rf"(?:\s+(?P<name>{_NAME}(?:,?\s+{_NAME}){{0,2}}(?={_STOPS})|{_NAME}))?"
    return re.compile(
        rf"{intro}(?P<author>{rank}(?:\s*(?P<collar>{_COLLAR}))?{named}(?:[\s,/]+(?:{_COLLAR}))?)"
    )


_PLAIN_AUTHOR = re.compile(
    rf"(?i:(?:by|officer|author|from)\b\s*:?\s*)?(?P<author>(?:{_COLLAR}\s+{_NAME}|{_NAME}(?:\s+{_NAME}){{0,2}}))"
    r"(?=\s*:(?:\s|$))"
)
_STOP_AHEAD = re.compile(_STOPS)


def read_header(line: str) -> Header | None:
    """The header that ``line`` is, or ``None``."""
    head = line[:_LOOKED_AT]
    dated = _DATED.match(head)
    match = dated or _TIMED.match(head)
    if match is None:
        return _author_first(head)
    clock = iso_time(match) if match["h"] or match["hhmm"] or match["h12"] else None
    bracketed = bool(match["open"] and match["close"])
    author, after = _author(line, match.end(), dated=bool(dated))
    heading = _HEADING.match(line[: after + _LOOKED_AT], after)
    words = heading["heading"] if heading else ""
    known = bool(kind_named(words) or team_of(words))  # other words in brackets may be the entry's own
    end = heading.end() if heading and known else after
    gap = _GAP.match(line, end)
    rest = line[gap.end() if gap else end :].strip()
    sure = bool(author or bracketed or known or match["numbered"] or not rest)
    if not dated and not (author or (bracketed and clock)):
        return None
    if dated and clock is None and not (author or not rest):
        return None
    return Header(
        date=iso_date(match) if dated else None,
        time=clock,
        author=author or None,
        role=team_of(words) or (role_of(author) if author else None),
        kind=kind_within(words)
        or (kind_named(rest) if len(rest) <= _SHORT else None)
        or _kind_of_team(author),
        rest=rest,
        sure=sure,
        heading=words if known else "",
    )


def _kind_of_team(author: str) -> str | None:
    """A team's name says what its entries are (call handling, custody); a rank does not."""
    kind = kind_within(author) if author else None
    return kind if kind in {"call", "custody"} else None


def _author(line: str, start: int, *, dated: bool) -> tuple[str, int]:
    """Who wrote the entry, from ``start`` on, and where that ends; empty where nobody is named.

    A rank alone, or any author after a bare time, must be set off from what follows: 'PC attended' and
    '1430 PC Harris arrived' are sentences.
    """
    gap = _GAP.match(line, start)
    begin = gap.end() if gap else start
    head = line[: begin + _LOOKED_AT]
    match = _ranked().match(head, begin)
    if match:
        set_off = _STOP_AHEAD.match(head, match.end())
        if set_off or (dated and (match["collar"] or match["name"])):
            return match["author"].strip(" ,/"), match.end()
    match = _PLAIN_AUTHOR.match(head, begin) if dated else None
    if match and not kind_named(match["author"]):
        return match["author"], match.end()
    return "", start


def _author_first(head: str) -> Header | None:
    """'PC 10234 Harris, 03/11/2022 14:30' alone on its line."""
    mark = re.match(_MARKS, head)
    match = _ranked().match(head, mark.end() if mark else 0)
    if match is None:
        return None
    gap = _GAP.match(head, match.end())
    dated = _DATED_TO_END.match(head, gap.end() if gap else 0)
    if dated is None:
        return None
    author = match["author"].strip(" ,/")
    return Header(iso_date(dated), iso_time(dated), author, role_of(author), _kind_of_team(author), "", True)
