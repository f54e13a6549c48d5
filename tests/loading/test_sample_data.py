"""The demonstration cases load cleanly, and the broken inputs are refused as their page says."""

from __future__ import annotations

from pathlib import Path

from qa_assistant.loading import load_cases
from qa_assistant.loading.problems import Problem
from qa_assistant.loading.validate import LoadedCase
from qa_assistant.localtime import parse_local

DATA = Path(__file__).resolve().parents[1] / "data"
NOW = parse_local("2026-11-24T09:00")

REFUSED = {
    ("bad-line.jsonl", 2, "QA106"),
    ("duplicate-id.jsonl", 2, "QA117"),
    ("empty.jsonl", None, "QA104"),
    ("impossible-date.json", 1, "QA114"),
    ("missing-time.json", 1, "QA113"),
    ("no-entries.txt", 1, "QA110"),
    ("open-quote.csv", 2, "QA107"),
    ("same-note-id.json", 1, "QA116"),
    ("wrong-encoding.json", None, "QA105"),
}


def _load(folder: str) -> tuple[list[LoadedCase], list[Problem]]:
    items = list(load_cases([DATA / folder], now=NOW))
    cases = [item for item in items if isinstance(item, LoadedCase)]
    return cases, [item for item in items if isinstance(item, Problem)]


def test_every_demonstration_case_is_read_and_explained() -> None:
    cases, problems = _load("demo")
    assert {case.case.case_id for case in cases} == {f"KT-2026-01{number:02}" for number in range(1, 13)}
    assert problems == []
    page = (DATA / "demo-cases.md").read_text(encoding="utf-8")
    assert all(f"| {case.case.case_id} |" in page for case in cases)


def test_the_demonstration_shows_the_range_of_input() -> None:
    cases = [loaded.case for loaded in _load("demo")[0]]
    assert {case.attendance for case in cases} == {"in_person", "video", "phone", "front_counter"}
    assert sum(bool(case.forms) for case in cases) == 6
    assert all(case.as_of and 6 <= len(case.notes) <= 14 for case in cases)
    assert all(note.written_at <= case.read_at(NOW) for case in cases for note in case.notes)


def test_only_the_copied_entry_is_warned_of() -> None:
    warned = {loaded.case.case_id: [w.code for w in loaded.warnings] for loaded in _load("demo")[0]}
    assert {case: codes for case, codes in warned.items() if codes} == {"KT-2026-0111": ["QA159"]}


def test_each_broken_file_is_refused_at_its_place_and_the_rest_is_read() -> None:
    cases, problems = _load("broken")
    refused = {(Path(each.file).name, each.line, each.code) for each in problems if each.severity == "error"}
    assert refused == REFUSED
    read = [case.case.case_id for case in cases]
    assert read == ["KT-2026-0901", "KT-2026-0903", "KT-2026-0906", "KT-2026-0907"]
