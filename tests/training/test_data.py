"""The training data: what is learnt from, what is kept to judge by, and that no test line is among it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qa_assistant.errors import InputError
from training import data as training_data
from training.authoring import AuthoringError
from training.authoring.likeness import fold
from training.corpus import read_rows
from training.data import TrainingData, counts

CASE = """\
case: {name}
reported: 2024-03-05T08:00
attendance: in_person
flags: da
people: victim F 34; suspect M 36
as_of: 2024-04-01T09:00
== note 2024-03-05T10:00 | response_officer | attendance
BWV on from arrival at {name}. {{bwv_recorded:done}}
The lamp in the hall of {name} was on.
"""
COPIED = "He pulled the charger out of the wall and said he would come back for the dog."


def given_case(name: str, text: str) -> str:
    note = {"note_id": "n1", "written_at": "2024-03-05T10:00", "text": text}
    row = {
        "case": {"case_id": name, "reported_at": "2024-03-05T08:00", "notes": [note]},
        "units": [{"block": "n1", "start": 0, "end": len(text), "labels": []}],
    }
    return json.dumps(row) + "\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small corpus in the place of the real one: two cases and two lines given, eleven cases written since."""
    written = tmp_path / "authored"
    written.mkdir()
    (tmp_path / "train.jsonl").write_text(
        given_case("TR-1", "Male left on foot towards the river.") + given_case("TR-2", COPIED), "utf-8"
    )
    phrases = [{"text": "DASH medium.", "labels": [{"code": "grade_medium", "status": "present"}]}]
    phrases.append({"text": COPIED, "labels": []})
    (tmp_path / "phrases.jsonl").write_text("\n".join(map(json.dumps, phrases)), "utf-8")
    (written / "cases_b.txt").write_text(CASE.format(name="W-11"), "utf-8")
    names = [f"W-{number:02}" for number in range(1, 11)]
    (written / "cases_a.txt").write_text("\n".join(CASE.format(name=name) for name in names), "utf-8")
    (written / "later.phrases.txt").write_text("IDVA rung at noon {idva_referral:done}\n", "utf-8")
    (tmp_path / "test.jsonl").write_text(given_case("DV-1", COPIED), "utf-8")
    for name, value in {
        "GIVEN_CASES": tmp_path / "train.jsonl",
        "GIVEN_PHRASES": tmp_path / "phrases.jsonl",
        "AUTHORED": written,
        "TEST_SET": tmp_path / "test.jsonl",
    }.items():
        monkeypatch.setattr(training_data, name, value)
    return tmp_path


def test_given_and_written_texts_are_read_in_the_order_of_their_names(folder: Path) -> None:
    data = TrainingData.load()
    assert [row.case.case_id for row in data.first_rows] == ["TR-1", "TR-2"]
    assert [phrase.text for phrase in data.first_phrases] == ["DASH medium.", COPIED]
    assert [phrase.text for phrase in data.later_phrases] == ["IDVA rung at noon"]
    later = [row.case.case_id for row in data.later_rows]
    assert later == sorted(later)
    assert data.rows == data.first_rows + data.later_rows


def test_every_fifth_written_case_is_kept_to_judge_by_and_never_learnt_from(folder: Path) -> None:
    data = TrainingData.load()
    assert [row.case.case_id for row in data.judge_rows] == ["W-01", "W-06", "W-11"]
    learnt = {row.case.case_id for row in data.rows}
    assert learnt.isdisjoint(row.case.case_id for row in data.judge_rows)
    assert len(learnt) == 2 + 8


def test_a_line_like_one_of_the_test_set_is_left_out(folder: Path) -> None:
    data = TrainingData.load()
    assert data.excluded == {COPIED}
    assert [phrase.text for phrase in data.phrases] == ["DASH medium.", "IDVA rung at noon"]


def test_without_a_test_set_nothing_is_left_out(folder: Path) -> None:
    (folder / "test.jsonl").unlink()
    assert TrainingData.load().excluded == frozenset()


def test_what_there_is_is_counted(folder: Path) -> None:
    assert counts(TrainingData.load()) == {
        "cases": 10,
        "units": 2 + 8 * 2,
        "labels": 8,
        "lines": 3,
        "cases kept to judge by": 3,
        "left out": 1,
    }


def test_nothing_written_yet_is_no_error(folder: Path) -> None:
    shutil.rmtree(folder / "authored")
    data = TrainingData.load()
    assert (data.later_rows, data.judge_rows, data.later_phrases) == ([], [], [])


def test_a_broken_line_is_named_by_file_and_line(folder: Path) -> None:
    path = folder / "train.jsonl"
    path.write_text(path.read_text("utf-8") + '{"case": {', "utf-8")
    with pytest.raises(InputError, match=r"train\.jsonl line 3"):
        TrainingData.load()


def test_a_label_that_there_is_not_is_named_by_file_and_entry(folder: Path) -> None:
    (folder / "authored" / "wrong.phrases.txt").write_text("IDVA rung {idva_referal:done}\n", "utf-8")
    with pytest.raises(InputError, match=r"no code 'idva_referal'.*wrong\.phrases\.txt entry 1, 'IDVA rung'"):
        TrainingData.load()


def test_a_line_that_is_not_in_the_authoring_format_is_named_by_file_and_line(folder: Path) -> None:
    (folder / "authored" / "wrong.phrases.txt").write_text("IDVA rung {idva_referral}\n", "utf-8")
    with pytest.raises(AuthoringError, match=r"wrong\.phrases\.txt.*1"):
        TrainingData.load()


# ---- the real data


@pytest.mark.slow
def test_no_line_of_the_test_set_is_learnt_from() -> None:
    data = TrainingData.load()
    notes = [
        (note.text, unit.span)
        for row in read_rows(training_data.TEST_SET)
        for note in row.case.notes
        for unit in row.units
        if unit.block == note.note_id and not unit.in_form
    ]
    tests = {fold(text[start:end]) for text, (start, end) in notes if len(text[start:end].split()) > 6}
    learnt = {fold(phrase.text) for phrase in data.phrases}
    learnt |= {
        fold(note.text[start:end])
        for row in data.rows
        for note in row.case.notes
        for unit in row.units
        if unit.block == note.note_id and not unit.in_form
        for start, end in [unit.span]
        if note.text[start:end] not in data.excluded
    }
    assert not tests & learnt
    cases = {row.case.case_id for row in data.rows + data.judge_rows}
    assert cases.isdisjoint(row.case.case_id for row in read_rows(training_data.TEST_SET))
