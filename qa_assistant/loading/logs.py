"""Cases in a pasted log (``.txt``): an optional preamble, then entries headed by date, time and author.

A note's text is what stands between its header and the next, less blank lines at its ends and forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from qa_assistant.loading.codes import Code
from qa_assistant.loading.decoding import decode
from qa_assistant.loading.log_forms import split_forms
from qa_assistant.loading.log_headers import Header, read_header
from qa_assistant.loading.moments import to_iso
from qa_assistant.loading.people import read_people
from qa_assistant.loading.problems import Place, Problem
from qa_assistant.loading.raw import RawCase, Tally
from qa_assistant.loading.rows import earliest
from qa_assistant.loading.words import phrases, plain

_SEPARATOR = re.compile(r"\s*={5,}\s*$")
_PREAMBLE = re.compile(r"\s*(?P<name>[A-Za-z][A-Za-z ]{2,24}?)\s*:\s*(?P<value>.*)$")
_CASE_LINE = re.compile(
    r"\s*Case(?:\s+(?:id|no\.?|number|ref\.?))?\s*:\s*(?P<value>\S{1,64})\s*$", re.IGNORECASE
)
_PAST_MIDNIGHT = timedelta(hours=12)  # a bare time this much earlier than the last belongs to the next day
_BLOCK_PATH = re.compile(r"(notes|forms)\[(\d+)\]")


@dataclass
class _Part:
    """The lines of one case: ``start`` is the index of the first, ``headers`` go by index."""

    start: int
    lines: list[str]
    headers: dict[int, Header]
    after_separator: bool = False


@dataclass
class _Draft:
    """What has been read of one case."""

    data: dict[str, Any] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    def add(self, name: str, block: dict[str, Any], line: int) -> None:
        blocks = self.notes if name == "notes" else self.forms
        self.lines[f"{name}[{len(blocks)}]"] = line
        blocks.append({"note_id" if name == "notes" else "form_id": f"{name[0]}{len(blocks) + 1}", **block})


def read_log(path: Path) -> Iterator[RawCase | Problem]:
    """The cases of a pasted log."""
    place = Place(str(path))
    try:
        decoded = decode(path.read_bytes(), windows=True)
    except UnicodeDecodeError as error:
        yield Code.WRONG_ENCODING.at(place, position=error.start, encoding="UTF-8 or Windows-1252")
        return
    if decoded.blank:
        yield Code.EMPTY.at(place)
        return
    if decoded.guessed:
        yield Code.GUESSED_ENCODING.at(place, encoding=decoded.guessed)
    lines = decoded.text.removeprefix("\ufeff").split("\n")
    headers, unsure = _headers(lines)
    for number, part in enumerate(_parts(lines, headers), 1):
        yield _case(part, place, path.stem if number == 1 else f"{path.stem}-{number}", unsure)


def _headers(lines: list[str]) -> tuple[dict[int, Header], set[int]]:
    """The headers by line index, and the indexes of lines that may be headers or sentences.

    Such lines are taken as headers only where no line of the log is surely one.
    """
    found = {index: header for index, line in enumerate(lines) if (header := read_header(line))}
    after = sorted(found)
    for index, following in zip_longest(after, after[1:]):
        under = found[following] if following is not None else None
        if found[index].only_date and not (under and under.date is None):
            del found[index]  # a date alone opens nothing unless bare times come under it
    sure = {index: header for index, header in found.items() if header.sure}
    if any(not header.only_date for header in sure.values()):
        return sure, set(found) - set(sure)
    return found, {index for index, header in found.items() if not header.sure}


def _parts(lines: list[str], headers: dict[int, Header]) -> Iterator[_Part]:
    """The lines of each case, begun anew by ===== above a preamble or header, or by another 'Case: …'."""
    begins: list[tuple[int, bool]] = [(0, False)]
    case: str | None = None
    has_entries = False
    for index, line in enumerate(lines):
        match = _CASE_LINE.match(line)
        separated = not match and _SEPARATOR.match(line) and _opens(lines, index + 1, headers)
        if has_entries and (separated or (match and match["value"] != case)):
            begins.append((index + 1 if separated else index, bool(separated)))
            has_entries = False
        if match or separated:
            case = match["value"] if match else None
        has_entries = has_entries or index in headers
    for (start, separated), (end, _) in pairwise([*begins, (len(lines), False)]):
        own = {index: headers[index] for index in range(start, end) if index in headers}
        yield _Part(start, lines[start:end], own, separated)


def _opens(lines: list[str], index: int, headers: dict[int, Header]) -> bool:
    """Whether what follows is the beginning of a case, and not the rest of a note."""
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index in headers or (index < len(lines) and _preamble(lines[index]) is not None)


def _preamble(line: str) -> tuple[str, str] | None:
    match = _PREAMBLE.match(line[:2000])
    name = phrases("preamble").get(plain(match["name"])) if match else None
    return (name, match["value"].strip()) if match and name else None


def _case(part: _Part, place: Place, named: str, unsure: set[int]) -> RawCase | Problem:
    draft = _Draft()
    first = min(part.headers, default=part.start + len(part.lines))
    _read_preamble(part.lines[: first - part.start], part.start, draft)
    here = place.at(None, part.start + 1)
    _read_entries(part, draft)
    if not draft.notes and not draft.forms:
        return Code.NO_ENTRIES.at(here)
    if "case_id" not in draft.data:
        draft.data["case_id"] = named[:64]
        if part.after_separator:
            draft.tally.add(Code.NAMED_AFTER_FILE, "case_id")
    doubtful = unsure & set(range(part.start, part.start + len(part.lines)))
    if doubtful & set(part.headers):
        draft.tally.add(Code.ASSUMED_HEADERS, "notes")
    elif doubtful:
        draft.tally.add(Code.DATED_LINES, "notes", count=len(doubtful))
    times = [note["written_at"] for note in draft.notes] or [
        form["completed_at"] for form in draft.forms if "completed_at" in form
    ]
    if "reported_at" not in draft.data:
        draft.data["reported_at"] = earliest(times)
        draft.tally.add(Code.ASSUMED_REPORT, "reported_at")

    def locate(path: str) -> Place:
        match = _BLOCK_PATH.match(path)
        return here.at(path, draft.lines.get(match[0] if match else path))

    return RawCase({**draft.data, "notes": draft.notes, "forms": draft.forms}, here, locate, draft.tally)


def _read_preamble(lines: list[str], start: int, draft: _Draft) -> None:
    """Read what stands above the first entry: known lines, forms, and nothing else that would be kept."""
    kept, forms = split_forms(lines, start + 1, None, None)
    for begins, form in forms:
        draft.add("forms", form, begins)
    stray = 0
    for index in kept:
        line = lines[index]
        known = _preamble(line)
        if known:
            name, value = known
            draft.lines[name] = start + index + 1
            if name == "people":
                draft.data[name] = read_people(value)
            elif name == "flags":
                draft.data[name] = [flag.strip().lower() for flag in re.split(r"[;,]", value) if flag.strip()]
            elif value:
                draft.data[name] = value
        elif line.strip() and not _SEPARATOR.match(line):
            stray += 1
    if stray:
        draft.tally.add(Code.STRAY_LINES, "notes", count=stray)


def _read_entries(part: _Part, draft: _Draft) -> None:
    day, clock = to_iso(str(draft.data.get("reported_at", "")))[:10], ""
    order = sorted(part.headers)
    ends = [*order[1:], part.start + len(part.lines)] if order else []
    for index, end in zip(order, ends, strict=True):
        header = part.headers[index]
        if header.date:
            day = header.date
        elif clock and header.time and _passed_midnight(clock, header.time):
            day = _next_day(day)
        clock = header.time or ("" if header.date else clock)
        if header.only_date:
            continue
        written = f"{day}T{clock}" if clock else day
        body = part.lines[index - part.start + 1 : end - part.start]
        kept, forms = split_forms(body, index + 2, written, header.role)
        for line, form in forms:
            draft.add("forms", form, line)
        text = [body[each] for each in kept]
        if text and _SEPARATOR.match(text[-1]):
            text.pop()
        draft.add("notes", _note(header, written, text), index + 1)


def _note(header: Header, written: str, body: list[str]) -> dict[str, Any]:
    lines = [header.rest, *body] if header.rest else body
    while lines and not lines[0].strip():
        lines = lines[1:]
    text = "\n".join(lines).rstrip()
    note = {
        "written_at": written,
        "author": header.author,
        "author_role": header.role,
        "kind": header.kind,
        "text": text or header.heading,
    }
    return {name: value for name, value in note.items() if value is not None}


def _passed_midnight(last: str, now: str) -> bool:
    def minutes(clock: str) -> int:
        return int(clock[:2]) * 60 + int(clock[3:5])

    return timedelta(minutes=minutes(last) - minutes(now)) > _PAST_MIDNIGHT


def _next_day(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day
