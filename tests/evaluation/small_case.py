"""One small annotated case, invented, for the tests of the harness."""

from __future__ import annotations

from typing import Any

from qa_assistant.case import Label
from training.corpus import CorpusRow

TEXT = "DASH completed at 2225. No CCTV in the area.\nTold her of bail yesterday."
DASH, CCTV, TOLD = (0, 23), (24, 44), (45, 72)


def row(case_id: str = "T-1") -> CorpusRow:
    return CorpusRow.model_validate(data(case_id))


def data(case_id: str = "T-1") -> dict[str, Any]:
    return {
        "case": {
            "case_id": case_id,
            "reported_at": "2022-10-03T21:14",
            "as_of": "2022-10-20T09:00",
            "attendance": "in_person",
            "notes": [{"note_id": "n1", "written_at": "2022-10-05T10:00", "text": TEXT}],
            "forms": [
                {
                    "form_id": "f1",
                    "tool": "dash",
                    "completed_at": "2022-10-03T22:25",
                    "grade": "medium",
                    "items": [{"item": "q18", "answer": "yes"}, {"item": "q22", "answer": "no"}],
                }
            ],
        },
        "units": [
            {"block": "n1", "start": 0, "end": 23, "labels": [
                {"code": "risk_assessment", "status": "done", "at": "2022-10-03T22:25"}]},
            {"block": "n1", "start": 24, "end": 44, "labels": [
                {"code": "cctv_enquiries", "status": "ruled_out"}]},
            {"block": "n1", "start": 45, "end": 72, "labels": [
                {"code": "victim_update", "status": "done", "at": "2022-10-04"}]},
            {"block": "f1", "item": "q18", "labels": [{"code": "strangulation", "status": "present"}]},
            {"block": "f1", "item": "q22", "labels": []},
        ],
    }  # fmt: skip


def note(span: tuple[int, int], code: str, status: str, **more: Any) -> Label:
    return Label(block="n1", start=span[0], end=span[1], code=code, status=status, **more)


def form(item: str, code: str, status: str, **more: Any) -> Label:
    return Label(block="f1", item=item, code=code, status=status, **more)
