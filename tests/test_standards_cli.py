"""``qa-assistant standards`` and ``audit --own``: what a force sees of its own codes, and how mistakes are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

import qa_assistant
from qa_assistant.cli import app

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "qa_assistant" / "docs" / "examples" / "own-codes.yaml"
DEMO = ROOT / "tests" / "data" / "demo" / "demo-cases.jsonl"
SCHEMA = Path(qa_assistant.__file__).parent / "schemas" / "report.schema.json"
FOUND = "Both cats have gone to a pet fostering carer."
PLAIN = "DASH completed, graded high."
CANARY = "Quillfeather"


def run(*arguments: str | Path) -> Result:
    # A terminal as wide as this keeps every cell on one line.
    return CliRunner(env={"COLUMNS": "300"}).invoke(app, [str(argument) for argument in arguments])


def one_line(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    texts = {"T-1": f"He kicked the dog again. {FOUND}", "T-2": f"{PLAIN} {CANARY} seen alone."}
    lines = [
        json.dumps(
            {
                "case_id": name, "reported_at": "2024-03-05T08:00", "as_of": "2024-04-05T09:00",
                "notes": [{"note_id": "n1", "written_at": "2024-03-05T10:00", "text": text}],
            }
        )
        for name, text in texts.items()
    ]  # fmt: skip
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


# ---- list


def test_the_list_names_every_standard_with_its_clock_and_who_set_it() -> None:
    result = run("standards", "list")
    assert result.exit_code == 0
    assert "68 standards" in result.output
    row = next(line for line in result.output.splitlines() if "crime_recorded" in line)
    assert "within 24 hours" in row and "National standard" in row
    row = next(line for line in result.output.splitlines() if "victim_seen_alone" in line)
    assert "none" in row and "–" in row
    assert "experimental" not in result.output


def test_the_list_shows_a_forces_own_as_experimental() -> None:
    result = run("standards", "list", "--own", EXAMPLE)
    assert "69 standards" in result.output
    row = next(line for line in result.output.splitlines() if "pets_placed" in line)
    assert "Safe place for pets considered (experimental)" in row and "within 7 days" in row


# ---- try


def test_a_trial_shows_what_would_be_found_and_what_the_standards_come_to(cases: Path) -> None:
    result = run("standards", "try", EXAMPLE, cases)
    assert (result.exit_code, result.exception) == (0, None)
    row = next(line for line in result.output.splitlines() if FOUND in line)
    assert "T-1" in row and "n1" in row and "Pet fostering (experimental): done" in row and "0." in row
    assert "own.pet_fostering: 1 line in 2 cases." in one_line(result)
    assert CANARY not in result.output  # only the lines that were found are shown
    row = [line for line in result.output.splitlines() if "Safe place for pets considered" in line][-1]
    assert [cell.strip() for cell in row.strip("│ ").split("│")[1:]] == ["1", "0", "0", "0", "1"]


def test_a_trial_writes_nothing(cases: Path) -> None:
    before = sorted(cases.parent.iterdir())
    run("standards", "try", EXAMPLE, cases)
    assert sorted(cases.parent.iterdir()) == before


def test_a_trial_goes_on_past_a_case_that_cannot_be_read(cases: Path) -> None:
    with cases.open("a", encoding="utf-8") as stream:
        stream.write("\nnot json\n")
    result = run("standards", "try", EXAMPLE, cases)
    assert result.exit_code == 1
    assert "own.pet_fostering: 1 line in 2 cases." in one_line(result)
    assert "cases.jsonl line 3" in one_line(result)


# ---- audit --own


def test_an_audit_with_own_codes_marks_what_rests_on_them(cases: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    result = run("audit", cases, "--output", output, "--own", EXAMPLE)
    assert (result.exit_code, result.exception) == (0, None)
    reports = [json.loads(line) for line in (output / "reports.jsonl").read_text("utf-8").splitlines()]
    schema = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [error.message for report in reports for error in schema.iter_errors(report)] == []
    first = reports[0]
    assert first["standards_version"] == "1+northshire-pets-1" and first["model_version"].endswith("+own")
    assert [label["status"] for label in first["labels"] if label["code"] == "own.pet_fostering"] == ["done"]
    (finding,) = (f for f in first["findings"] if f.get("experimental"))
    assert (finding["standard"], finding["verdict"], finding["needs_human"]) == ("pets_placed", "met", True)
    page = next((output / "cases").glob("*T-1*")).read_text(encoding="utf-8")
    assert "Safe place for pets considered (experimental)" in page


def test_without_the_file_nothing_is_experimental(cases: Path, tmp_path: Path) -> None:
    run("audit", cases, "--output", tmp_path / "out", "--no-pages")
    assert "experimental" not in (tmp_path / "out" / "reports.jsonl").read_text(encoding="utf-8")


# ---- mistakes


@pytest.mark.parametrize("command", ["try", "list", "audit"])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "QA220"),
        ("codes: []\n", "QA221"),
        ("codes:\n- name: pets\n  kind: step\n", "QA222: codes.0.definition: this is needed and missing"),
    ],
)
def test_a_mistake_in_the_file_stops_everything_with_a_sentence(
    command: str, text: str | None, says: str, cases: Path, tmp_path: Path
) -> None:
    file = tmp_path / "own.yaml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    arguments: dict[str, list[str | Path]] = {
        "try": ["standards", "try", file, cases],
        "list": ["standards", "list", "--own", file],
        "audit": ["audit", cases, "--output", tmp_path / "out", "--own", file],
    }
    result = run(*arguments[command])
    assert result.exit_code == 2
    assert says in one_line(result) and "Traceback" not in result.output
    assert not (tmp_path / "out").exists()
