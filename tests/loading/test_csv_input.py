"""Cases in CSV, one row a note."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_assistant.errors import InputError
from qa_assistant.loading import columns as columns_module

HEAD = "Case ID,Entry date,Entry time,Role,Type,Entry,Date reported,Attendance"
ROW = "A,03/10/2022,22:40,PC,Attendance,Attended.,03/10/2022 21:14,in person"
MAPPING = Path(columns_module.__file__).with_name("mapping.example.yaml")


def test_a_usual_export_is_read_without_a_mapping(put, load):
    loaded = load(put("export.csv", f"{HEAD}\n{ROW}\n")).one
    case, [note] = loaded.case, loaded.case.notes
    assert (case.case_id, case.attendance, str(case.reported_at)) == (
        "A",
        "in_person",
        "2022-10-03 21:14:00+01:00",
    )
    assert (note.note_id, note.author_role, note.kind, note.text) == (
        "n1",
        "response_officer",
        "attendance",
        "Attended.",
    )
    assert str(note.written_at) == "2022-10-03 22:40:00+01:00"
    assert loaded.warnings == ()


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "crime_no,entry_datetime,text,reported_at,attendance",
            "A,2022-10-03T22:40,Hello,2022-10-03T21:14,phone",
        ),
        (
            "Occurrence Number,Date,Time,Details,Reported,Attendance",
            "A,3 Oct 2022,2240,Hello,03/10/2022 21:14,phone",
        ),
        (
            "URN,Entry Date/Time,Note text,Reported on,Response type",
            "A,03/10/2022 22:40:00,Hello,03/10/22 21:14,Telephone",
        ),
        (
            "Case No.,Created on,Narrative,Reported date,Reported time,Attendance",
            "A,03-Oct-2022 22:40,Hello,03/10/2022,21:14,phone",
        ),
        # a spreadsheet pads a date with midnight and a time with its first day
        (
            "case id,date,time,text,reported at,attendance",
            "A,03/10/2022 00:00:00,30/12/1899 22:40:00,Hello,03/10/2022 21:14,phone",
        ),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_usual_names_and_delimiters(put, load, header, row, delimiter):
    loaded = load(put("export.csv", f"{header}\n{row}\n".replace(",", delimiter))).one
    assert loaded.case.notes[0].text == "Hello"
    assert (loaded.case.notes[0].written_at.hour, loaded.case.notes[0].written_at.minute) == (22, 40)
    assert (loaded.case.reported_at.hour, loaded.case.attendance) == (21, "phone")
    assert loaded.warnings == ()


@pytest.mark.parametrize(
    ("encoding", "warns"),
    [
        ("utf-8", False),
        ("utf-8-sig", False),
        ("utf-16", False),
        ("utf-16-le", False),
        ("utf-16-be", False),
        ("cp1252", True),
    ],
)
def test_encodings(put, load, encoding, warns):
    path = put("export.csv", f"{HEAD}\n{ROW.replace('Attended.', 'Zoë: £5 – “no”')}\n".encode(encoding))
    outcome = load(path)
    assert outcome.one.case.notes[0].text == "Zoë: £5 – “no”"
    assert outcome.codes == (["QA167"] if warns else [])


def test_a_long_text_with_line_breaks_quotes_and_delimiters_is_kept_whole(put, load):
    text = 'She said ""no"", then\r\n\r\nleft; ' + "x" * 200_000
    loaded = load(
        put("export.csv", f"sep=,\r\n{HEAD}\r\n{ROW.replace('Attended.', chr(34) + text + chr(34))}\r\n")
    ).one
    assert loaded.case.notes[0].text == 'She said "no", then\n\nleft; ' + "x" * 200_000
    assert loaded.source.line == 3


def test_rows_of_a_case_need_not_be_adjacent(put, load):
    rows = [
        ROW,
        ROW.replace("A,", "B,", 1),
        "",
        ROW.replace("22:40", "23:40").replace("Attended", "Left"),
        ",,,,,,,",
    ]
    outcome = load(put("export.csv", "\n".join([HEAD, *rows])))
    assert outcome.ids == ["A", "B"]
    assert [(n.note_id, n.text) for n in outcome.loaded[0].case.notes] == [
        ("n1", "Attended."),
        ("n2", "Left."),
    ]
    assert outcome.warned == set()


def test_the_example_mapping_is_read(put, load):
    header = "Occurrence number,Entry date,Entry time,Entry details,Entered by,Role,Entry type,"
    header += "Date reported,Response type,Parties,Markers,Owning team,OIC"
    row = "46/1/22,03/10/2022,22:40,Hello,PC 10234 Harris,NPT,Golden hour,03/10/2022 21:14,"
    row += "Diary appointment,victim F 34; suspect M 36 ex-partner,DA; stalking,LPT,10234"
    loaded = load(put("export.csv", f"{header}\n{row}\n"), mapping=MAPPING).one
    case, [note] = loaded.case, loaded.case.notes
    assert (note.author_role, note.kind, note.author) == ("response_officer", "attendance", "PC 10234 Harris")
    assert (case.case_id, case.attendance, case.flags) == ("46/1/22", "front_counter", ["da", "stalking"])
    assert (case.team, case.officer) == ("LPT", "10234")
    assert [person.model_dump(exclude_none=True) for person in case.people] == [
        {"role": "victim", "sex": "F", "age": 34},
        {"role": "suspect", "sex": "M", "age": 36, "note": "ex-partner"},
    ]
    assert loaded.warnings == ()


def test_a_mapping_outweighs_the_usual_names(put, load):
    path = put(
        "export.csv",
        "case_id;text;words;stamp;reported_at;attendance\n"
        "A;no;yes;10/03/2022 10.40PM;2022-10-03T21:14;phone\n",
    )
    mapping = {
        "columns": {"text": "Words", "written_at": "stamp", "reported_at": "stamp"},
        "time_format": "%m/%d/%Y %I.%M%p",
        "delimiter": ";",
        "encoding": "utf-8",
    }
    note = load(path, mapping=mapping).one.case.notes[0]
    assert (note.text, note.written_at.month, note.written_at.hour) == ("yes", 10, 22)


def test_a_role_is_read_from_the_author_where_no_column_gives_it(put, load):
    path = put(
        "export.csv",
        "case id,date time,author,text,reported at,attendance\n"
        "A,2022-10-03T22:40,A/PS 22 Blake,x,2022-10-03T21:14,phone\n",
    )
    assert load(path).one.case.notes[0].author_role == "supervisor"


@pytest.mark.parametrize(
    ("row", "code", "line", "field", "words"),
    [
        (
            ROW.replace("03/10/2022,22:40", "31/02/2022,22:40"),
            "QA114",
            3,
            "columns 'Entry date' and 'Entry time'",
            "(2022-02-31T22:40)",
        ),
        (
            ROW.replace("03/10/2022,22:40", ","),
            "QA114",
            3,
            "columns 'Entry date' and 'Entry time'",
            "write it as",
        ),
        (ROW.replace("03/10/2022 21:14", "soon"), "QA114", 3, "column 'Date reported'", "write it as"),
        (ROW.replace("A,", ",", 1), "QA119", 3, "column 'Case ID'", "belongs to no case"),
        (ROW + ",more", "QA118", 3, None, "more cells than the header"),
        (ROW.replace("A,", "A" * 65 + ",", 1), "QA115", 3, "column 'Case ID'", "at most 64"),
    ],
)
def test_a_broken_row_names_its_line_and_column_and_other_cases_go_on(
    put, load, row, code, line, field, words
):
    path = put("export.csv", "\n".join([HEAD, ROW.replace("A,", "B,", 1), row, ROW.replace("A,", "C,", 1)]))
    outcome = load(path)
    assert outcome.ids == ["B", "C"]
    [problem] = outcome.problems
    assert (problem.code, problem.line, problem.field) == (code, line, field)
    assert words in problem.message


def test_a_case_with_one_broken_row_is_refused_as_a_whole(put, load):
    """A case read without one of its notes would be told that steps are missing which were done."""
    outcome = load(put("export.csv", "\n".join([HEAD, ROW, ROW.replace("22:40", "25:40")])))
    assert (outcome.ids, outcome.codes) == ([], ["QA114"])
    outcome = load(put("export.csv", "\n".join([HEAD, ROW, ROW + ",x"])))
    assert (outcome.ids, outcome.codes) == ([], ["QA118"])


@pytest.mark.parametrize(
    ("content", "code", "line", "words"),
    [
        ("", "QA104", None, "no case"),
        ("\ufeff\r\n", "QA104", None, "no case"),
        (HEAD, "QA104", None, "no case"),
        (
            f'{HEAD}\n{ROW}\nB,03/10/2022,22:40,PC,Call,"open,03/10/2022 21:14,phone\n',
            "QA107",
            3,
            "not closed",
        ),
        (
            f'{HEAD}\n{ROW}\nB,03/10/2022,22:40,PC,Call,"he said "no" to her",03/10/2022 21:14,phone',
            "QA107",
            3,
            "twice",
        ),
        ("colour,size\nred,3\n", "QA108", 1, "case_id"),
        ("case_id,text\nA,x\n", "QA108", 1, "the time of the note (written_at)"),
        ("\ncase_id,written_at\nA,2022-10-03\n", "QA108", 2, "the words of the note (text)"),
        (b"case_id,written_at,text\nA,2022-10-03T10:00,\x81\n", "QA105", None, "UTF-8 or Windows-1252"),
    ],
)
def test_files_that_cannot_be_read(put, load, content, code, line, words):
    outcome = load(put("export.csv", content))
    problem = outcome.problems[-1]
    assert (problem.code, problem.line, outcome.loaded) == (code, line, [])
    assert words in problem.message


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        (
            f"{HEAD}\n{ROW}\n{ROW.replace('in person', 'phone').replace('Attended', 'Left')}",
            "QA165",
            "column 'Attendance'",
        ),
        ("case_id,written_at,text,attendance\nA,2022-10-03T10:00,x,phone\n", "QA168", "reported_at"),
        (
            "case_id,written_at,text,reported_at\nA,2022-10-03T10:00,x,2022-10-03T10:00\n",
            "QA163",
            "attendance",
        ),
        (f"{HEAD}\n{ROW.replace('Attended.', '')}", "QA158", "column 'Entry'"),
        (f"{HEAD}\n{ROW.replace('Attended.', 'a' + chr(0))}", "QA151", "column 'Entry'"),
        (f"{HEAD}\n{ROW.replace('PC', 'wizard')}", "QA152", "column 'Role'"),
        (f"{HEAD}\n{ROW.replace('Attendance,', 'musing,')}", "QA153", "column 'Type'"),
        (f"{HEAD}\n{ROW.replace(',22:40', ',')}", "QA170", "columns 'Entry date' and 'Entry time'"),
    ],
)
def test_what_is_warned_of(put, load, content, code, field):
    found = [(warning.code, warning.field) for warning in load(put("export.csv", content)).one.warnings]
    assert (code, field) in found


def test_columns_that_serve_no_field_are_named_once(put, load):
    outcome = load(put("export.csv", f"{HEAD},Shoe size\n{ROW},7\n"))
    assert (outcome.codes, outcome.ids) == (["QA166"], ["A"])
    assert "Shoe size" in outcome.problems[0].message


def test_the_earliest_entry_stands_in_for_the_time_of_report(put, load):
    path = put(
        "export.csv",
        "case_id,written_at,text,attendance\nA,2022-10-04T10:00,x,phone\nA,03/10/2022 10:00,y,phone\n",
    )
    assert load(path).one.case.reported_at.day == 3


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (
            {"columns": {"txt": "Entry"}},
            "columns.txt is not known; names of columns stand under 'columns:'; did you mean text?",
        ),
        ({"text": "Entry"}, "text is not known; names of columns stand under 'columns:'; did you mean text?"),
        ({"roles": {"NPT": "wizard"}}, "roles.NPT: input should be"),
        ({"delimiter": ";;"}, "delimiter: value error, give one character"),
        ({"encoding": "klingon"}, "give utf-8, utf-16 or cp1252"),
        ({"time_format": "%d %d"}, "such as '%d/%m/%Y %H:%M'"),
        ("columns: [", "it is not valid YAML at line 1"),
        ("- a", "it: input should be"),
        (b"\xff\xfe\x00", "it is not valid YAML"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_at_once(put, load, mapping, words):
    given = put("mapping.yaml", mapping) if isinstance(mapping, str | bytes) else mapping
    with pytest.raises(InputError) as caught:
        load(put("export.csv", f"{HEAD}\n{ROW}\n"), mapping=given)
    assert caught.value.code == "QA102"
    assert words in caught.value.message


def test_a_mapping_that_names_an_absent_column_says_which(put, load):
    outcome = load(put("export.csv", f"{HEAD}\n{ROW}\n"), mapping={"columns": {"text": "Entri"}})
    assert outcome.codes == ["QA108"]
    assert (
        "the mapping names 'Entri', which is not a column; did you mean 'Entry'?"
        in outcome.problems[0].message
    )
