"""Cases in CSV, one row a note: encoding and delimiter found out, columns by mapping or usual names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from qa_assistant.loading.codes import Code
from qa_assistant.loading.columns import ColumnMapping, Columns, choose
from qa_assistant.loading.decoding import decode
from qa_assistant.loading.problems import Place, Problem
from qa_assistant.loading.raw import RawCase
from qa_assistant.loading.rows import Row, cases_from

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 2**31 - 1  # the csv module's own limit of 131,072 is below one long note
_SEP_LINE = re.compile(r"sep=(.)[ \t]*\n", re.IGNORECASE)


def read_csv(path: Path, mapping: ColumnMapping) -> Iterator[RawCase | Problem]:
    """The cases of a CSV file. The whole file is held, because rows of a case may stand anywhere."""
    place = Place(str(path))
    try:
        decoded = decode(path.read_bytes(), mapping.encoding, windows=True)
    except UnicodeError as error:
        position = error.start if isinstance(error, UnicodeDecodeError) else 0
        yield Code.WRONG_ENCODING.at(
            place, position=position, encoding=mapping.encoding or "UTF-8 or Windows-1252"
        )
        return
    if decoded.blank:
        yield Code.EMPTY.at(place)
        return
    if decoded.guessed:
        yield Code.GUESSED_ENCODING.at(place, encoding=decoded.guessed)
    try:
        yield from _table(decoded.text, place, mapping)
    except _BrokenRow as broken:
        yield Code.BAD_CSV.at(place.at(None, broken.line))


class _BrokenRow(Exception):
    """Quotation marks from ``line`` on do not pair."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _table(text: str, place: Place, mapping: ColumnMapping) -> Iterator[RawCase | Problem]:
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if line.strip())
    declared = _SEP_LINE.match(lines[first] + "\n")
    if declared:
        first += 1
    delimiter = mapping.delimiter or (declared[1] if declared else _delimiter(lines[first:], mapping))
    rows = list(
        _rows(lines, first, delimiter)
    )  # all before the first case, since one bad quote spoils the rest
    if not rows:
        yield Code.EMPTY.at(place)
        return
    header = rows[0][1]
    columns = choose(header, mapping)
    if not isinstance(columns, Columns):
        yield Code.NO_COLUMN.at(place.at(None, rows[0][0]), **columns)
        return
    if columns.unused:
        yield Code.UNUSED_COLUMNS.at(place, columns=", ".join(columns.unused[:20]))
    places = columns.places
    too_long = [row for row in rows[1:] if any(cell.strip() for cell in row[1][len(header) :])]
    spoilt = {_cell(cells, places["case_id"]).strip() for _, cells in too_long}
    for line, cells in too_long:
        yield Code.LONG_ROW.at(place.at(None, line), _printable(_cell(cells, places["case_id"])))
    kept = (
        Row(line, {field: _cell(cells, column) for field, column in places.items()})
        for line, cells in rows[1:]
        if _cell(cells, places["case_id"]).strip() not in spoilt
    )
    if len(rows) == 1 or any(_cell(cells, places["case_id"]).strip() not in spoilt for _, cells in rows[1:]):
        yield from cases_from(kept, place, columns, mapping)


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _printable(case_id: str) -> str | None:
    case_id = case_id.strip()
    return case_id if 0 < len(case_id) <= 64 and case_id.isprintable() else None


def _delimiter(lines: list[str], mapping: ColumnMapping) -> str:
    """The delimiter under which the header names the most fields, then the most columns."""

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            header = next(_rows(lines, 0, delimiter))[1]
        except (_BrokenRow, StopIteration):
            return (0, 0)
        columns = choose(header, mapping)
        return (len(columns.places) if isinstance(columns, Columns) else 0, len(header))

    return max(_DELIMITERS, key=worth)


def _rows(lines: list[str], first: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the line (from 1) on which it begins."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader((f"{line}\n" for line in lines[first:]), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _BrokenRow(first + begins) from None
        if any(cell.strip() for cell in cells):
            yield first + begins, cells
        begins = reader.line_num + 1
