"""The commands as a user runs them, the files they write, and challenge suites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_case import data, row
from typer.testing import CliRunner

from evaluation.challenge import read_suite, summarise_challenge
from evaluation.cli import app
from evaluation.readers import get_reader
from evaluation.results import markdown_table, write_section
from evaluation.speed import measure_all, notes_of
from qa_assistant.case import CaseFile, Label
from qa_assistant.errors import InputError, QAError

CANARY = "Told her of bail"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "small.jsonl"
    path.write_text("\n".join(json.dumps(data(f"T-{i}")) for i in range(3)) + "\n", encoding="utf-8")
    return path


def run(tmp_path: Path, *arguments: str) -> str:
    places = ["--results", str(tmp_path / "results"), "--page", str(tmp_path / "RESULTS.md")]
    result = CliRunner().invoke(app, [*arguments, *places])
    assert result.exit_code == 0, result.output
    return result.output


def test_reading_prints_saves_and_writes_its_section(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "RESULTS.md").write_text("# Mine\n\nKept words.\n", encoding="utf-8")
    output = run(tmp_path, "reading", str(corpus), "--reader", "gold")
    page = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    saved = json.loads((tmp_path / "results" / "reading.gold.small.json").read_text(encoding="utf-8"))
    assert "Label F1" in output and "1.000" in output
    assert "Kept words." in page and "| Label F1 | 1.000" in page
    assert saved["labels"]["label"]["f1"] == 1.0 and saved["reader"] == "gold"
    assert CANARY not in output + page + json.dumps(saved)


def test_verdicts_without_a_gold_file_come_from_gold_labels(tmp_path: Path, corpus: Path) -> None:
    run(tmp_path, "verdicts", str(corpus), "--reader", "gold")
    run(tmp_path, "verdicts", str(corpus), "--reader", "gold")
    page = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert page.count("<!-- begin:verdicts -->") == 1
    assert "| Agreement, all standards | 1.000" in page


def test_readers_stand_side_by_side_on_the_same_data_only(tmp_path: Path, corpus: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    run(tmp_path, "reading", str(corpus), "--reader", "gold")
    one = json.loads((folder / "reading.gold.small.json").read_text())
    (folder / "reading.other.small.json").write_text(json.dumps({**one, "reader": "other"}))
    (folder / "reading.old.small.json").write_text(json.dumps({**one, "reader": "old", "data_sha256": "x"}))
    run(tmp_path, "reading", str(corpus), "--reader", "gold")
    head = next(line for line in (tmp_path / "RESULTS.md").read_text().splitlines() if line.startswith("|"))
    assert head == "|  | gold | other |"


def test_gold_verdicts_must_cover_the_cases(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"case_id": "T-9", "score": 1, "priority": "soon", "verdicts": {}}\n')
    result = CliRunner().invoke(app, ["verdicts", str(corpus), "--gold", str(path), "--reader", "gold"])
    assert isinstance(result.exception, QAError) and "T-0" in str(result.exception)


def test_an_unknown_reader_is_an_error() -> None:
    with pytest.raises(QAError):
        get_reader("no-such-reader")


def test_a_section_replaces_itself_only(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for name, body in (("a", "one"), ("b", "two"), ("a", r"three \1 & more")):
        write_section(name, body, page)
    text = page.read_text(encoding="utf-8")
    assert "one" not in text and "two" in text and r"three \1 & more" in text
    assert text.index("begin:a") < text.index("begin:b")


def test_bars_in_cells_are_escaped() -> None:
    assert markdown_table(["a"], [["x|y"]]).endswith("| x\\|y |")


def test_speed_is_measured_in_a_process_of_its_own(corpus: Path) -> None:
    measured = measure_all(["gold"], corpus)
    assert measured[0]["reader"] == "gold" and measured[0]["peak_memory_mb"] > 1


def test_notes_for_speed_have_200_words() -> None:
    many = [row(f"T-{i}") for i in range(40)]
    assert all(len(case.notes[0].text.split()) == 200 for case in notes_of(many))


SUITE = """
- phenomenon: negation
  pairs:
    - - {text: Statement taken., labels: ["victim_statement:done"]}
      - {text: Statement not taken., labels: ["victim_statement:not_done"], not: ["victim_statement:done"]}
- phenomenon: the line before
  pairs:
    - - {previous: Statement taken., text: She thanked us., not: [victim_statement]}
"""


class Echo:
    """Reads every line that says "Statement" as a statement taken."""

    def read(self, case: CaseFile) -> list[Label]:
        text = case.notes[0].text
        start = text.find("Statement")
        end = len(text.split("\n")[0]) if start == 0 else len(text)
        label = Label(block="n1", start=start, end=end, code="victim_statement", status="done")
        return [label] if start >= 0 else []

    def segment(self, text: str) -> list[tuple[int, int]]:
        return [(0, len(text))]


def test_a_pair_is_right_when_all_its_lines_are(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(SUITE, encoding="utf-8")
    result = summarise_challenge(read_suite(path), Echo())
    assert result["phenomena"]["negation"] == {"pairs": 1, "pairs_right": 0.0, "lines": 2, "lines_right": 0.5}
    assert result["phenomena"]["the line before"]["pairs_right"] == 1.0


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("victim_statement:present", "cannot have the status"),
        ("no_such_code:done", "no code"),
    ],
)
def test_a_suite_with_an_unknown_label_is_refused(tmp_path: Path, broken: str, says: str) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(SUITE.replace("victim_statement:not_done", broken), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_suite(path)


def test_challenge_command_writes_a_table(tmp_path: Path) -> None:
    pytest.importorskip("medspacy")
    path = tmp_path / "suite.yaml"
    path.write_text(SUITE, encoding="utf-8")
    assert "negation" in run(tmp_path, "challenge", str(path), "--reader", "keyword")
    assert "begin:challenge-suite" in (tmp_path / "RESULTS.md").read_text()
