"""Cases in .json and .jsonl: every shape that is read, and every way in which they go wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import case, note

A, B = case("A"), case("B")


@pytest.mark.parametrize(
    ("name", "content", "ids"),
    [
        ("one.json", A, ["A"]),
        ("list.json", [A, B], ["A", "B"]),
        ("cases.json", {"cases": [A, B]}, ["A", "B"]),
        ("row.json", {"case": A, "units": [{"block": "n1", "start": 0, "end": 3, "labels": []}]}, ["A"]),
        ("rows.json", [{"case": A, "units": []}, B], ["A", "B"]),
        ("two-documents.json", json.dumps(A) + "\n" + json.dumps(B), ["A", "B"]),
        ("indented.json", json.dumps([A, B], indent=2), ["A", "B"]),
        ("lines.jsonl", json.dumps(A) + "\n\n" + json.dumps(B) + "\n", ["A", "B"]),
        ("crlf.jsonl", json.dumps(A) + "\r\n" + json.dumps(B) + "\r\n", ["A", "B"]),
        ("rows.jsonl", json.dumps({"case": A, "units": []}), ["A"]),
        ("indented.jsonl", json.dumps(A, indent=2), ["A"]),
        ("bom.json", b"\xef\xbb\xbf" + json.dumps(A).encode(), ["A"]),
        ("bom.jsonl", b"\xef\xbb\xbf" + json.dumps(A).encode(), ["A"]),
        ("utf16.json", json.dumps(A).encode("utf-16"), ["A"]),
        ("utf16.jsonl", (json.dumps(A) + "\n" + json.dumps(B)).encode("utf-16"), ["A", "B"]),
        ("UPPER.JSON", A, ["A"]),
    ],
)
def test_shapes_that_are_read(put, load, name, content, ids):
    outcome = load(put(name, content))
    assert (outcome.ids, outcome.codes) == (ids, [])
    assert outcome.warned == set()


@pytest.mark.parametrize(
    ("name", "content", "code", "line", "words"),
    [
        ("empty.json", "", "QA104", None, "no case"),
        ("space.json", " \n ", "QA104", None, "no case"),
        ("none.json", "[]", "QA104", None, "no case"),
        ("empty.jsonl", "\n\n", "QA104", None, "no case"),
        ("cut.json", '{"case_id": "A",\n "notes": [', "QA106", 2, "column 12"),
        ("comma.json", '{"case_id": "A"\n"notes": []}', "QA106", 2, "column 1: Expecting ',' delimiter"),
        ("open.json", "[" + json.dumps({"case_id": 1}), "QA106", 1, "Expecting ','"),
        ("deep.json", '{"notes": ' + "[" * 100_000, "QA106", 1, "nested too deeply"),
        ("digits.json", '{"case_id": ' + "1" * 5000 + "}", "QA106", 1, "number is too long"),
        ("latin.json", '{"case_id": "Zo\xeb"}'.encode("latin-1"), "QA105", None, "byte 15"),
        (
            "latin.jsonl",
            '{}\n{"case_id": "Zo\xeb"}'.encode("latin-1"),
            "QA105",
            2,
            "save the file again as UTF-8",
        ),
        ("text.json", '"a case"', "QA111", 1, "this is text"),
        ("number.jsonl", "12", "QA111", 1, "this is a number"),
        ("null.json", "null", "QA111", 1, "this is empty"),
        ("list.jsonl", "[]", "QA111", 1, "this is a list"),
        (
            "twice.json",
            '{"case_id": "A", "notes": [1], "notes": []}',
            "QA112",
            1,
            "the key notes is given twice",
        ),
        ("more.jsonl", "{} {}", "QA106", 1, "there is more after the case"),
    ],
)
def test_files_that_cannot_be_read(put, load, name, content, code, line, words):
    outcome = load(put(name, content))
    problem = outcome.problems[-1]
    assert (problem.code, problem.line, problem.severity) == (code, line, "error")
    assert words in problem.message
    assert outcome.loaded == []


@pytest.mark.parametrize(
    ("broken", "code", "field", "words"),
    [
        (case(case_id=...), "QA113", "case_id", "give the case an id"),
        (case(case_id=None), "QA113", "case_id", "give the case an id"),
        (case(case_id=" "), "QA115", "case_id", "must not be empty"),
        (case(case_id="x" * 65), "QA115", "case_id", "at most 64 characters"),
        (case(case_id=["A"]), "QA115", "case_id", "must be text"),
        (case(reported_at=...), "QA113", "reported_at", "add when the incident was reported"),
        (case(reported_at="31/02/2022 14:30"), "QA114", "reported_at", "(2022-02-31T14:30)"),
        (case(reported_at="yesterday"), "QA114", "reported_at", "write it as 2022-10-03T21:14"),
        (case(reported_at=1664831640), "QA114", "reported_at", "not a possible date and time"),
        (case(reported_at="0001-01-01"), "QA114", "reported_at", "not a possible date"),
        (case(as_of="2203-01-01T10:00"), "QA114", "as_of", "the year is 2203"),
        (case(notes=...), "QA113", "notes", "add the list of notes"),
        (case(notes={"n1": "x"}), "QA115", "notes", "must be a list"),
        (case(notes=["x"]), "QA115", "notes[0]", "must be an object"),
        (case(notes=[note(), note("n2", note_id=...)]), "QA113", "notes[1].note_id", "such as n1"),
        (case(notes=[note(written_at=...)]), "QA113", "notes[0].written_at", "when the note was written"),
        (
            case(notes=[note(written_at=..., writen_at="2022-10-03T21:14")]),
            "QA113",
            "notes[0].written_at",
            "is writen_at meant for it?",
        ),
        (
            case(notes=[note(), note("n2", written_at="2022-13-01")]),
            "QA114",
            "notes[1].written_at",
            "(2022-13-01)",
        ),
        (case(notes=[note(text=...)]), "QA113", "notes[0].text", "add the words of the note"),
        (case(notes=[note(text=["a"])]), "QA115", "notes[0].text", "must be text"),
        (case(notes=[note(), note()]), "QA116", "notes[1].note_id", "the same as notes[0].note_id"),
        (case(people=[{"sex": "F"}]), "QA113", "people[0].role", "victim, suspect or child"),
        (case(people=[{"role": "victim", "age": "old"}]), "QA115", "people[0].age", "must be a whole number"),
        (case(flags="da"), "QA115", "flags", "must be a list"),
        (
            case(
                forms=[
                    {
                        "form_id": "f1",
                        "tool": "dash",
                        "completed_at": "2022-10-03T23:00",
                        "grade": "huge",
                        "items": [],
                    }
                ]
            ),
            "QA115",
            "forms[0].grade",
            "must be one of 'standard', 'medium', 'high' or 'none'",
        ),
        (
            case(forms=[{"form_id": "n1", "tool": "dash", "completed_at": "2022-10-03T23:00", "items": []}]),
            "QA116",
            "forms[0].form_id",
            "the same as notes[0].note_id",
        ),
        (
            case(
                forms=[{"form_id": "f1", "tool": "dash", "completed_at": "2022-10-03T23:00", "items": [{}]}]
            ),
            "QA113",
            "forms[0].items[0].item",
            "such as q1",
        ),
    ],
)
def test_cases_that_are_refused_while_the_rest_go_on(put, load, broken: dict[str, Any], code, field, words):
    path = put("cases.jsonl", "\n".join(json.dumps(each) for each in (A, broken, B)))
    outcome = load(path)
    assert outcome.ids == ["A", "B"]
    [problem] = outcome.problems
    assert (problem.code, problem.line, problem.field) == (code, 2, field)
    assert words in problem.message
    assert str(problem).startswith(f"{path} line 2, {field}: {code} error: ")


def test_every_problem_of_a_case_is_told_up_to_twenty(put, load):
    outcome = load(put("case.json", case(notes=[note(f"n{i}", written_at="never") for i in range(30)])))
    assert outcome.codes == ["QA114"] * 20 + ["QA120"]
    assert "10 more" in outcome.problems[-1].message


def test_places_name_the_line_of_each_case_of_a_list(put, load):
    outcome = load(put("list.json", "[\n" + json.dumps(A) + ",\n" + json.dumps({"case_id": "X"}) + "]"))
    assert str(outcome.loaded[0].source).endswith("list.json line 2")
    assert [(p.line, p.field, p.case_id) for p in outcome.problems] == [
        (3, "reported_at", "X"),
        (3, "notes", "X"),
    ]
    outcome = load(put("cases.json", {"cases": [A, {"case_id": "X", "notes": []}]}))
    assert [(p.field, p.case_id) for p in outcome.problems] == [("cases[1].reported_at", "X")]


def test_cases_before_a_break_are_read(put, load):
    outcome = load(put("list.json", "[" + json.dumps(A) + ",\n" + json.dumps(B)[:-30]))
    assert (outcome.ids, outcome.codes) == (["A"], ["QA106"])


def test_the_second_of_two_cases_with_one_id_is_refused(put, load):
    first, second = put("a.json", A), put("b.jsonl", json.dumps(B) + "\n" + json.dumps(A))
    outcome = load(first, second)
    assert outcome.ids == ["A", "B"]
    [problem] = outcome.problems
    assert (problem.code, problem.line, problem.case_id) == ("QA117", 2, "A")
    assert f"{first} line 1" in problem.message


def test_a_broken_case_does_not_take_its_id_from_a_sound_one(put, load):
    outcome = load(put("a.jsonl", json.dumps(case("A", reported_at="never")) + "\n" + json.dumps(A)))
    assert (outcome.ids, outcome.codes) == (["A"], ["QA114"])


def test_row_of_errors_jsonl(put, load):
    path = put("a.jsonl", json.dumps(case(reported_at=...)))
    assert load(path).problems[0].as_json() == {
        "file": str(path),
        "line": 1,
        "field": "reported_at",
        "case_id": "TR-1",
        "code": "QA113",
        "message": "reported_at is missing; add when the incident was reported, as 2022-10-03T21:14",
    }
