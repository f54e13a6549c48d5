"""Cases in Parquet: a row a case, nested or as JSON, or a row a note."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .conftest import case, note


@pytest.fixture
def table(tmp_path):
    def write(columns, schema=None, **options):
        path = tmp_path / "cases.parquet"
        pq.write_table(pa.table(columns, schema=schema), path, **options)
        return path

    return write


def rows(*cases):
    return {key: [each.get(key) for each in cases] for key in cases[0]}


def test_nested_columns(table, load):
    notes = [
        note(written_at=datetime(2022, 10, 3, 22, 40)),
        note("n2", written_at=datetime(2022, 10, 3, 22, 50)),
    ]
    form = {
        "form_id": "f1",
        "tool": "DASH",
        "completed_at": "2022-10-03T23:00",
        "grade": "High",
        "items": [{"item": "q1", "answer": "yes"}],
    }
    people = [{"role": "victim", "age": 34.0}, {"role": "suspect", "age": None}]
    path = table(
        rows(
            case("A", notes=notes, forms=[form], people=people),
            case("B", notes=notes, forms=None, people=None),
        )
    )
    outcome = load(path)
    assert (outcome.ids, outcome.codes, outcome.warned) == (["A", "B"], [], set())
    first = outcome.loaded[0].case
    assert (first.forms[0].grade, first.forms[0].tool, first.people[0].age) == ("high", "dash", 34)
    assert first.notes[0].written_at.hour == 22
    assert str(outcome.loaded[1].source).endswith("cases.parquet row 2")


def test_json_columns(table, load):
    given = [case("A"), case("B")]
    path = table({**rows(*given), "notes": [json.dumps(each["notes"]) for each in given]})
    assert load(path).ids == ["A", "B"]
    path = table({"case": [json.dumps(each) for each in given], "units": ["[]", "[]"]})
    outcome = load(path)
    assert (outcome.ids, outcome.warned) == (["A", "B"], set())


def test_rows_are_read_group_by_group(table, load):
    given = [case(f"A{number}") for number in range(200)]
    outcome = load(table(rows(*given), row_group_size=7))
    assert outcome.ids == [f"A{number}" for number in range(200)]


def test_a_row_a_note_with_typed_columns(table, load):
    path = table(
        {
            "crime_no": [1001.0, 1002.0, 1001.0],
            "entry_datetime": [datetime(2022, 10, 3, 21, 40, tzinfo=UTC)] * 3,
            "text": ["x", "y", "z"],
            "reported_at": [date(2022, 10, 3)] * 3,
            "attendance": ["phone", "video", "phone"],
        }
    )
    outcome = load(path)
    assert outcome.ids == ["1001", "1002"]
    assert [n.text for n in outcome.loaded[0].case.notes] == ["x", "z"]
    assert outcome.loaded[0].case.notes[0].written_at.hour == 22
    assert outcome.warned == {"QA170"}


def test_a_broken_row_names_its_number_and_the_rest_go_on(table, load):
    given = [case("A"), case("B", reported_at="never"), case("C")]
    outcome = load(table(rows(*given)))
    assert outcome.ids == ["A", "C"]
    assert [(p.code, p.line, p.field, p.case_id) for p in outcome.problems] == [
        ("QA114", 2, "reported_at", "B")
    ]
    path = table(
        {
            "case_id": ["A", "B"],
            "reported_at": ["2022-10-03T21:14"] * 2,
            "notes": ["[{", "[]"],
            "attendance": ["phone"] * 2,
        }
    )
    outcome = load(path)
    assert outcome.ids == ["B"]
    assert [(p.code, p.line, p.field, p.case_id) for p in outcome.problems] == [
        ("QA106", 1, "column 'notes'", "A")
    ]
    outcome = load(
        table(
            {
                "case_id": ["A", "A"],
                "date time": ["2022-10-03T10:00", "x"],
                "text": ["", ""],
                "attendance": ["phone"] * 2,
            }
        )
    )
    assert [(p.code, p.line, p.field) for p in outcome.problems] == [("QA114", 2, "column 'date time'")]


@pytest.mark.parametrize(
    "content", [b"PAR1", b"not parquet at all", b"PAR1" + b"\x00" * 40 + b"PAR1", b"\xff" * 5000]
)
def test_a_corrupt_file_is_told(put, load, content):
    outcome = load(put("cases.parquet", content))
    assert (outcome.codes, outcome.loaded) == (["QA109"], [])


def test_a_damaged_page_loses_only_what_comes_after_it(table, put, load):
    path = table(rows(*[case(f"A{n}") for n in range(200)]), row_group_size=100, compression="snappy")
    data = bytearray(path.read_bytes())
    middle = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    data[middle : middle + 60] = b"\xff" * 60
    outcome = load(put("damaged.parquet", bytes(data)))
    assert outcome.codes == ["QA109"]
    assert outcome.ids[:3] == ["A0", "A1", "A2"]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"colour": ["red"]}, "QA108"),
        ({"case_id": pa.array([], pa.string()), "notes": pa.array([], pa.string())}, "QA104"),
    ],
)
def test_a_file_without_cases_is_told(table, load, columns, code):
    assert load(table(columns)).codes == [code]


def test_an_empty_file_is_told(put, load):
    assert load(put("cases.parquet", b"")).codes == ["QA104"]
