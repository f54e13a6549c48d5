"""The authoring format: what it reads, what it refuses, and that nothing is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.authoring import AuthoringError, Row, check_files, note_separator, parse_cases, to_text
from training.authoring import parse_phrases as parse_bank
from training.authoring.__main__ import main
from training.authoring.document import parse_person, unit_texts
from training.authoring.likeness import fold, too_like

CORPUS = Path(__file__).parents[2] / "training" / "corpus"

GUIDE_EXAMPLE = """\
case: TR-A-001
reported: 2022-10-03T21:14
attendance: in_person            (in_person | video | phone | front_counter | none)
flags: da                        (da, and any of: stalking, hba, child, sexual)
people: victim F 34; suspect M 36; child M 6
as_of: 2022-11-01T09:00          (the moment at which the file is read)
# a comment is no unit
== note 2022-10-03T22:40 | response_officer | attendance
Attended w/ PC 4471, male had left prior to our arrival. {suspect_left:present}
IP states he put his hands round her throat and squeezed. {first_account:done; strangulation:present}
DASH done o/s at 2225, 11 ticks, graded HIGH. {risk_assessment:done@2022-10-03T22:25; grade_high:present}
Kettle was on, IP upset but polite.
== form DASH 2022-10-03T22:25 | response_officer | high
q1 | yes | small cut to lip {victim_injured:present}
q18 | yes | {strangulation:present}
q22 | no |
rationale | High due to strangulation {risk_rationale:done; strangulation:present}
"""


def corpus_rows(name: str) -> Iterator[Row]:
    with (CORPUS / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def without_joining(row: Row) -> Row:
    """A row in which each note's text is the list of its units, however they were joined."""
    texts = list(unit_texts(row))
    units = [
        {key: value for key, value in unit.items() if key not in ("start", "end")} | {"words": words}
        for unit, words in zip(row["units"], texts, strict=True)
    ]
    notes = [{key: value for key, value in note.items() if key != "text"} for note in row["case"]["notes"]]
    return {"case": row["case"] | {"notes": notes}, "units": units}


def test_guide_example_becomes_a_corpus_row() -> None:
    (row,) = parse_cases(GUIDE_EXAMPLE, "guide.txt")
    case, note, form = row["case"], row["case"]["notes"][0], row["case"]["forms"][0]
    assert list(case) == [
        "case_id", "reported_at", "as_of", "attendance", "flags", "people", "notes", "forms",
    ]  # fmt: skip
    assert (case["case_id"], case["attendance"], case["flags"]) == ("TR-A-001", "in_person", ["da"])
    assert case["as_of"] == "2022-11-01T09:00"
    assert case["people"][2] == {"role": "child", "sex": "M", "age": 6}
    assert (note["note_id"], note["author_role"], note["kind"]) == ("n1", "response_officer", "attendance")
    assert "arrival. IP states" in note["text"]
    assert (form["form_id"], form["tool"], form["grade"]) == ("f1", "dash", "high")
    assert form["items"][2] == {"item": "q22", "answer": "no", "text": ""}
    assert form["rationale"] == "High due to strangulation"
    assert row["units"][2] == {
        "block": "n1",
        "start": note["text"].index("DASH"),
        "end": note["text"].index(" Kettle"),
        "labels": [
            {"code": "risk_assessment", "status": "done", "at": "2022-10-03T22:25"},
            {"code": "grade_high", "status": "present"},
        ],
    }
    assert row["units"][3]["labels"] == []
    assert [unit.get("item") for unit in row["units"][4:]] == ["q1", "q18", "q22", "rationale"]


def test_every_training_case_comes_back_from_its_text() -> None:
    for row in corpus_rows("train.jsonl"):
        (back,) = parse_cases(to_text(row), row["case"]["case_id"])
        assert without_joining(back) == without_joining(row)


def test_a_rationale_without_words_is_a_unit_but_no_key() -> None:
    (row,) = parse_cases(GUIDE_EXAMPLE.partition("rationale |")[0] + "rationale |\n", "x")
    assert "rationale" not in row["case"]["forms"][0]
    assert row["units"][-1] == {"block": "f1", "item": "rationale", "labels": []}


def test_every_training_phrase_comes_back_from_its_text() -> None:
    rows = list(corpus_rows("phrases.jsonl"))
    assert parse_bank("".join(map(to_text, rows)), "phrases") == rows


def test_joined_offsets_are_exact_in_every_training_case() -> None:
    for row in corpus_rows("train.jsonl"):
        (back,) = parse_cases(to_text(row), "x", separator=lambda lines: "\n")
        for note in back["case"]["notes"]:
            units = [unit for unit in back["units"] if unit["block"] == note["note_id"]]
            assert [note["text"][u["start"] : u["end"]] for u in units] == note["text"].split("\n")


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="{}#=<|"))
line = st.lists(words.filter(bool), min_size=1, max_size=6).map(" ".join).filter(lambda t: t[:5] != "case:")


@given(st.lists(line, min_size=1, max_size=8))
def test_any_plain_lines_come_back_as_they_were(lines: list[str]) -> None:
    head, _, _ = GUIDE_EXAMPLE.partition("Attended")
    (row,) = parse_cases(head + "\n".join(lines), "x")
    assert list(unit_texts(row)) == lines


@pytest.mark.parametrize(
    ("lines", "separator"),
    [
        (["She was calm throughout.", "He had left before we arrived."], " "),
        (["Has a MARAC referral been made?", 'He said "I will not stop."'], " "),
        (["IP calm throughout and sober at the time", "susp left before we arrived at address"], "\n"),
        (["BWV on.", "No reply.", "VM left."], "\n"),
        (["First half ends like a sentence does.", "the second half of it does not do that"], " "),
    ],
)
def test_a_note_that_looks_like_a_log_is_joined_by_newlines(lines: list[str], separator: str) -> None:
    assert note_separator(lines) == separator


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("victim F 34", {"role": "victim", "sex": "F", "age": 34}),
        ("suspect M 31 (ex-partner)", {"role": "suspect", "sex": "M", "age": 31, "note": "ex-partner"}),
        ("suspect (son) M 50", {"role": "suspect (son)", "sex": "M", "age": 50}),
        ("suspect M", {"role": "suspect", "sex": "M", "age": None}),
        ("no children", {"role": "no children"}),
    ],
)
def test_people_are_read(text: str, person: Row) -> None:
    assert parse_person(text) == person


def test_phrases_take_the_line_before_from_an_arrow() -> None:
    bank = "# offers\n< Refuge offered.\nShe declined. {safe_accommodation:declined}\n\nKettle was on.\n"
    assert parse_bank(bank, "x") == [
        {
            "previous": "Refuge offered.",
            "text": "She declined.",
            "labels": [{"code": "safe_accommodation", "status": "declined"}],
        },
        {"previous": None, "text": "Kettle was on.", "labels": []},
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{suspect_left:present}", "{suspect_left}", "x:9: error: 'suspect_left' is not a label"),
        ("Kettle was on", "Kettle {was} on", "x:12: error: braces left in the text"),
        ("Kettle was on, IP upset but polite.", "{}", "x:12: error: labels without words"),
        ("flags: da", "flag: da", "x:4: error: not a line of the header"),
        (
            "people: victim F 34; suspect M 36; child M 6\n",
            "",
            "x:1: error: the case's header has no 'people:'",
        ),
        ("as_of: 2022-11-01T09:00", "flags: da", "x:6: error: the header has two 'flags:'"),
        ("case: TR-A-001\n", "", "x:1: error: this stands before any case"),
        ("| response_officer | attendance", "| attendance", "x:8: error: a note's heading has a time"),
        ("== form DASH 2022", "== form 2022", "x:13: error: a form's heading has a tool"),
        ("== form", "== from", "x:13: error: neither a note nor a form"),
        ("q22 | no |", "q22 no", "x:16: error: not a line of a form"),
        ("q22 | no |", "q18 | no |", "x:16: error: the form has two lines for 'q18'"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(old: str, new: str, told: str) -> None:
    assert old in GUIDE_EXAMPLE
    with pytest.raises(AuthoringError) as caught:
        parse_cases(GUIDE_EXAMPLE.replace(old, new, 1), "x")
    assert any(str(problem).startswith(told) for problem in caught.value.problems)


@pytest.mark.parametrize(
    "bank",
    ["< Nothing after.\n", "< One.\n< Two.\nThree.\n", "< One. {bwv_recorded:done}\nTwo.\n", "{a:b}\n"],
)
def test_phrases_that_cannot_be_read_are_refused(bank: str) -> None:
    with pytest.raises(AuthoringError):
        parse_bank(bank, "x")


def told_about(tmp_path: Path, text: str, *not_like: Path, name: str = "cases.txt") -> list[str]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in check_files([path], not_like)]


def test_the_guide_example_is_clean(tmp_path: Path) -> None:
    assert told_about(tmp_path, GUIDE_EXAMPLE) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("suspect_left:", "suspect_gone:", "9: error: unknown code 'suspect_gone': use suspect_"),
        ("suspect_left:", "zzz:", "9: error: unknown code 'zzz': use another one of the codebook"),
        (
            "suspect_left:present",
            "suspect_left:done",
            "9: error: suspect_left is an event and cannot be 'done'",
        ),
        ("first_account:done", "first_account:present", "10: error: first_account is a step and cannot be"),
        ("strangulation:present", "strangulation:absent", "10: error: strangulation is a risk and cannot be"),
        ("suspect_left:present", "minimising:denied", "9: error: minimising is a quality and cannot be"),
        (
            "done@2022-10-03T22:25",
            "done@2230",
            "11: error: risk_assessment:done@2230: write it to the minute",
        ),
        ("done@2022-10-03T22:25", "done@2022-13-03", "11: error: risk_assessment:done@2022-13-03: write"),
        (
            "done@2022-10-03T22:25",
            "done@2022-11-02",
            "11: error: risk_assessment:done@2022-11-02 is after as_of",
        ),
        ("done@2022-10-03T22:25", "done@2022-10-05", "11: warning: risk_assessment:done@2022-10-05 is later"),
        ("done@2022-10-03T22:25", "done@2021-10-03", "11: warning: risk_assessment:done@2021-10-03 is more"),
        (
            "| response_officer | att",
            "| officer | att",
            "8: error: unknown role 'officer': use call_handler,",
        ),
        ("| attendance\n", "| visit\n", "8: error: unknown kind of note 'visit': use call,"),
        (
            "| high\n",
            "| ungraded\n",
            "13: error: unknown grade 'ungraded': use standard, medium, high or none",
        ),
        (
            "attendance: in_person",
            "attendance: visit",
            "3: error: unknown attendance 'visit': use in_person,",
        ),
        ("flags: da", "flags: da stalking", "4: error: unknown flag 'da stalking'"),
        ("people: victim F 34; s", "people: s", "5: warning: no victim among the people"),
        ("child M 6", "child M 6, F 4", "5: warning: part ', …' after 'child'"),
        ("child M 6", "child M 6 months", "5: warning: 6 is read as years"),
        ("note 2022-10-03T22:40", "note 2022-10-03 22:40", "8: error: '2022-10-03 22:40' is not a time"),
        ("note 2022-10-03T22:40", "note 2022-10-03T20:40", "8: warning: 2022-10-03T20:40 is before the case"),
        ("note 2022-10-03T22:40", "note 2022-11-03T20:40", "8: warning: 2022-11-03T20:40 is after as_of"),
        ("as_of: 2022-11-01", "as_of: 2022-10-01", "1: error: as_of is before reported"),
        ("q22 | no |", "q22 | no | {injury_serious:denied}", "16: error: q22: a bare 'no', or no answer,"),
        ("| {strangulation:present}", "|", "15: warning: q18: a bare 'yes' has its code"),
        (
            "{suspect_left:present}",
            "{suspect_left:present; suspect_left:present}",
            "9: warning: suspect_left:pre",
        ),
        ("polite.", "polite. {}", "12: warning: empty braces"),
        ("Kettle was", "# wrist, kettle was", "12: warning: read as words ('#' is a fracture)"),
    ],
)
def test_the_checker_says_what_is_wrong(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GUIDE_EXAMPLE
    problems = told_about(tmp_path, GUIDE_EXAMPLE.replace(old, new, 1))
    assert any(problem.startswith(f"cases.txt:{told}") for problem in problems), problems


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{suspect_left:present}", "{risk_reassessed:planned@2022-11-20}"),
        ("{suspect_left:present}", "{strangulation:historic}"),
        ("q22 | no |", "q22 | no | never been pushed {physical_violence:denied}"),
        ("q22 | no |", "q22 | no"),
        ("q18 | yes | {", "q18 | yes {"),
        ("child M 6", "child M 6 (stepson)"),
        ("{suspect_left:present}", "{suspect_left:present; suspect_left:present@2022-10-03T21:30}"),
        ("case: TR", "# a comment before a case\ncase: TR"),
    ],
)
def test_the_checker_lets_right_things_be(tmp_path: Path, old: str, new: str) -> None:
    assert told_about(tmp_path, GUIDE_EXAMPLE.replace(old, new, 1)) == []


def test_notes_out_of_order_are_a_warning(tmp_path: Path) -> None:
    later = "== note 2022-10-03T22:00 | investigator | enquiry\nHouse to house, no reply at 14.\n"
    head, form, tail = GUIDE_EXAMPLE.partition("== form")
    (problem,) = told_about(tmp_path, head + later + form + tail)
    assert problem.startswith("cases.txt:13: warning: the note is before the one above it")


def test_case_ids_and_long_lines_stand_once(tmp_path: Path) -> None:
    problems = told_about(tmp_path, GUIDE_EXAMPLE + GUIDE_EXAMPLE)
    assert any("error: case id 'TR-A-001' is taken" in problem for problem in problems)
    repeated = [problem for problem in problems if "the same words stand at" in problem]
    assert len(repeated) == 3
    assert all(": warning: " in problem for problem in repeated)


def test_a_context_line_may_serve_several_phrases(tmp_path: Path) -> None:
    context = "< Refuge was offered to her again this morning by phone.\n"
    bank = f"{context}No thanks. {{safe_accommodation:declined}}\n{context}Kettle was on.\n"
    assert told_about(tmp_path, bank, name="offers.phrases.txt") == []


def test_lines_like_the_test_set_are_refused_and_the_test_is_not_quoted(tmp_path: Path) -> None:
    tests = tmp_path / "tests.jsonl"
    secret = "The kettle was on; IP upset but very polite"
    tests.write_text(json.dumps({"previous": None, "text": secret, "labels": []}) + "\n", encoding="utf-8")
    (problem,) = told_about(tmp_path, GUIDE_EXAMPLE, tests)
    assert problem.startswith("cases.txt:12: error: too like a line of the test set (8")
    assert "tests.jsonl:1" in problem
    assert "very" not in problem


@pytest.mark.parametrize(
    ("line_", "test_line", "refused"),
    [
        ("MG11 taken, not supportive at all.", "mg11 taken -- NOT supportive at all", True),
        ("MG11 taken from her today.", "MG11 taken from her today.", True),
        ("BWV on, as always.", "BWV on, as always.", False),
        ("MG11 taken from her mother at work.", "He was arrested at the scene by PC 4471.", False),
    ],
)
def test_likeness_is_of_folded_words(line_: str, test_line: str, refused: bool) -> None:
    assert bool(list(too_like([line_], [test_line]))) is refused


def test_folding_keeps_words_alone() -> None:
    assert fold("  IP's  “mum” — DIDN\u2019T see_it!") == "ips mum didnt see it"


def test_check_tells_its_verdict_by_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.txt"
    path.write_text(GUIDE_EXAMPLE.replace("polite.", "polite. {}"), encoding="utf-8")
    empty = tmp_path / "none.jsonl"
    empty.touch()
    assert main(["check", str(path), "--not-like", str(empty)]) == 0
    assert "0 errors, 1 warnings" in capsys.readouterr().out
    path.write_text(GUIDE_EXAMPLE.replace("da ", "DA "), encoding="utf-8")
    assert main(["check", str(path), "--not-like", str(empty)]) == 1
    (tmp_path / "empty").mkdir()
    for nothing in ("absent.txt", "empty"):
        with pytest.raises(SystemExit) as caught:
            main(["check", str(tmp_path / nothing)])
        assert caught.value.code == 2


def test_build_compiles_a_folder_and_refuses_errors(tmp_path: Path) -> None:
    folder, empty = tmp_path / "authored", tmp_path / "none.jsonl"
    cases, phrases = tmp_path / "cases.jsonl", tmp_path / "phrases.jsonl"
    folder.mkdir()
    empty.touch()
    (folder / "a.txt").write_text(GUIDE_EXAMPLE, encoding="utf-8")
    (folder / "b.phrases.txt").write_text("He\u2019d gone. {suspect_left:present}\n", encoding="utf-8")
    build = ["build", str(folder), "--output", str(cases), "--phrases-output", str(phrases)]
    build += ["--not-like", str(empty)]
    assert main(build) == 0
    assert [json.loads(row) for row in cases.read_text(encoding="utf-8").splitlines()] == parse_cases(
        GUIDE_EXAMPLE, "x"
    )
    assert json.loads(phrases.read_text(encoding="utf-8"))["text"] == "He\u2019d gone."
    cases.unlink()
    (folder / "c.txt").write_text(GUIDE_EXAMPLE, encoding="utf-8")
    assert main(build) == 1
    assert not cases.exists()


@pytest.mark.parametrize(
    "words_", ["{braces}", "== note", "two\nlines", " space", "# hash", "< arrow", "case: TR-A-001"]
)
def test_words_that_the_format_cannot_hold_are_refused(words_: str) -> None:
    with pytest.raises(ValueError, match="hold"):
        to_text({"previous": None, "text": words_, "labels": []})
