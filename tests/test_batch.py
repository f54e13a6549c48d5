"""Batches: every case gets its report or its reason, and no word of a note gets where it should not."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator

import qa_assistant
from qa_assistant import batch
from qa_assistant.audit import GIVEN_LABELS
from qa_assistant.case import CaseFile, Label, Reading
from qa_assistant.confidence import Calibration
from qa_assistant.errors import InputError
from qa_assistant.loading import LoadedCase, Place, Problem
from qa_assistant.localtime import LONDON
from qa_assistant.reading import CaseReader
from qa_assistant.standards.catalogue import load_catalogue
from training.corpus import gold_labels, read_rows

ROOT = Path(__file__).parents[1]
DEV = ROOT / "evaluation" / "data" / "dev.jsonl"
SCHEMA = Path(qa_assistant.__file__).parent / "schemas" / "report.schema.json"
REPORT = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
NOW = datetime(2024, 4, 20, 9, 0, tzinfo=LONDON)
CANARY = "Quillfeather"


def loaded(name: str, text: str = f"BWV on. {CANARY} seen alone.", **fields: Any) -> LoadedCase:
    note = {"note_id": "n1", "written_at": "2024-03-05T10:00", "text": text}
    given = {"case_id": name, "reported_at": "2024-03-05T08:00", "attendance": "in_person", "notes": [note]}
    return LoadedCase(CaseFile.model_validate(given | fields), Place("cases.jsonl", 3))


class Careless:
    """A reader that fails on some cases, with the words of the note in its error."""

    version = "careless"
    verdict_calibration = Calibration()

    def __init__(self, *fails: str) -> None:
        self._fails = fails

    def examine(self, case: CaseFile) -> Reading:
        if case.case_id in self._fails:
            raise ValueError(f"cannot read {case.notes[0].text!r}")
        return Reading([], [])


def run(cases: list[LoadedCase | Problem], output: Path, **options: Any) -> batch.Summary:
    given = {"reader": Careless(), "labels": None, "catalogue": load_catalogue(), "now": NOW} | options
    return batch.run(cases, output, **given)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# ---- reports


def test_every_case_has_its_report_in_the_order_of_the_input_and_its_page(tmp_path: Path) -> None:
    summary = run([loaded(name) for name in ("T-3", "T-1", "T-2")], tmp_path)
    reports = rows(tmp_path / "reports.jsonl")
    assert [report["case_id"] for report in reports] == ["T-3", "T-1", "T-2"]
    assert [error.message for report in reports for error in REPORT.iter_errors(report)] == []
    assert {path.stem for path in (tmp_path / "cases").iterdir()} == {"T-1", "T-2", "T-3"}
    assert (tmp_path / "errors.jsonl").read_text(encoding="utf-8") == ""
    assert (summary.errors, summary.warnings) == ([], [])


def test_the_shipped_reader_writes_valid_reports(tmp_path: Path, reader: CaseReader) -> None:
    run([loaded("T-1", "She says he grabbed her by the throat. DASH done, HIGH.")], tmp_path, reader=reader)
    (report,) = rows(tmp_path / "reports.jsonl")
    assert list(REPORT.iter_errors(report)) == []
    assert report["model_version"] == reader.version
    assert {(label["code"], label["status"]) for label in report["labels"]} >= {("strangulation", "present")}
    assert all(0 < finding["confidence"] < 1 for finding in report["findings"])


def test_given_labels_take_the_place_of_the_reader(tmp_path: Path) -> None:
    gold = list(read_rows(DEV))[:3]
    labels = {row.case.case_id: gold_labels(row) for row in gold}
    cases: list[LoadedCase | Problem] = [LoadedCase(row.case, Place("dev.jsonl")) for row in gold]
    run(cases, tmp_path, reader=None, labels=labels)
    reports = rows(tmp_path / "reports.jsonl")
    assert {report["model_version"] for report in reports} == {GIVEN_LABELS}
    assert [len(report["labels"]) for report in reports] == [len(found) for found in labels.values()]
    assert [error.message for report in reports for error in REPORT.iter_errors(report)] == []


def test_without_pages_there_are_only_the_two_files(tmp_path: Path) -> None:
    run([loaded("T-1")], tmp_path / "new" / "folder", pages=False)
    names = {path.name for path in (tmp_path / "new" / "folder").rglob("*")}
    assert names == {"reports.jsonl", "errors.jsonl"}


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    run([loaded("T-1"), loaded("T-2")], tmp_path)
    run([loaded("T-2")], tmp_path)
    assert [report["case_id"] for report in rows(tmp_path / "reports.jsonl")] == ["T-2"]


def test_cases_are_in_queue_order_in_the_index(tmp_path: Path) -> None:
    """The grave case first, though it was read last; the routine one stays last."""
    grave = [
        Label(block="n1", start=0, end=3, code="strangulation", status="present"),
        Label(block="n1", start=0, end=3, code="grade_high", status="present"),
    ]
    labels = {"T-1": [], "T-2": grave}
    summary = run([loaded("T-1"), loaded("T-2")], tmp_path, reader=None, labels=labels)
    assert [row.case_id for row in summary.in_queue_order()] == ["T-2", "T-1"]
    page = BeautifulSoup((tmp_path / "index.html").read_text(encoding="utf-8"), "html5lib")
    links = [link["href"] for link in page.select("a[href^=cases]")]
    assert links[:2] == ["cases/T-2.html", "cases/T-1.html"]


@pytest.mark.parametrize("name", ["../../escaped", "a/b", "..", "CON", "x" * 64, "café", "<b>", "a b", "."])
def test_a_page_stays_in_its_folder_whatever_the_case_is_called(name: str, tmp_path: Path) -> None:
    summary = run([loaded(name)], tmp_path / "out")
    (page,) = (tmp_path / "out" / "cases").iterdir()
    assert page.suffix == ".html"
    assert summary.rows[0].href == f"cases/{page.name}"
    assert {path.name for path in tmp_path.iterdir()} == {"out"}


def test_progress_is_told_for_every_case(tmp_path: Path) -> None:
    told: list[int] = []
    run([loaded("T-1"), loaded("T-2")], tmp_path, reader=Careless("T-1"), on_case=lambda: told.append(1))
    assert len(told) == 2


# ---- errors


def test_a_case_that_breaks_the_audit_costs_no_other_and_tells_no_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    summary = run([loaded("T-1"), loaded("T-2"), loaded("T-3")], tmp_path, reader=Careless("T-2"))
    assert [report["case_id"] for report in rows(tmp_path / "reports.jsonl")] == ["T-1", "T-3"]
    (row,) = rows(tmp_path / "errors.jsonl")
    assert row == {
        "file": "cases.jsonl", "line": 3, "field": None, "case_id": "T-2", "code": "QA190",
        "message": "the audit of this case failed (ValueError); please report it",
    }  # fmt: skip
    assert [problem.case_id for problem in summary.errors] == ["T-2"]
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "QA190" in index
    told = "".join([*capfd.readouterr(), caplog.text, str(summary.errors), index, json.dumps(row)])
    assert CANARY not in told


def test_a_page_that_cannot_be_made_costs_no_other_and_tells_no_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(case: CaseFile, *rest: object) -> str:
        if case.case_id == "T-1":
            raise RuntimeError(case.notes[0].text)
        return "<!doctype html>"

    monkeypatch.setattr(batch, "case_page", broken)
    run([loaded("T-1"), loaded("T-2")], tmp_path)
    assert [report["case_id"] for report in rows(tmp_path / "reports.jsonl")] == ["T-2"]
    (row,) = rows(tmp_path / "errors.jsonl")
    assert (row["case_id"], row["code"]) == ("T-1", "QA190")
    assert CANARY not in json.dumps(row)


def test_problems_of_loading_are_passed_on_and_warnings_are_no_errors(tmp_path: Path) -> None:
    error = Problem("QA106", "not JSON", "a.jsonl", 2)
    warning = Problem("QA150", "passed over", "README.md", severity="warning")
    doubtful = LoadedCase(loaded("T-1").case, Place("b.json"), (Problem("QA159", "copied", "b.json"),))
    summary = run([error, warning, doubtful], tmp_path)
    assert rows(tmp_path / "errors.jsonl") == [error.as_json()]
    assert [problem.code for problem in summary.warnings] == ["QA150", "QA159"]


def test_a_case_without_a_row_of_labels_is_an_error_not_a_case_without_gaps(tmp_path: Path) -> None:
    summary = run([loaded("T-1"), loaded("T-2")], tmp_path, reader=None, labels={"T-1": []})
    assert [(problem.case_id, problem.code) for problem in summary.errors] == [("T-2", "QA184")]
    assert [row["case_id"] for row in rows(tmp_path / "reports.jsonl")] == ["T-1"]


def test_no_cases_no_trouble(tmp_path: Path) -> None:
    assert run([], tmp_path).rows == []
    assert (tmp_path / "reports.jsonl").read_text(encoding="utf-8") == ""
    assert (tmp_path / "index.html").exists()


# ---- labels from a file

GOOD = (
    '{"case_id": "T-1", "labels": [{"block": "n1", "start": 0, "end": 3, "code": "dvpn", "status": "done"}]}'
)


def test_labels_are_read_from_rows_and_from_corpus_rows(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f"{GOOD}\n\n" + '{"case_id": "T-2", "labels": []}\n', encoding="utf-8-sig")
    found = batch.read_labels(path)
    assert found["T-1"] == [Label(block="n1", start=0, end=3, code="dvpn", status="done")]
    assert found["T-2"] == []
    gold = {row.case.case_id: gold_labels(row) for row in read_rows(DEV)}
    assert batch.read_labels(DEV) == gold


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "QA181"),
        ("[]", "QA181"),
        ("3", "QA181"),
        ("null", "QA181"),
        ('"T-1"', "QA181"),
        ('{"case_id": "T-1"}', "QA181"),
        ('{"labels": []}', "QA181"),
        ('{"case_id": ["T-1"], "labels": []}', "QA181"),
        ('{"case_id": "T-1", "labels": null}', "QA181"),
        ('{"case": {}, "units": []}', "QA181"),
        (f'{{"case_id": "T-9", "labels": ["{CANARY}"]}}', "QA182"),
        (f'{{"case_id": "T-9", "labels": [{{"block": "{CANARY}"}}]}}', "QA182"),
        (GOOD.replace("T-1", "T-9").replace('"done"', f'"done", "at": "{CANARY}"'), "QA182"),
        (GOOD.replace("T-1", "T-9").replace("0,", f'"{CANARY}",'), "QA182"),
        (GOOD, "QA183"),
    ],
)  # fmt: skip
def test_a_row_of_labels_that_is_wrong_is_named_by_its_line_and_not_quoted(
    line: str, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f"{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        batch.read_labels(path)
    assert (caught.value.code, caught.value.where) == (code, "labels.jsonl line 2")
    assert CANARY not in str(caught.value)


def test_a_labels_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"case_id": "caf\xe9"}')
    for path in (tmp_path / "none.jsonl", tmp_path / "latin.jsonl", tmp_path):
        with pytest.raises(InputError) as caught:
            batch.read_labels(path)
        assert (caught.value.code, caught.value.where) == ("QA180", str(path))
