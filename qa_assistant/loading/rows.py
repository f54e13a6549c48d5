"""From rows, one a note, to cases: rows of one case gathered wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa_assistant.loading.codes import Code
from qa_assistant.loading.columns import ColumnMapping, Columns
from qa_assistant.loading.moments import joined, to_iso
from qa_assistant.loading.people import read_people
from qa_assistant.loading.problems import Place, Problem
from qa_assistant.loading.raw import Locate, RawCase, Tally
from qa_assistant.loading.tidy import clean
from qa_assistant.loading.words import kind_within, role_of
from qa_assistant.localtime import parse_local

_NOTE_PATH = re.compile(r"notes\[(\d+)\](?:\.(\w+))?")
_CASE_LEVEL = ("as_of", "attendance", "people", "flags", "force", "team", "officer_in_case")


@dataclass(frozen=True)
class Row:
    """One row: its line (or row number) and the value of each field that has a column."""

    line: int
    cells: dict[str, str]

    def get(self, field: str) -> str:
        return self.cells.get(field, "")


def cases_from(
    rows: Iterable[Row], place: Place, columns: Columns, mapping: ColumnMapping
) -> Iterator[RawCase | Problem]:
    """The cases that the rows make up, in the order in which each first appears."""
    grouped: dict[str, list[Row]] = {}
    column = f"column '{columns.name('case_id')}'"
    for row in rows:
        if not any(cell.strip() for cell in row.cells.values()):
            continue
        case_id = " ".join(clean(row.get("case_id"))[0].split())
        if case_id:
            grouped.setdefault(case_id, []).append(row)
        else:
            yield Code.NO_CASE_ID.at(place.at(column, row.line), column=column)
    if not grouped:
        yield Code.EMPTY.at(place)
    for case_id in list(grouped):
        yield _case(case_id, grouped.pop(case_id), place, columns, mapping)


def _case(case_id: str, rows: list[Row], place: Place, columns: Columns, mapping: ColumnMapping) -> RawCase:
    tally = Tally()
    place = place.at(None, rows[0].line)
    data: dict[str, Any] = {"case_id": case_id}
    for field in _CASE_LEVEL:
        value = _shared(field, rows, columns, tally)
        if value:
            data[field] = value
    if "officer_in_case" in data:
        data["officer"] = data.pop("officer_in_case")
    if "flags" in data:
        data["flags"] = [flag.strip().lower() for flag in re.split(r"[;,|]", data["flags"]) if flag.strip()]
    if "people" in data:
        data["people"] = read_people(clean(data["people"])[0])
    if "attendance" in data:
        data["attendance"] = mapping.word("attendances", data["attendance"]) or data["attendance"]
    data["notes"] = _notes(rows, columns, mapping)
    reported = _moment("reported", rows, columns, tally, mapping)
    data["reported_at"] = reported or earliest([note["written_at"] for note in data["notes"]])
    if not reported:
        tally.add(Code.ASSUMED_REPORT, "reported_at")
    return RawCase(data, place, _locator(place, rows, columns), tally)


def _shared(field: str, rows: list[Row], columns: Columns, tally: Tally) -> str:
    """The first value of a field that is repeated on each row of the case."""
    values = [value for row in rows if (value := row.get(field).strip())]
    if len(set(values)) > 1:
        tally.add(Code.CONFLICT, field, column=f"column '{columns.name(field)}'")
    return values[0] if values else ""


def _moment(stem: str, rows: list[Row], columns: Columns, tally: Tally, mapping: ColumnMapping) -> str:
    """A moment of the whole case, in one column or two."""
    whole, day, clock = (_shared(f"{stem}_{part}", rows, columns, tally) for part in ("at", "date", "time"))
    return _iso(whole or _together(day, clock), mapping)


def _together(day: str, clock: str) -> str:
    return joined(day, clock) if clock.strip() else day.strip()


def _iso(value: str, mapping: ColumnMapping) -> str:
    if mapping.time_format and value:
        try:
            return datetime.strptime(value, mapping.time_format).isoformat()
        except ValueError:
            return value
    return to_iso(value)


def _notes(rows: list[Row], columns: Columns, mapping: ColumnMapping) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = []
    taken = {row.get("note_id").strip() for row in rows}
    numbers = (f"n{number}" for number in range(1, 2 * len(rows) + 2) if f"n{number}" not in taken)
    for row in rows:
        written = row.get("written_at").strip() or _together(row.get("written_date"), row.get("written_time"))
        note: dict[str, Any] = {
            "note_id": row.get("note_id").strip() or next(numbers),
            "written_at": _iso(written, mapping),
            "text": row.get("text"),
        }
        author, role, kind = (row.get(field).strip() for field in ("author", "author_role", "kind"))
        if author:
            note["author"] = author
        known = mapping.word("roles", role) or role or role_of(author)
        if known:
            note["author_role"] = known
        if kind:
            note["kind"] = mapping.word("kinds", kind) or kind_within(kind) or kind
        notes.append(note)
    return notes


def earliest(times: list[str]) -> str | None:
    """The earliest of the times that can be read; the first as it stands where none can."""
    readable: list[tuple[datetime, str]] = []
    for text in times:
        try:
            readable.append((parse_local(text), text))
        except ValueError:
            continue
    return min(readable)[1] if readable else next(iter(times), None)


def _locator(place: Place, rows: list[Row], columns: Columns) -> Locate:
    """Where a field of the case stands: the row of its note and the column that holds it."""

    def locate(path: str) -> Place:
        match = _NOTE_PATH.match(path)
        field = match[2] if match else path.split("[")[0].split(".")[0]
        field = {"officer": "officer_in_case"}.get(field or "", field or "")
        names = [
            columns.name(each)
            for each in (field, field.replace("_at", "_date"), field.replace("_at", "_time"))
        ]
        shown = " and ".join(f"'{name}'" for name in dict.fromkeys(names) if name)
        column = f"column{'s' if ' and ' in shown else ''} {shown}" if shown else path
        return place.at(column, rows[int(match[1])].line if match else None)

    return locate
