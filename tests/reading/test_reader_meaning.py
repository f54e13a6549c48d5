"""What changes the reader's answer, and what must not: the words of the record, not who is in it."""

from __future__ import annotations

from typing import Any

import pytest
from invented_case import MAN, NAMES, PEOPLE, WOMAN, filled

from qa_assistant.audit import audit_case
from qa_assistant.case import CaseFile
from qa_assistant.reading import CaseReader

RECORDED = {
    "BWV activated on arrival.": "bwv_recorded",
    "MARAC referral submitted this morning.": "marac_referred",
    "IDVA referral submitted.": "idva_referred",
    "Urgent response marker placed on the address.": "address_marked",
    "Photographs taken of the mark.": "injuries_recorded",
    "Ambulance called and the crew examined {them}.": "medical_care",
    "{Suspect} interviewed with a solicitor, no comment.": "suspect_interviewed",
    "CCTV from the shop opposite has been viewed.": "cctv_sought",
    "House to house completed, nobody heard anything.": "witnesses_sought",
}


def verdicts(case: CaseFile, reader: CaseReader) -> dict[str, str]:
    return {finding.standard: finding.verdict for finding in audit_case(case, reader=reader).findings}


def statuses(text: str, code: str, reader: CaseReader, role: str = "investigator") -> set[str]:
    """The statuses that a note of this text records for a code."""
    note = {"note_id": "n1", "written_at": "2024-03-05T10:00", "author_role": role, "text": text}
    case = CaseFile.model_validate({"case_id": "T-1", "reported_at": "2024-03-05T08:00", "notes": [note]})
    return {label.status for label in reader.read(case) if label.code == code}


# ---- what changes the answer


@pytest.mark.parametrize(("sentence", "standard"), RECORDED.items(), ids=RECORDED.values())
def test_without_its_sentence_exactly_that_step_is_missing(
    sentence: str, standard: str, reader: CaseReader
) -> None:
    whole = verdicts(filled(WOMAN | NAMES), reader)
    less = verdicts(filled(WOMAN | NAMES, without=sentence), reader)
    changed = {name: (whole[name], less[name]) for name in whole if whole[name] != less[name]}
    assert changed == {standard: ("met", "missing")}


@pytest.mark.parametrize(
    ("code", "said", "denied"),
    [
        ("bwv_recorded", "BWV was activated.", "BWV was not activated."),
        ("marac_referral", "The MARAC referral has been made.", "The MARAC referral has not been made."),
        ("risk_assessment", "The DASH was completed.", "The DASH was not completed."),
        ("history_checks", "PNC checks were done.", "PNC checks were not done."),
        ("victim_statement", "A statement was taken from her.", "A statement was not taken from her."),
        ("child_referral", "The child referral was submitted.", "The child referral was not submitted."),
    ],
)
def test_not_turns_done_into_not_done(code: str, said: str, denied: str, reader: CaseReader) -> None:
    assert statuses(said, code, reader) == {"done"}
    assert statuses(denied, code, reader) == {"not_done"}


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ("MARAC referral to be submitted tomorrow.", "marac_referral", "planned"),
        ("She declined an IDVA referral.", "idva_referral", "declined"),
        ("She refused to give a statement.", "victim_statement", "declined"),
        ("House to house at number 14, no reply.", "witness_enquiries", "attempted"),
        ("No CCTV covers the address.", "cctv_enquiries", "ruled_out"),
        ("He denies strangling her. She says he has never put hands on her neck.", "strangulation", "denied"),
    ],
)
def test_a_status_is_told_from_the_words(text: str, code: str, status: str, reader: CaseReader) -> None:
    assert status in statuses(text, code, reader)
    assert "done" not in statuses(text, code, reader)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Has a MARAC referral been made?", "marac_referral"),
        ("Has the DASH been done?", "risk_assessment"),
        ("Has the child referral been submitted?", "child_referral"),
        ("Has she been offered an IDVA?", "idva_referral"),
    ],
)
def test_a_supervisors_question_is_no_answer(question: str, code: str, reader: CaseReader) -> None:
    assert statuses(question, code, reader, role="supervisor") == {"planned"}


# ---- what must not


@pytest.mark.parametrize(
    ("words", "people"),
    [
        (MAN | NAMES, [{"role": "victim", "sex": "M", "age": 34}, {"role": "suspect", "sex": "F", "age": 36}]),
        (WOMAN | NAMES, [{"role": "victim", "sex": "M", "age": 71}, {"role": "suspect", "sex": "F", "age": 19}]),
        (WOMAN | NAMES, [{"role": "victim"}, {"role": "suspect"}]),
        (WOMAN | {"Victim": "Mrs Begum", "Suspect": "Mr Hussain", "suspect": "Mr Hussain"}, PEOPLE),
        (WOMAN | {"Victim": "Ms Kowalczyk", "Suspect": "Mr Nowak", "suspect": "Mr Nowak"}, PEOPLE),
        (WOMAN | {"Victim": "Adaeze Okonkwo", "Suspect": "Emeka Eze", "suspect": "Emeka Eze"}, PEOPLE),
        (MAN | {"Victim": "Jaswinder Singh", "Suspect": "Gurpreet Kaur", "suspect": "Gurpreet Kaur"}, PEOPLE),
    ],
    ids=["a man", "header only", "header empty", "Begum", "Kowalczyk", "Okonkwo", "Singh"],
)  # fmt: skip
def test_sex_age_and_names_change_no_verdict(
    words: dict[str, str], people: list[dict[str, Any]], reader: CaseReader
) -> None:
    expected = verdicts(filled(WOMAN | NAMES), reader)
    found = verdicts(filled(words, people), reader)
    assert {name: (expected[name], found[name]) for name in found if expected[name] != found[name]} == {}
