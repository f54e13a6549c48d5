"""Cases in Parquet: one row a case (nested columns, or JSON in text columns), or one row a note as in CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from qa_assistant.loading.codes import Code
from qa_assistant.loading.columns import ColumnMapping, Columns, choose
from qa_assistant.loading.problems import Place, Problem
from qa_assistant.loading.raw import RawCase
from qa_assistant.loading.rows import Row, cases_from

_JSON_COLUMNS = ("case", "notes", "forms", "people", "flags")
_BATCH = 64  # cases held at once


def read_parquet(path: Path, mapping: ColumnMapping) -> Iterator[RawCase | Problem]:
    """The cases of a Parquet file, a batch of rows at a time where a row is a case."""
    place = Place(str(path))
    if path.stat().st_size == 0:
        yield Code.EMPTY.at(place)
        return
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if "notes" in names or "case" in names:
                yield from _case_rows(file, place)
            else:
                yield from _note_rows(file, names, place, mapping)
    except (pa.ArrowException, OSError, ValueError, KeyError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno:  # the file system's, not Parquet's
            raise
        reason = (
            "it is damaged or not Parquet"
            if isinstance(error, pa.ArrowInvalid | OSError)
            else "its types do not fit"
        )
        yield Code.BAD_PARQUET.at(place, reason=reason)


def _batches(file: pq.ParquetFile, size: int) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    for batch in file.iter_batches(batch_size=size):
        for row in batch.to_pylist():
            number += 1
            yield number, row


def _case_rows(file: pq.ParquetFile, place: Place) -> Iterator[RawCase | Problem]:
    found = False
    for number, row in _batches(file, _BATCH):
        found = True
        here = place.at(None, number)
        data = {name: value for name, value in row.items() if value is not None}
        if "units" in data and "case" in data:
            del data["units"]
        broken = None
        for name in _JSON_COLUMNS:
            value = data.get(name)
            if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
                try:
                    data[name] = json.loads(value, strict=False)
                except (ValueError, RecursionError) as error:
                    broken = _broken(error, here.at(f"column '{name}'"), data.get("case_id"))
                    break
        yield broken or RawCase.whole(_without_none(data), here)
    if not found:
        yield Code.EMPTY.at(place)


def _broken(error: ValueError | RecursionError, place: Place, case_id: object) -> Problem:
    known = isinstance(error, json.JSONDecodeError)
    return Code.BAD_JSON.at(
        place,
        case_id if isinstance(case_id, str) and len(case_id) <= 64 and case_id.isprintable() else None,
        line=error.lineno if isinstance(error, json.JSONDecodeError) else 1,
        column=error.colno if isinstance(error, json.JSONDecodeError) else 1,
        reason=error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply",
        mend="mend the column" if known else "write it less deeply nested",
    )


def _without_none(value: Any) -> Any:
    """Nested columns hold a null for each field that a record lacks."""
    if isinstance(value, dict):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    return [_without_none(each) for each in value] if isinstance(value, list) else value


def _note_rows(
    file: pq.ParquetFile, names: list[str], place: Place, mapping: ColumnMapping
) -> Iterator[RawCase | Problem]:
    columns = choose(names, mapping)
    if not isinstance(columns, Columns):
        yield Code.NO_COLUMN.at(place, **columns)
        return
    if columns.unused:
        yield Code.UNUSED_COLUMNS.at(place, columns=", ".join(columns.unused[:20]))
    rows = (
        Row(number, {field: _cell(row[names[column]]) for field, column in columns.places.items()})
        for number, row in _batches(file, 4096)
    )
    yield from cases_from(rows, place, columns, mapping)


def _cell(value: object) -> str:
    """A cell as text: numbers without an idle '.0', times in ISO, null and NaN empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ", ".join(_cell(each) for each in value) if isinstance(value, list) else str(value)
