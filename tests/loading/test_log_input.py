"""Cases in pasted logs."""

from __future__ import annotations

import pytest

LOG = """Case: TR-9
Reported: 03/11/2022 14:05
Attendance: In person
As of: 2022-12-01T09:00
People: victim F 34; suspect M 36 ex-partner; child M 6
Flags: da; stalking

03/11/2022 14:30 PC 10234 Harris
Attended, IP upset.

She said:  "no".
[03-Nov-2022 15:30] DS Khan: spoke to the victim
1600hrs she left, PC Harris with her
2022-11-03T16:30 - PS 221 Okafor (Supervisor review)
1. Do this.
Thu 3 Nov 2022 1730hrs DC 4471 Patel
Entry 4: 03.11.22 @ 18:30 by Sgt Blake
"""


def test_a_usual_log(put, load):
    loaded = load(put("log.txt", LOG)).one
    case = loaded.case
    assert (case.case_id, case.attendance, case.flags) == ("TR-9", "in_person", ["da", "stalking"])
    assert (str(case.reported_at), str(case.as_of)) == (
        "2022-11-03 14:05:00+00:00",
        "2022-12-01 09:00:00+00:00",
    )
    assert [(p.role, p.sex, p.age, p.note) for p in case.people] == [
        ("victim", "F", 34, None),
        ("suspect", "M", 36, "ex-partner"),
        ("child", "M", 6, None),
    ]
    assert [
        (n.note_id, f"{n.written_at:%H%M}", n.author, n.author_role, n.kind, n.text) for n in case.notes
    ] == [
        (
            "n1",
            "1430",
            "PC 10234 Harris",
            "response_officer",
            "other",
            'Attended, IP upset.\n\nShe said:  "no".',
        ),
        (
            "n2",
            "1530",
            "DS Khan",
            "supervisor",
            "other",
            "spoke to the victim\n1600hrs she left, PC Harris with her",
        ),
        ("n3", "1630", "PS 221 Okafor", "supervisor", "review", "1. Do this."),
        ("n4", "1730", "DC 4471 Patel", "investigator", "other", ""),
        ("n5", "1830", "Sgt Blake", "supervisor", "other", ""),
    ]
    assert [(w.code, w.line) for w in loaded.warnings] == [("QA158", 16)]


def test_a_sentence_that_begins_with_a_date_stays_in_the_text(put, load):
    loaded = load(
        put("log.txt", "Attendance: phone\n03/11/2022 14:30 PC 1 Harris\n04/11/2022 15:00 she rang again.\n")
    ).one
    assert [note.text for note in loaded.case.notes] == ["04/11/2022 15:00 she rang again."]
    assert {warning.code for warning in loaded.warnings} == {"QA168", "QA174"}


def test_dates_alone_open_entries_where_nobody_is_named(put, load):
    loaded = load(
        put(
            "log.txt",
            "Attendance: phone\n03/11/2022 14:30 Victim rang.\nMore.\n04/11/2022 15:00 She rang again.\n",
        )
    ).one
    assert [note.text for note in loaded.case.notes] == ["Victim rang.\nMore.", "She rang again."]
    assert {warning.code for warning in loaded.warnings} == {"QA168", "QA173"}


def test_a_bare_time_goes_on_with_the_last_date_and_past_midnight(put, load):
    log = "Attendance: phone\nThursday 3 November 2022\n14:30 PC 1 Harris: a\n23:50 PC 1 Harris: b\n"
    log += "00:10 PC 1 Harris: c\n"
    loaded = load(put("log.txt", log)).one
    assert [f"{note.written_at:%d %H%M}" for note in loaded.case.notes] == ["03 1430", "03 2350", "04 0010"]


@pytest.mark.parametrize(
    ("name", "log", "ids"),
    [
        ("my case.txt", "03/11/2022 14:30 PC 1 Harris\nx", ["my case"]),
        (
            "log.txt",
            "Case: A\n03/11/2022 14:30 PC 1 Harris\nx\nCase: B\n03/11/2022 15:30 PC 1 Harris\ny",
            ["A", "B"],
        ),
        (
            "log.txt",
            "Case: A\n03/11/2022 14:30 PC 1 Harris\nx\n=====\nCase: B\n"
            "03/11/2022 15:30 PC 1 Harris\ny\n=====",
            ["A", "B"],
        ),
        (
            "log.txt",
            "03/11/2022 14:30 PC 1 Harris\nx\n======\n\n03/11/2022 15:30 PC 1 Harris\ny",
            ["log", "log-2"],
        ),
        ("log.txt", "=====\nCase: A\n=====\n03/11/2022 14:30 PC 1 Harris\nx", ["A"]),
        ("log.txt", "Case: A\n03/11/2022 14:30 PC 1 Harris\nx\n=====\nstill the same entry", ["A"]),
        ("log.txt", "Case: A\n03/11/2022 14:30 PC 1 Harris\nCase: A\nCase: discussed with DS\n", ["A"]),
        ("log.txt", "Case: A\r\n03/11/2022 14:30 PC 1 Harris\r\nx\r\n", ["A"]),
    ],
)
def test_where_cases_begin(put, load, name, log, ids):
    outcome = load(put(name, log))
    assert (outcome.ids, outcome.codes) == (ids, [])


def test_a_form_in_a_log(put, load):
    log = """Case: A
Reported: 03/11/2022 21:00
Attendance: video
03/11/2022 21:30 PC 1 Harris
Before.
DASH 03/11/2022 22:25 HIGH
Q1 Yes small cut to lip
Q2. No
3) don't know
Q18 - yes - hands round throat,
could not breathe
Frightened: very often - of him

Rationale: High due to strangulation
and escalation

After.
DARA - medium risk
q1 | often | slapped
04/11/2022 10:00 DC 2 Patel
DASH completed HIGH
Not asked for more.
"""
    loaded = load(put("log.txt", log)).one
    assert [note.text for note in loaded.case.notes] == [
        "Before.\nAfter.",
        "DASH completed HIGH\nNot asked for more.",
    ]
    dash, dara = loaded.case.forms
    assert (dash.tool, dash.grade, dash.author_role, f"{dash.completed_at:%H%M}") == (
        "dash",
        "high",
        "response_officer",
        "2225",
    )
    assert [(item.item, item.answer, item.text) for item in dash.items] == [
        ("q1", "yes", "small cut to lip"),
        ("q2", "no", None),
        ("q3", "don't know", None),
        ("q18", "yes", "hands round throat,\ncould not breathe"),
        ("frightened", "very often", "of him"),
    ]
    assert dash.rationale == "High due to strangulation\nand escalation"
    assert (dara.tool, dara.grade, f"{dara.completed_at:%H%M}", dara.items[0].item) == (
        "dara",
        "medium",
        "2130",
        "q1",
    )


def test_a_log_that_holds_only_a_form(put, load):
    loaded = load(put("log.txt", "Case: A\nAttendance: phone\nDASH 03/11/2022 22:25 HIGH\nQ1 yes\n")).one
    assert (loaded.case.notes, f"{loaded.case.reported_at:%H%M}") == ([], "2225")


@pytest.mark.parametrize(
    ("log", "code", "line"),
    [
        ("", "QA104", None),
        ("Just some words.\nAnd more.", "QA110", 1),
        ("Case: A\n31/02/2022 14:30 PC 1 Harris\nx", "QA114", 2),
        ("Case: A\nReported: soon\n03/11/2022 14:30 PC 1 Harris\nx", "QA114", 2),
        ("Case: A\n14:30 PC 1 Harris\nx", "QA114", 2),
        (b"03/11/2022 14:30 PC 1 Harris\n\x81", "QA105", None),
    ],
)
def test_what_is_refused(put, load, log, code, line):
    outcome = load(put("log.txt", log))
    assert (outcome.problems[0].code, outcome.problems[0].line, outcome.loaded) == (code, line, [])


def test_a_broken_case_does_not_stop_the_next_of_the_log(put, load):
    log = "Case: A\n31/02/2022 14:30 PC 1 Harris\nx\nCase: B\n03/11/2022 15:30 PC 1 Harris\ny"
    outcome = load(put("log.txt", log))
    assert (outcome.ids, outcome.problems[-1].case_id) == (["B"], "A")


@pytest.mark.parametrize(
    ("log", "code"),
    [
        ("Attendance: phone\n03/11/2022 14:30 PC 1 Harris\nx", "QA168"),
        ("Reported: 03/11/2022\n03/11/2022 14:30 PC 1 Harris\nx", "QA170"),
        ("Reported: 03/11/2022 14:00\n03/11/2022 14:30 PC 1 Harris\nx", "QA163"),
        ("Attendance: by pigeon\n03/11/2022 14:30 PC 1 Harris\nx", "QA164"),
        ("Dear all,\n03/11/2022 14:30 PC 1 Harris\nx", "QA169"),
        ("03/11/2022 PC 1 Harris\nx", "QA170"),
        ("03/11/2022 14:30 PC 1 Harris\nx\x00", "QA151"),
    ],
)
def test_what_is_warned_of(put, load, log, code):
    assert code in {warning.code for warning in load(put("log.txt", log)).one.warnings}


def test_a_case_named_after_its_file_below_a_separator_is_warned_of(put, load):
    outcome = load(put("log.txt", "03/11/2022 14:30 PC 1 Harris\nx\n======\n03/11/2022 15:30 PC 1 Harris\ny"))
    assert "QA171" in outcome.warned


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(put, load, encoding):
    outcome = load(put("log.txt", "Case: A\n03/11/2022 14:30 PC 1 Harris\nZoë “said” £5".encode(encoding)))
    assert outcome.one.case.notes[0].text == "Zoë “said” £5"
    assert outcome.codes == (["QA167"] if encoding == "cp1252" else [])
