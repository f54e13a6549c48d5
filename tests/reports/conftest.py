"""One case written for these tests, its labels by hand, and its page as a reader would parse it."""

from __future__ import annotations

from collections.abc import Callable

import html5lib
import pytest
from bs4 import BeautifulSoup

from qa_assistant.audit import audit_case
from qa_assistant.case import CaseFile, Label, QualityReport
from qa_assistant.reports import case_page
from qa_assistant.standards.catalogue import Catalogue, load_catalogue

NOTES = [
    (
        "n1", "2022-10-03T21:20", "call_handler", "call",
        "Caller says ex-partner kicked the door. PNC checks done on both, nothing.",
    ),
    (
        "n2", "2022-10-03T22:40", "response_officer", "attendance",
        "IP says he put his hands round her throat. DASH done at 2225, graded HIGH. She has a red mark on "
        "the neck. Ambulance offered, she declined. Bodycam on throughout.\nMale left before we got here.",
    ),
    (
        "n3", "2022-10-06T09:00", "supervisor", "review",
        "Reviewed. Has a MARAC referral been made? IDVA referral not done yet.",
    ),
    (
        "n4", "2022-10-20T10:00", "investigator", "enquiry",
        "Rang the neighbour at 14 twice, no reply. Referred her to Victim Support on 18th.",
    ),
]  # fmt: skip
LABELS = [
    ("n1", "PNC checks done on both, nothing.", "history_checks", "done", None),
    ("n2", "IP says he put his hands round her throat.", "first_account", "done", None),
    ("n2", "he put his hands round her throat", "strangulation", "present", None),
    ("n2", "DASH done at 2225, graded HIGH.", "risk_assessment", "done", "2022-10-03T22:25"),
    ("n2", "DASH done at 2225, graded HIGH.", "grade_high", "present", None),
    ("n2", "She has a red mark on the neck.", "victim_injured", "present", None),
    ("n2", "Ambulance offered, she declined.", "medical_attention", "declined", None),
    ("n2", "Bodycam on throughout.", "bwv_recorded", "done", None),
    ("n2", "Male left before we got here.", "suspect_left", "present", None),
    ("n2", "hands round her throat. DASH done", "physical_violence", "present", None),
    ("n3", "Reviewed.", "supervisor_review", "done", None),
    ("n3", "Has a MARAC referral been made?", "marac_referral", "planned", None),
    ("n3", "IDVA referral not done yet.", "idva_referral", "not_done", None),
    ("n4", "Rang the neighbour at 14 twice, no reply.", "witness_enquiries", "attempted", None),
    ("n4", "Referred her to Victim Support on 18th.", "support_referral", "done", "2022-10-18"),
]  # fmt: skip


def made_case() -> CaseFile:
    return CaseFile.model_validate(
        {
            "case_id": "T-001", "reported_at": "2022-10-03T21:14", "as_of": "2022-10-21T09:00",
            "attendance": "in_person", "flags": ["da"],
            "people": [{"role": "victim", "sex": "F", "age": 34}, {"role": "suspect", "sex": "M"}],
            "notes": [
                {"note_id": n, "written_at": at, "author_role": role, "kind": kind, "text": text}
                for n, at, role, kind, text in NOTES
            ],
            "forms": [{
                "form_id": "f1", "tool": "dash", "completed_at": "2022-10-03T22:25",
                "author_role": "response_officer", "grade": "high",
                "items": [
                    {"item": "q1", "answer": "yes", "text": "red mark"},
                    {"item": "q18", "answer": "no", "text": ""},
                    {"item": "q27", "answer": None, "text": None},
                ],
                "rationale": None,
            }],
        }
    )  # fmt: skip


def label(case: CaseFile, block: str, words: str, code: str, status: str, at: str | None = None) -> Label:
    text = next(note.text for note in case.notes if note.note_id == block)
    start = text.index(words)
    return Label(block=block, start=start, end=start + len(words), code=code, status=status, at=at)


@pytest.fixture
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def case() -> CaseFile:
    return made_case()


@pytest.fixture
def report(case: CaseFile, catalogue: Catalogue) -> QualityReport:
    labels = [label(case, *row) for row in LABELS]
    labels.append(Label(block="f1", start=0, end=8, item="q1", code="victim_injured", status="present"))
    return audit_case(case, labels=labels, catalogue=catalogue)


@pytest.fixture
def parse() -> Callable[[str], BeautifulSoup]:
    """Parse a page; any error that a browser would have to repair fails the test."""

    def parsed(page: str) -> BeautifulSoup:
        html5lib.HTMLParser(strict=True).parse(page)
        return BeautifulSoup(page, "html5lib")

    return parsed


@pytest.fixture
def page(
    case: CaseFile, report: QualityReport, catalogue: Catalogue, parse: Callable[[str], BeautifulSoup]
) -> BeautifulSoup:
    return parse(case_page(case, report, catalogue))
