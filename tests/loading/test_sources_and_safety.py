"""Folders and paths; that loading never raises, never quotes a note, and stays quick and small."""

from __future__ import annotations

import csv
import io
import json
import os
import time
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_assistant.errors import InputError
from qa_assistant.loading import LoadedCase, Place, Problem, load_cases

from .conftest import NOW, case, note

CANARY = "Zanzibarcanary"


def test_a_folder_is_read_in_sorted_order_with_what_is_passed_over_named(put, load, tmp_path):
    put("in/b.json", case("B"))
    put("in/a/z.jsonl", json.dumps(case("Z")))
    put("in/a.json", case("A"))
    put("in/readme.docx", "x")
    put("in/.hidden.json", "not json")
    put("in/.git/x.json", "not json")
    put("in/~$a.csv", "locked")
    mapping = put("in/mapping.yaml", "columns: {text: Entry}")
    outcome = load(tmp_path / "in", mapping=mapping)
    assert outcome.ids == ["A", "B", "Z"]
    assert [(p.code, p.severity, Path(p.file).name) for p in outcome.problems] == [
        ("QA150", "warning", "readme.docx")
    ]


def test_paths_are_read_in_the_order_given(put, load):
    b, a = put("b.json", case("B")), put("a.json", case("A"))
    assert load(b, a).ids == ["B", "A"]


def test_a_broken_file_does_not_stop_the_rest(put, load, tmp_path):
    put("a.json", "{")
    put("b.csv", "x")
    put("c.parquet", b"x")
    put("d.txt", "x")
    put("e.json", case("E"))
    (tmp_path / "dangling.json").symlink_to(tmp_path / "nowhere.json")
    os.mkfifo(tmp_path / "pipe.csv")
    outcome = load(tmp_path)
    assert outcome.ids == ["E"]
    found = {Path(p.file).name: p.code for p in outcome.problems}
    assert found == {
        "a.json": "QA106",
        "b.csv": "QA108",
        "c.parquet": "QA109",
        "d.txt": "QA110",
        "dangling.json": "QA103",
        "pipe.csv": "QA103",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv", "a.parquet", "a.txt"])
def test_a_file_that_may_not_be_read_is_told(put, load, name):
    path = put(name, "x")
    path.chmod(0)
    outcome = load(path)
    assert outcome.codes == ["QA103"]
    assert "Permission denied" in outcome.problems[0].message


@pytest.mark.parametrize(
    ("names", "code"),
    [(["nowhere.json"], "QA100"), ([], "QA101"), (["empty"], "QA101"), (["a.docx"], "QA101")],
)
def test_paths_without_anything_to_read_are_refused_before_anything_is_read(put, tmp_path, names, code):
    (tmp_path / "empty").mkdir()
    put("a.docx", "x")
    with pytest.raises(InputError) as caught:
        load_cases([tmp_path / name for name in names], now=NOW)
    assert caught.value.code == code


def test_a_mapping_that_does_not_exist_is_refused(put, tmp_path):
    with pytest.raises(InputError) as caught:
        load_cases([put("a.csv", "x")], mapping=tmp_path / "nowhere.yaml", now=NOW)
    assert caught.value.code == "QA100"


def test_a_problem_is_one_line_whatever_the_file_is_called():
    problem = Problem("QA1", "m", "a\nb\udcff.json", 3, "f\x1b", "A")
    assert str(problem) == "a\ufffdb\ufffd.json line 3, f\ufffd: QA1 error: m (case A)"
    assert str(Place("x.parquet", 2)) == "x.parquet row 2"


SPOILT = [
    ("text.json", json.dumps(case(notes=[note(written_at=CANARY, text=CANARY)]))),
    ("when.json", json.dumps(case(reported_at=f"2022-10-03 {CANARY}"))),
    ("id.json", json.dumps(case(f"{CANARY} " * 9))),
    ("cut.json", json.dumps(case(notes=[note(text=CANARY)]))[:-9]),
    (
        "role.json",
        json.dumps(case(attendance=CANARY, notes=[note(author_role=CANARY, kind=CANARY, text=CANARY)])),
    ),
    ("list.json", json.dumps(case(notes=[CANARY], flags=CANARY, people=[CANARY], forms=CANARY))),
    (
        "form.json",
        json.dumps(
            case(
                forms=[
                    {
                        "form_id": "f",
                        "tool": "dash",
                        "completed_at": CANARY,
                        "grade": CANARY,
                        "items": [CANARY],
                    }
                ]
            )
        ),
    ),
    ("swapped.csv", f"text,case_id,written_at\nA,{CANARY * 9},2022-10-03T10:00\n"),
    ("swapped2.csv", f"case_id,text,written_at\nA,2022-10-03T10:00,{CANARY}\n"),
    ("headless.csv", f"A,2022-10-03T10:00,{CANARY}\nA,2022-10-03T10:00,{CANARY}\n"),
    ("quote.csv", f'case_id,written_at,text\nA,2022-10-03T10:00,"{CANARY}\n'),
    ("wide.csv", f"case_id,written_at,text\nA,2022-10-03T10:00,x,{CANARY}\n"),
    (
        "role.csv",
        f"case_id,written_at,text,role,type,attendance,reported\n"
        f"A,2022-10-03T10:00,x,{CANARY},{CANARY},{CANARY},{CANARY}\n",
    ),
    ("none.txt", f"{CANARY}\n"),
    (
        "some.txt",
        f"{CANARY}\nAttendance: {CANARY}\nReported: {CANARY}\n31/02/2022 14:30 PC 1 Harris: {CANARY}\n",
    ),
    ("latin.json", f'{{"case_id": "{CANARY}\xeb"}}'.encode("latin-1")),
]


@pytest.mark.parametrize(("name", "content"), SPOILT, ids=[name for name, _ in SPOILT])
def test_no_problem_quotes_the_words_of_a_note(put, load, name, content):
    outcome = load(put(name, content))
    warnings = [warning for each in outcome.loaded for warning in each.warnings]
    assert outcome.problems or warnings
    for problem in [*outcome.problems, *warnings]:
        assert CANARY not in f"{problem} {json.dumps(problem.as_json())}"


def _parquet() -> bytes:
    sink = io.BytesIO()
    rows = [case("A"), case("B")]
    pq.write_table(pa.table({key: [row[key] for row in rows] for key in rows[0]}), sink)
    return sink.getvalue()


SOUND = {
    ".json": json.dumps([case("A"), case("B", forms=[])]).encode(),
    ".jsonl": (json.dumps(case("A")) + "\n" + json.dumps(case("B"))).encode(),
    ".csv": b"case_id,written_at,text,reported_at\n"
    b'A,2022-10-03T10:00,"x\ny",2022-10-03\nB,03/10/2022 10:00,z,\n',
    ".txt": b"Case: A\n03/11/2022 14:30 PC 1 Harris (Review): x\n"
    b"DASH 03/11/2022 22:25 HIGH\nQ1 Yes x\n14:50 DS Khan\n",
    ".parquet": _parquet(),
}


def _read_safely(folder: Path, suffix: str, data: bytes) -> None:
    path = folder / f"fuzz{suffix}"
    path.write_bytes(data)
    for item in load_cases([path], now=NOW):
        if isinstance(item, LoadedCase):
            assert json.loads(item.case.model_dump_json().encode())["case_id"]
        problems = item.warnings if isinstance(item, LoadedCase) else [item]
        for problem in problems:
            assert isinstance(problem, Problem) and len(str(problem).splitlines()) == 1
            json.dumps(problem.as_json(), ensure_ascii=False).encode()


FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("suffix", SOUND)
@FUZZ
@given(data=st.binary(max_size=300))
def test_loading_never_raises_on_any_bytes(tmp_path, suffix, data):
    _read_safely(tmp_path, suffix, data)


@pytest.mark.parametrize("suffix", SOUND)
@FUZZ
@given(place=st.integers(0, 10_000), cut=st.integers(0, 40), data=st.binary(max_size=12))
def test_loading_never_raises_on_a_sound_file_with_a_hole(tmp_path, suffix, place, cut, data):
    sound = SOUND[suffix]
    place %= len(sound)
    _read_safely(tmp_path, suffix, sound[:place] + data + sound[place + cut :])


@FUZZ
@given(text=st.text(st.sampled_from("Case: 0123/:-.[]()\nPCDSQ1yes=hrsHIGHat DASH\t,@Z+|"), max_size=200))
def test_loading_never_raises_on_what_looks_like_a_log(tmp_path, text):
    _read_safely(tmp_path, ".txt", text.encode())
    _read_safely(tmp_path, ".txt", f"03/11/2022 14:30 PC 1 Harris\n{text}".encode())


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2022-10-03T10:00", "n1", "PC"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*case(), *note(), "forms", "items", "people"]), inner, max_size=6)
    ),
    max_leaves=12,
)


@FUZZ
@given(
    fields=st.dictionaries(st.sampled_from([*case(), "as_of", "forms", "people", "flags", "case"]), VALUES)
)
def test_loading_never_raises_on_any_values_of_fields(tmp_path, fields):
    _read_safely(tmp_path, ".json", json.dumps(fields).encode())
    _read_safely(tmp_path, ".jsonl", json.dumps({**case(), **fields}).encode())


def _big(count: int) -> dict[str, object]:
    return case(
        notes=[
            note(f"n{i}", text=f"Entry {i}. " + "Victim spoken to, no change. " * 10) for i in range(count)
        ]
    )


def _as_csv(data: dict) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(["case_id", "written_at", "text"])
    writer.writerows([data["case_id"], each["written_at"], each["text"]] for each in data["notes"])
    return sink.getvalue()


def _as_log(data: dict) -> str:
    return "\n".join(f"03/10/2022 22:40 PC 1 Harris\n{each['text']}" for each in data["notes"])


@pytest.mark.parametrize(
    ("name", "build"),
    [("a.json", json.dumps), ("a.jsonl", json.dumps), ("a.csv", _as_csv), ("a.txt", _as_log)],
)
@pytest.mark.parametrize(
    ("data", "notes"),
    [(_big(10_000), 10_000), (case(notes=[note(text="Victim spoken to. " * 300_000)]), 1)],
    ids=["ten thousand notes", "five megabytes"],
)
def test_large_cases_load_in_seconds(put, load, name, build, data, notes):
    path = put(name, build(data))
    start = time.process_time()
    loaded = load(path).one
    assert len(loaded.case.notes) == notes
    assert time.process_time() - start < 10


def test_json_lines_are_read_in_constant_memory(put):
    path = put(
        "many.jsonl",
        "\n".join(json.dumps(case(f"A{i}", notes=[note(text="x" * 20_000)])) for i in range(500)),
    )
    next(iter(load_cases([path], now=NOW)))
    tracemalloc.start()
    count = sum(1 for _ in load_cases([path], now=NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 500
    assert peak < 2_000_000 < path.stat().st_size
