"""The two JSON Schemas and the models say the same of real cases and of broken ones."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

import qa_assistant
from qa_assistant.audit import audit_case
from qa_assistant.case import ATTENDANCES, AUTHOR_ROLES, NOTE_KINDS, CaseFile
from qa_assistant.standards.catalogue import load_catalogue
from training.corpus import gold_labels, read_rows

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(qa_assistant.__file__).parent / "schemas"
CORPORA = (ROOT / "evaluation" / "data" / "dev.jsonl", ROOT / "training" / "corpus" / "train.jsonl")

# One system's word for a form that states no grade: the model reads it as "none", the schema does not.
UNGRADED = {"TR-G-007": {"$.forms[0].grade"}}

Change = Callable[[dict[str, Any]], object]


def schema(name: str) -> Draft202012Validator:
    data = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(data)
    return Draft202012Validator(data)


CASE, REPORT = schema("case"), schema("report")


# ---- the case


@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.stem)
def test_the_model_reads_every_case_that_the_schema_accepts(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        data = json.loads(line)["case"]
        refused = {error.json_path for error in CASE.iter_errors(data)}
        assert refused <= UNGRADED.get(data["case_id"], set()), data["case_id"]
        case = CaseFile.model_validate(data)
        assert [note.text for note in case.notes] == [note["text"] for note in data["notes"]]
        assert list(CASE.iter_errors(case.model_dump(mode="json", exclude_none=True))) == []


def whole_case() -> dict[str, Any]:
    return {
        "case_id": "T-1",
        "reported_at": "2022-10-03T21:14",
        "attendance": "in_person",
        "people": [{"role": "victim", "sex": "F", "age": 34}],
        "notes": [{"note_id": "n1", "written_at": "2022-10-03T22:00", "kind": "call", "text": "A note."}],
        "forms": [
            {"form_id": "f1", "tool": "dash", "completed_at": "2022-10-03T22:25", "grade": "high",
             "items": [{"item": "q1", "answer": "yes", "text": None}]},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda case: None,
        lambda case: case.update(notes=[]),
        lambda case: case.update(as_of=None, force=None, team=None, officer=None),
        lambda case: case.update(forms=[], people=[], flags=["da", "stalking"]),
        lambda case: case.update(case_id="x" * 64),
        lambda case: case.update(colour="blue"),  # keys that are not known are let through
        lambda case: case["notes"][0].update(author="PC 4471", author_role="custody", kind="other", text=""),
        lambda case: case["forms"][0].update(items=[], rationale=None, author_role="anybody"),
        lambda case: case["people"].append({"role": "witness", "sex": None, "age": None, "note": None}),
    ],
)
def test_what_both_accept(change: Change) -> None:
    data = whole_case()
    change(data)
    assert CASE.is_valid(data)
    CaseFile.model_validate(data)


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("case_id", lambda case: case.pop("case_id")),
        ("case_id", lambda case: case.update(case_id="")),
        ("case_id", lambda case: case.update(case_id="x" * 65)),
        ("case_id", lambda case: case.update(case_id=7)),
        ("reported_at", lambda case: case.pop("reported_at")),
        ("reported_at", lambda case: case.update(reported_at=20221003)),
        ("notes", lambda case: case.pop("notes")),
        ("notes", lambda case: case.update(notes={"n1": "A note."})),
        ("attendance", lambda case: case.update(attendance="by post")),
        ("text", lambda case: case["notes"][0].pop("text")),
        ("note_id", lambda case: case["notes"][0].pop("note_id")),
        ("kind", lambda case: case["notes"][0].update(kind="letter")),
        ("author_role", lambda case: case["notes"][0].update(author_role="chief")),
        ("role", lambda case: case.update(people=[{"sex": "F"}])),
        ("age", lambda case: case["people"][0].update(age="old")),
        ("grade", lambda case: case["forms"][0].update(grade="severe")),
        ("items", lambda case: case["forms"][0].pop("items")),
        ("item", lambda case: case["forms"][0].update(items=[{"answer": "yes"}])),
    ],
)
def test_what_both_refuse_and_the_model_names_the_place(place: str, change: Change) -> None:
    data = whole_case()
    change(data)
    assert not CASE.is_valid(data)
    with pytest.raises(ValidationError) as raised:
        CaseFile.model_validate(data)
    assert place in raised.value.errors()[0]["loc"]


@pytest.mark.parametrize(
    ("says", "change"),
    [
        ("write it as 2022-10-03T21:14", lambda case: case.update(reported_at="last Monday")),
        ("write it as 2022-10-03T21:14", lambda case: case["notes"][0].update(written_at="31/02/2022 10:00")),
        ("give each its own id", lambda case: case["forms"][0].update(form_id="n1")),
        ("give each its own id", lambda case: case["notes"].append(case["notes"][0])),
    ],
)
def test_the_model_refuses_more_than_the_schema_can_say(says: str, change: Change) -> None:
    data = whole_case()
    change(data)
    assert CASE.is_valid(data)
    with pytest.raises(ValidationError, match=says):
        CaseFile.model_validate(data)


@pytest.mark.parametrize(
    ("values", "path"),
    [
        (ATTENDANCES, ("attendance",)),
        (AUTHOR_ROLES, ("notes", "items", "properties", "author_role")),
        (NOTE_KINDS, ("notes", "items", "properties", "kind")),
    ],
)
def test_the_lists_of_values_are_the_same(values: tuple[str, ...], path: tuple[str, ...]) -> None:
    node: Any = CASE.schema
    node = node["properties"]
    for part in path:
        node = node[part]
    assert tuple(node["enum"]) == values


# ---- the report


def dev_reports() -> list[dict[str, Any]]:
    return [audit_case(row.case, labels=gold_labels(row)).as_json() for row in read_rows(CORPORA[0])]


def test_the_report_of_every_development_case_fits_the_schema() -> None:
    reports = dev_reports()
    assert len(reports) == 36
    for report in reports:
        assert [f"{error.json_path}: {error.message}" for error in REPORT.iter_errors(report)] == []
        assert REPORT.is_valid(json.loads(json.dumps(report)))
        assert [finding["standard"] for finding in report["findings"]] == list(load_catalogue().standards)


def test_a_report_leaves_out_what_has_no_value() -> None:
    case = CaseFile.model_validate(whole_case() | {"as_of": "2022-10-20T09:00"})
    report = audit_case(case, labels=[]).as_json()
    assert report["as_of"] == "2022-10-20T09:00"
    assert all(value is not None for finding in report["findings"] for value in finding.values())
    recorded = next(f for f in report["findings"] if f["standard"] == "risk_assessed")
    assert recorded["evidence"] == [
        {"block": "f1", "quote": "", "code": "risk_assessment", "status": "done"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda report: report.pop("priority"),
        lambda report: report.update(priority="whenever"),
        lambda report: report["findings"][0].pop("verdict"),
        lambda report: report["findings"][0].update(verdict="perhaps"),
        lambda report: report["findings"][0].update(criticality="vital"),
        lambda report: report["findings"][0].update(delay_hours="long"),
        lambda report: report["findings"][0].update(evidence=[{"quote": "no block"}]),
        lambda report: report["labels"][0].pop("code"),
        lambda report: report["score"].update(overall="good"),
    ],
)
def test_the_schema_of_reports_has_teeth(change: Change) -> None:
    report = copy.deepcopy(dev_reports()[0])
    change(report)
    assert not REPORT.is_valid(report)
