"""Units of notes and forms: exact words, what a form asked, the order in which they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import qa_assistant.reading
from qa_assistant.case import CaseFile, Form, FormItem, Note
from qa_assistant.codebook import load_codebook
from qa_assistant.reading.units import (
    case_passages,
    codes_of_yes,
    form_passage,
    is_bare,
    note_passage,
    question,
)
from qa_assistant.standards.catalogue import load_catalogue

QUESTIONS = Path(qa_assistant.reading.__file__).with_name("form_questions.yaml")
NUMBERED = [f"q{number}" for number in range(1, 28)]


def lines(text: str) -> list[tuple[int, int]]:
    """Cuts at line ends: enough of a segmenter for these tests."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def form(**fields: Any) -> Form:
    given = {"form_id": "f1", "tool": "DASH", "completed_at": "2024-03-05T09:00", "items": []}
    return Form.model_validate(given | fields)


def note(text: str, **fields: Any) -> Note:
    return Note.model_validate({"note_id": "n1", "written_at": "2024-03-05T10:00", "text": text} | fields)


@pytest.mark.parametrize("item", NUMBERED)
def test_every_dash_question_has_words_and_codes_that_the_codebook_knows(item: str) -> None:
    assert question("dash", item) != item
    codes = codes_of_yes("dash", item)
    assert codes
    assert all("present" in load_codebook().statuses(code) for code in codes)


def test_every_code_of_a_bare_yes_may_be_present() -> None:
    data = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    codes = {code for items in data.values() for known in items.values() for code in known["records"]}
    assert all("present" in load_codebook().statuses(code) for code in codes)


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        ("alcohol", {"suspect_substance"}),
        ("Is the victim frightened?", {"victim_frightened"}),
        ("Choking / Strangulation", {"strangulation"}),
        ("separated", {"separation"}),
        ("Mental  health", {"suspect_mental_health"}),
        ("carpet", set()),
        ("q1", set()),
    ],
)
def test_items_of_dara_are_known_by_the_words_in_their_names(item: str, codes: set[str]) -> None:
    assert set(codes_of_yes("DARA", item)) == codes
    assert question("DARA", item) == item


def test_the_words_of_dara_are_those_that_the_judge_goes_by() -> None:
    for word, codes in load_catalogue().form_items["dara"].items():
        assert set(codes) <= set(codes_of_yes("dara", word))


@pytest.mark.parametrize("item", NUMBERED)
def test_a_bare_yes_records_what_the_catalogue_says_the_item_asks(item: str) -> None:
    asked = set(load_catalogue().form_items["dash"].get(item, ()))
    assert not asked or set(codes_of_yes("dash", item)) <= asked


@pytest.mark.parametrize(("tool", "item"), [("DASH", "Q18"), (" dash ", " q18 "), ("Dash", "q18")])
def test_forms_and_items_are_known_however_they_are_spelt(tool: str, item: str) -> None:
    assert codes_of_yes(tool, item) == ("strangulation",)
    assert question(tool, item).startswith("strangled")


@pytest.mark.parametrize(
    ("tool", "item"), [("dash", "q28"), ("dash", ""), ("dara", "q1"), ("", "q1"), ("x", "kill")]
)
def test_an_unknown_item_is_asked_by_its_own_name_and_records_nothing(tool: str, item: str) -> None:
    assert question(tool, item) == item
    assert codes_of_yes(tool, item) == ()


@pytest.mark.parametrize(
    ("text", "bare"), [(None, True), ("", True), (" \n\t", True), ("red mark", False), ("-", False)]
)
def test_bare_answers(text: str | None, bare: bool) -> None:
    assert is_bare(FormItem(item="q1", answer="yes", text=text)) is bare


def test_a_note_is_cut_at_exact_offsets_and_says_who_wrote_it() -> None:
    text = "IP seen alone 👩‍👧\n  הוא עזב\nBWV on"
    passage = note_passage(note(text, author_role="video_response_officer", kind="victim_contact"), lines)
    assert passage.header == "video response officer, victim contact"
    assert [unit.text for unit in passage.units] == text.split("\n")
    assert all(text[unit.start : unit.end] == unit.text for unit in passage.units)
    assert all((unit.block, unit.item, unit.prefix) == ("n1", None, "") for unit in passage.units)


def test_a_form_is_read_by_its_words_with_what_was_asked() -> None:
    items = [
        {"item": "q18", "answer": "Yes ", "text": "both hands"},
        {"item": "q1", "answer": "yes"},
        {"item": "q2", "answer": None, "text": " would not say "},
        {"item": "Weapons?", "answer": "no", "text": "none held"},
        {"item": "q9", "answer": "no", "text": "  "},
    ]
    passage = form_passage(form(items=items, rationale="High: throat held.", author_role="response_officer"))
    assert passage.header == "response officer, dash form"
    assert [(unit.item, unit.prefix, unit.text) for unit in passage.units] == [
        ("q18", "strangled choked suffocated or drowned: yes.", "both hands"),
        ("q2", "very frightened: not answered.", " would not say "),
        ("Weapons?", "Weapons?: no.", "none held"),
        ("rationale", "reasons for the grade:", "High: throat held."),
    ]
    assert all(unit.start is None and unit.end is None for unit in passage.units)


@pytest.mark.parametrize("rationale", [None, "", " \n"])
def test_a_form_without_words_has_no_units(rationale: str | None) -> None:
    passage = form_passage(form(items=[{"item": "q1", "answer": "yes"}], rationale=rationale))
    assert passage.units == ()


def test_a_case_is_read_in_the_order_of_the_file_forms_last() -> None:
    later, earlier = note("b", note_id="n2", written_at="2024-03-06T10:00"), note("a")
    case = CaseFile(
        case_id="T-1", reported_at=earlier.written_at, notes=[later, earlier], forms=[form(form_id="f1")]
    )
    assert [passage.block for passage in case_passages(case, lines)] == ["n2", "n1", "f1"]


def test_a_case_without_notes_or_forms_has_no_passages() -> None:
    assert (
        list(case_passages(CaseFile(case_id="T-1", reported_at=note("").written_at, notes=[]), lines)) == []
    )
