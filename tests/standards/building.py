"""Small cases for these tests, written in short lines.

An entry is ``2022-10-03T22:40 attendance: risk_assessment:done@2022-10-03T22:25; grade_high:present``:
when the note was written, its kind, and what its units record. Each unit's words are made from its label,
so that quotes can be compared with real text.
"""

from __future__ import annotations

from typing import Any

from qa_assistant.case import CaseFile, Finding, Label
from qa_assistant.localtime import format_local, parse_local
from qa_assistant.standards.catalogue import Catalogue, load_catalogue
from qa_assistant.standards.judge import judge

Expected = dict[str, Any]

REPORTED = "2022-10-03T21:14"  # a Monday evening, in summer time
AS_OF = "2022-10-24T09:00"  # before the clocks go back

MET: Expected = {"verdict": "met"}
LATE: Expected = {"verdict": "late"}
MISSING: Expected = {"verdict": "missing"}
PENDING: Expected = {"verdict": "pending"}
NOT_APPLICABLE: Expected = {"verdict": "not_applicable"}


def form(
    tool: str = "dash", at: str = "2022-10-03T22:25", grade: str = "none", **answers: str
) -> dict[str, Any]:
    """A form whose answers are given as ``q18="no"`` or, with words, ``q18="no: cannot recall"``."""
    items = []
    for item, said in answers.items():
        answer, _, text = said.partition(":")
        items.append({"item": item.replace("_", " "), "answer": answer, "text": text.strip()})
    return {"form_id": "f1", "tool": tool, "completed_at": at, "grade": grade, "items": items}


def write(
    *entries: str, on_form: dict[str, str] | None = None, **fields: Any
) -> tuple[CaseFile, list[Label]]:
    """A case and its labels. ``on_form`` maps an item of the form ``f1`` to the label on its words."""
    notes: list[dict[str, Any]] = []
    labels: list[Label] = []
    for index, entry in enumerate(entries, start=1):
        head, _, recorded = entry.partition(": ")
        written_at, kind = head.split()
        text = ""
        for said in filter(None, recorded.split("; ")):
            what, _, at = said.partition("@")
            code, _, status = what.partition(":")
            words = f"{code} {status}".replace("_", " ").capitalize() + "."
            labels.append(
                Label(
                    block=f"n{index}", start=len(text), end=len(text) + len(words),
                    code=code, status=status, at=at or None,
                )
            )  # fmt: skip
            text += words + " "
        notes.append({"note_id": f"n{index}", "written_at": written_at, "kind": kind, "text": text})
    for item, said in (on_form or {}).items():
        code, _, status = said.partition(":")
        labels.append(Label(block="f1", item=item, code=code, status=status))
    given = {"case_id": "T-1", "reported_at": REPORTED, "as_of": AS_OF, "notes": notes}
    return CaseFile.model_validate(given | fields), labels


def judged(case: CaseFile, labels: list[Label], catalogue: Catalogue | None = None) -> dict[str, Finding]:
    """Every finding by its standard, read at the case's own ``as_of``."""
    findings = judge(case, labels, catalogue or load_catalogue(), case.read_at(parse_local(AS_OF)))
    return {finding.standard: finding for finding in findings}


def find(standard: str, *entries: str, catalogue: Catalogue | None = None, **fields: Any) -> Finding:
    """The finding for one standard in a case made of these entries."""
    case, labels = write(*entries, **fields)
    return judged(case, labels, catalogue)[standard]


def check(standard: str, entries: list[str], expected: Expected, **fields: Any) -> None:
    """Compare those fields of the finding that ``expected`` names; times as ISO minutes."""
    finding = find(standard, *entries, **fields)
    got = {key: getattr(finding, key) for key in expected}
    for key, value in got.items():
        if key.endswith("_at") and value is not None:
            got[key] = format_local(value)
    assert got == expected
