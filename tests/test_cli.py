"""The command line as people and scripts use it: what it writes, what it says, how it exits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

import qa_assistant
from qa_assistant.cli import app
from training.corpus import read_rows

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
DEV = ROOT / "evaluation" / "data" / "dev.jsonl"
SCHEMA = Path(qa_assistant.__file__).parent / "schemas" / "report.schema.json"
REPORT = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
CANARY = "Quillfeather"
ERROR_KEYS = {"file", "line", "field", "case_id", "code", "message"}


def audit(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["audit", *map(str, arguments)])


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def case(name: str = "T-1", **fields: Any) -> dict[str, Any]:
    note = {"note_id": "n1", "written_at": "2024-03-05T10:00", "text": f"BWV on. {CANARY} seen alone."}
    given = {"case_id": name, "reported_at": "2024-03-05T08:00", "attendance": "in_person", "notes": [note]}
    return given | fields


@pytest.fixture
def put(tmp_path: Path) -> Any:
    def write(name: str, *lines: object) -> Path:
        path = tmp_path / name
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def labelled(put: Any) -> tuple[Path, Path]:
    """A case and its labels: enough to run without the reader."""
    labels = [{"block": "n1", "start": 0, "end": 7, "code": "bwv_recorded", "status": "done"}]
    labels.append({"block": "n1", "start": 0, "end": 7, "code": "grade_high", "status": "present"})
    return put("cases.jsonl", case()), put("labels.jsonl", {"case_id": "T-1", "labels": labels})


# ---- done: exit code 0


def test_the_demonstration_in_every_format_is_audited(tmp_path: Path) -> None:
    result = audit(DATA / "demo", "--output", tmp_path)
    assert (result.exit_code, result.exception) == (0, None)
    reports = rows(tmp_path / "reports.jsonl")
    assert {report["case_id"] for report in reports} == {f"KT-2026-01{n:02}" for n in range(1, 13)}
    assert [error.message for report in reports for error in REPORT.iter_errors(report)] == []
    assert rows(tmp_path / "errors.jsonl") == []
    assert len(list((tmp_path / "cases").iterdir())) == 12
    assert "12 cases audited" in result.stdout
    assert "index.html" in result.stdout.replace("\n", "")


def test_given_labels_need_no_model(labelled: tuple[Path, Path], tmp_path: Path) -> None:
    cases, labels = labelled
    result = audit(cases, "--labels", labels, "--output", tmp_path / "out")
    assert result.exit_code == 0
    (report,) = rows(tmp_path / "out" / "reports.jsonl")
    assert report["model_version"] == "given labels"
    verdicts = {finding["standard"]: finding["verdict"] for finding in report["findings"]}
    assert (verdicts["bwv_recorded"], verdicts["marac_referred"]) == ("met", "missing")


def test_a_corpus_file_is_both_cases_and_labels(tmp_path: Path) -> None:
    assert audit(DEV, "--labels", DEV, "-o", tmp_path, "--no-pages").exit_code == 0
    assert [report["case_id"] for report in rows(tmp_path / "reports.jsonl")] == [
        row.case.case_id for row in read_rows(DEV)
    ]


def test_without_pages_no_page_is_written_or_named(labelled: tuple[Path, Path], tmp_path: Path) -> None:
    cases, labels = labelled
    result = audit(cases, "--labels", labels, "--output", tmp_path / "out", "--no-pages")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"reports.jsonl", "errors.jsonl"}
    assert "browser" not in result.stdout


def test_a_forces_own_standards_are_laid_over_the_shipped_ones(
    labelled: tuple[Path, Path], put: Any, tmp_path: Path
) -> None:
    cases, labels = labelled
    own = put(
        "force.yaml",
        "version: kestrel",
        "standards:",
        "- {id: marac_referred, criticality: important, within: 24h}",
    )
    assert audit(cases, "--labels", labels, "--standards", own, "-o", tmp_path / "own").exit_code == 0
    assert audit(cases, "--labels", labels, "-o", tmp_path / "shipped").exit_code == 0
    for folder, criticality, due in (("own", "important", "06T10:00"), ("shipped", "critical", "07T10:00")):
        (report,) = rows(tmp_path / folder / "reports.jsonl")
        (finding,) = [f for f in report["findings"] if f["standard"] == "marac_referred"]
        assert (finding["criticality"], finding["due_at"]) == (criticality, f"2024-03-{due}")
        assert report["standards_version"].endswith("+kestrel") is (folder == "own")


@pytest.mark.parametrize(
    ("given", "expected"), [("2024-03-06T09:00", "2024-03-06T09:00"), ("06/03/2024 0900", "2024-03-06T09:00")]
)
def test_the_moment_of_reading_is_for_cases_that_give_none(
    given: str, expected: str, put: Any, tmp_path: Path
) -> None:
    cases = put("cases.jsonl", case("T-1"), case("T-2", as_of="2024-04-01T12:00"))
    labels = put("labels.jsonl", {"case_id": "T-1", "labels": []}, {"case_id": "T-2", "labels": []})
    assert audit(cases, "--labels", labels, "--as-of", given, "-o", tmp_path / "out").exit_code == 0
    assert [report["as_of"] for report in rows(tmp_path / "out" / "reports.jsonl")] == [
        expected,
        "2024-04-01T12:00",
    ]


def test_markup_in_a_case_id_is_printed_as_it_is(put: Any, tmp_path: Path) -> None:
    name = "[red]:cat:[/red]"
    cases = put("cases.jsonl", case(name))
    labels = put("labels.jsonl", {"case_id": name, "labels": []})
    result = audit(cases, "--labels", labels, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert name in result.stdout


# ---- some could not be read: exit code 1


def test_the_broken_files_are_listed_and_the_rest_is_audited(tmp_path: Path) -> None:
    result = audit(DATA / "broken", DATA / "demo" / "kt-2026-0110.json", "--output", tmp_path)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    errors = rows(tmp_path / "errors.jsonl")
    assert {Path(row["file"]).name for row in errors} == {
        path.name for path in (DATA / "broken").iterdir() if path.suffix != ".md"
    }
    for row in errors:
        assert set(row) == ERROR_KEYS
        assert row["code"].startswith("QA1")
        assert row["code"] in result.stderr
        assert row["message"]
    read = [report["case_id"] for report in rows(tmp_path / "reports.jsonl")]
    assert read == ["KT-2026-0901", "KT-2026-0903", "KT-2026-0906", "KT-2026-0907", "KT-2026-0110"]
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(row["code"] in index for row in errors)


def test_a_case_without_labels_is_an_error(put: Any, tmp_path: Path) -> None:
    cases, labels = (
        put("cases.jsonl", case("T-1"), case("T-2")),
        put("l.jsonl", {"case_id": "T-2", "labels": []}),
    )
    result = audit(cases, "--labels", labels, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert [row["code"] for row in rows(tmp_path / "out" / "errors.jsonl")] == ["QA184"]
    assert [row["case_id"] for row in rows(tmp_path / "out" / "reports.jsonl")] == ["T-2"]


# ---- usage: exit code 2


def test_nothing_to_do_is_explained() -> None:
    assert "Usage" in CliRunner().invoke(app, []).output
    assert audit().exit_code == 2
    assert audit(DATA / "demo").exit_code == 2  # no --output
    assert audit("--help").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["{cases}", "--as-of", "yesterday"], "QA402"),
        (["{cases}", "--as-of", "2024-02-30T10:00"], "QA402"),
        (["{cases}", "--as-of", ""], "QA402"),
        (["{tmp}/none.jsonl"], "QA100"),
        (["{tmp}/empty"], "QA101"),
        (["{cases}", "--labels", "{tmp}/none.jsonl"], "QA180"),
        (["{cases}", "--labels", "{cases}", "--as-of", "2024-03-06T09:00"], "QA181"),
        (["{cases}", "--model", "{tmp}/none"], "QA301"),
        (["{cases}", "--labels", "{labels}", "--model", "{tmp}"], "QA401"),
        (["{cases}", "--labels", "{labels}", "--standards", "{tmp}/none.yaml"], "QA210"),
        (["{cases}", "--labels", "{labels}", "--standards", "{tmp}/slip.yaml"], "QA216"),
        (["{cases}", "--labels", "{labels}", "--mapping", "{tmp}/none.yaml"], "QA100"),
        (["{cases}", "--labels", "{labels}", "--mapping", "{tmp}/slip.yaml"], "QA102"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_arguments_that_cannot_be_used_are_told_in_a_sentence(
    arguments: list[str], code: str, labelled: tuple[Path, Path], put: Any, tmp_path: Path
) -> None:
    cases, labels = labelled
    (tmp_path / "empty").mkdir()
    put("slip.yaml", "standards:", "- {id: marac_refered, within: 24h}")
    filled = [each.format(cases=cases, labels=labels, tmp=tmp_path) for each in arguments]
    result = audit(*filled, "--output", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{code}: ")
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_an_output_that_cannot_be_written_is_told_in_a_sentence(
    labelled: tuple[Path, Path], tmp_path: Path
) -> None:
    cases, labels = labelled
    result = audit(cases, "--labels", labels, "--output", cases)
    assert result.exit_code == 2
    assert result.stderr.strip().startswith("QA403: ")
    assert str(cases) in result.stderr


# ---- no word of a note leaves by another door


def test_no_word_of_a_note_is_printed_or_stands_among_the_errors(put: Any, tmp_path: Path) -> None:
    """The canary is in every note, and where notes go astray: in times, ids, names of fields, broken lines."""
    note = case()["notes"][0]
    folder = tmp_path / "in"
    folder.mkdir()
    put("in/good.jsonl", case("T-1"), case("T-2", notes=[note, note | {"note_id": "n2"}]))
    put("in/time.json", case("T-3", notes=[note | {"written_at": f"said {CANARY}"}]))
    put("in/kind.json", case("T-4", notes=[note | {"kind": CANARY, "author_role": CANARY}]))
    put("in/text.json", case("T-5", notes=[note | {"text": [CANARY]}]))
    put("in/cut.jsonl", json.dumps(case("T-6"))[:-20])
    put("in/table.csv", "case_id,entry,when", f'T-7,"{CANARY}, unclosed,2024-03-05')
    put("in/log.txt", f"{CANARY} wrote no header here")
    put("in/notes.json", case("T-8", notes=CANARY))
    result = audit(folder, "--output", tmp_path / "out")
    assert result.exit_code == 1
    assert CANARY.lower() not in result.output.lower()
    assert CANARY.lower() not in (tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").lower()
    assert rows(tmp_path / "out" / "errors.jsonl")
    assert CANARY in (tmp_path / "out" / "cases" / "T-1.html").read_text(encoding="utf-8")


# ---- the command as installed


def test_the_installed_command_does_the_same(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("qa-assistant")
    cases = tmp_path / "in"
    shutil.copytree(DATA / "demo", cases)
    arguments = [str(command), "audit", str(cases), "--output", str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONWARNINGS": "error", "NO_COLOR": "1"}
    done = subprocess.run(
        arguments,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
    assert "12 cases audited" in done.stdout
    assert len(rows(tmp_path / "out" / "reports.jsonl")) == 12
