"""What is made regular in a case that can be read, and what is warned of."""

from __future__ import annotations

import pytest

from .conftest import case, note


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"attendance": "In Person"}, lambda c: c.attendance == "in_person"),
        ({"attendance": "RVR"}, lambda c: c.attendance == "video"),
        ({"attendance": "unknown"}, lambda c: c.attendance == "unknown"),
        ({"case_id": " A\n 1 "}, lambda c: c.case_id == "A 1"),
        ({"case_id": 12345}, lambda c: c.case_id == "12345"),
        ({"as_of": None, "force": None, "forms": None, "people": None}, lambda c: c.forms == []),
        (
            {"notes": [note(author_role="Response-Officer")]},
            lambda c: c.notes[0].author_role == "response_officer",
        ),
        ({"notes": [note(author_role="PS")]}, lambda c: c.notes[0].author_role == "supervisor"),
        ({"notes": [note(author_role="")]}, lambda c: c.notes[0].author_role == "other"),
        ({"notes": [note(kind="Victim contact")]}, lambda c: c.notes[0].kind == "victim_contact"),
        ({"notes": [note(written_at="03/10/2022 2240hrs")]}, lambda c: c.notes[0].written_at.hour == 22),
        ({"notes": [note(written_at="3 Oct 2022 10:40pm")]}, lambda c: c.notes[0].written_at.hour == 22),
        ({"notes": [note(written_at="2022-10-03T21:40:00Z")]}, lambda c: c.notes[0].written_at.hour == 22),
        ({"notes": [note(text="a\r\nb\rc\td")]}, lambda c: c.notes[0].text == "a\nb\nc\td"),
        ({"notes": [note(text="  مرحبا \u200f😢 ")]}, lambda c: c.notes[0].text == "  مرحبا \u200f😢 "),
    ],
)
def test_what_is_made_regular_without_a_word(put, load, fields, check):
    loaded = load(put("case.json", case(**fields))).one
    assert check(loaded.case)
    assert loaded.warnings == ()


@pytest.mark.parametrize(
    ("fields", "code", "field", "words"),
    [
        ({"notes": [note(text="a\x00b\x07c")]}, "QA151", "notes[0].text", "control characters"),
        ({"notes": [note(text="half \ud83d")]}, "QA151", "notes[0].text", "control characters"),
        ({"notes": [note(author_role="wizard")]}, "QA152", "notes[0].author_role", "read as 'other'"),
        ({"notes": [note(kind="musing")]}, "QA153", "notes[0].kind", "read as 'other'"),
        ({"atendance": "video"}, "QA154", "atendance", "did you mean attendance?"),
        ({"colour": "red"}, "QA154", "colour", "the field colour is not known"),
        ({"notes": [note(knd="call")]}, "QA154", "notes[0].knd", "did you mean kind?"),
        (
            {"notes": [note(), note("n2", written_at="2022-10-03T22:00"), note("n3")]},
            "QA155",
            "notes[1].written_at",
            "earlier than the note before it",
        ),
        (
            {"notes": [note(written_at="2022-10-02T21:13")]},
            "QA156",
            "notes[0].written_at",
            "more than a day before",
        ),
        (
            {"as_of": "2022-10-03T22:00"},
            "QA157",
            "notes[0].written_at",
            "nothing later than 2022-10-03T22:00 counts",
        ),
        (
            {"notes": [note(written_at="2023-06-01T09:01")]},
            "QA157",
            "notes[0].written_at",
            "later than 2023-06-01",
        ),
        ({"notes": [note(text=" \n")]}, "QA158", "notes[0].text", "is empty"),
        ({"notes": [note(text="x y"), note("n2", text=" x y\n")]}, "QA159", "notes[1].text", "same text"),
        ({"notes": [note(text="x" * 100_001)]}, "QA160", "notes[0].text", "over 100,000 characters"),
        ({"reported_at": "2022-03-27T01:30"}, "QA161", "reported_at", "clocks skipped"),
        ({"notes": [note(written_at="2022-10-30T01:30")]}, "QA162", "notes[0].written_at", "came twice"),
        ({"attendance": ...}, "QA163", "attendance", "not applied"),
        ({"attendance": "carrier pigeon"}, "QA164", "attendance", "not applied; use one of in_person"),
        ({"reported_at": "2022-10-03"}, "QA170", "reported_at", "the start of that day"),
        ({"notes": []}, "QA172", "notes", "no notes and no forms"),
    ],
)
def test_what_is_warned_of(put, load, fields, code, field, words):
    loaded = load(put("case.json", case(**fields))).one
    assert [(warning.code, warning.field) for warning in loaded.warnings] == [(code, field)]
    assert words in loaded.warnings[0].message
    assert loaded.warnings[0].severity == "warning"


@pytest.mark.parametrize(
    "fields",
    [
        {"notes": [note(written_at="2022-10-02T21:14")]},
        {"notes": [note(written_at="2023-06-01T09:00")]},
        {"notes": [note(text="x" * 100_000)]},
        {"notes": [note(written_at="2022-10-30T01:30+00:00")]},
        {"notes": [note(written_at="2022-10-30T00:59"), note("n2", written_at="2022-10-30T02:00")]},
        {"reported_at": "2022-03-27T02:00", "notes": [note(written_at="2022-03-27T02:30")]},
    ],
)
def test_what_is_just_within_bounds_is_not_warned_of(put, load, fields):
    assert load(put("case.json", case(**fields))).one.warnings == ()


def test_one_warning_of_a_kind_counts_the_rest(put, load):
    loaded = load(put("case.json", case(notes=[note(f"n{i}", kind="musing") for i in range(5)]))).one
    assert [warning.code for warning in loaded.warnings] == ["QA153"]
    assert loaded.warnings[0].message.endswith("(and 4 more like it)")


def test_removed_characters_leave_offsets_that_count_in_the_text_kept(put, load):
    text = (
        load(put("case.json", case(notes=[note(text="IP\x00 said\x0cno\x85\u2066x\u2069")])))
        .one.case.notes[0]
        .text
    )
    assert text == "IP said\nno\n\u2066x\u2069"
