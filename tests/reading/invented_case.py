"""A case invented for these tests: plain words, with the names and the sex of the two people left open."""

from __future__ import annotations

from typing import Any

from qa_assistant.case import CaseFile

# {She}, {her} and the names are filled in, so that they can be swapped.
CASE: tuple[tuple[str, str, str], ...] = (
    (
        "call_handler", "call",
        "{Victim} has rung 999. {She} says that {suspect} is at the door and will not leave.\n"
        "PNC checks completed on both parties, no trace on either.",
    ),
    (
        "response_officer", "attendance",
        "BWV activated on arrival.\n"
        "{Victim} was spoken to alone in the kitchen.\n"
        "{She} says that {suspect} put both hands round {her} throat and squeezed until {she} could not breathe.\n"
        "There is a red mark on {her} neck.\n"
        "Photographs taken of the mark.\n"
        "Ambulance called and the crew examined {them}.\n"
        "DASH completed with {them}, graded HIGH.\n"
        "{Suspect} was arrested at 0925 for non-fatal strangulation.\n"
        "Crime recorded.",
    ),
    (
        "safeguarding_specialist", "safeguarding",
        "MARAC referral submitted this morning.\n"
        "IDVA referral submitted.\n"
        "Referral made to Victim Support.\n"
        "Urgent response marker placed on the address.\n"
        "Safety plan agreed: code word with {her} brother, locks changed today.",
    ),
    (
        "investigator", "enquiry",
        "Victim statement taken from {Victim}.\n"
        "CCTV from the shop opposite has been viewed.\n"
        "House to house completed, nobody heard anything.\n"
        "{Suspect} interviewed with a solicitor, no comment.",
    ),
    ("supervisor", "review", "Supervisor review. Risk remains high and {she} is to be updated weekly."),
)  # fmt: skip
WOMAN = {"She": "She", "she": "she", "her": "her", "them": "her"}
MAN = {"She": "He", "she": "he", "her": "his", "them": "him"}
NAMES = {"Victim": "Ms Whitfield", "Suspect": "Mr Carver", "suspect": "Mr Carver"}
PEOPLE = [{"role": "victim", "sex": "F", "age": 34}, {"role": "suspect", "sex": "M", "age": 36}]


def filled(words: dict[str, str], people: list[dict[str, Any]] = PEOPLE, without: str = "") -> CaseFile:
    """The invented case with these words filled in, less one sentence."""
    notes = [
        {
            "note_id": f"n{number}",
            "written_at": f"2024-03-05T{9 + number:02}:00",
            "author_role": role,
            "kind": kind,
            "text": "\n".join(line for line in text.split("\n") if line != without).format(**words),
        }
        for number, (role, kind, text) in enumerate(CASE, start=1)
    ]
    given = {"case_id": "T-1", "reported_at": "2024-03-05T08:50", "as_of": "2024-04-20T09:00"}
    return CaseFile.model_validate(given | {"attendance": "in_person", "people": people, "notes": notes})
