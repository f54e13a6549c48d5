"""What goes in and what comes out: the case file and the quality report, as validated models.

The two JSON Schemas in ``qa_assistant/schemas`` say the same and are tested against these models.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    field_validator,
    model_validator,
)

from qa_assistant.localtime import format_local, localise, parse_local

AuthorRole = Literal[
    "call_handler", "response_officer", "video_response_officer", "investigator", "supervisor",
    "senior_supervisor", "safeguarding_specialist", "custody", "victim_care", "other",
]  # fmt: skip
NoteKind = Literal[
    "call", "attendance", "enquiry", "review", "risk", "safeguarding", "victim_contact", "custody",
    "interview", "closure", "handover", "other",
]  # fmt: skip
Attendance = Literal["in_person", "video", "phone", "front_counter", "none", "unknown"]
Grade = Literal["standard", "medium", "high", "none"]
Verdict = Literal["met", "late", "missing", "pending", "not_applicable"]
Criticality = Literal["critical", "important", "good_practice"]
Priority = Literal["urgent", "soon", "routine"]
Basis = Literal["national", "local"]

AUTHOR_ROLES: tuple[str, ...] = get_args(AuthorRole)
NOTE_KINDS: tuple[str, ...] = get_args(NoteKind)
ATTENDANCES: tuple[str, ...] = get_args(Attendance)


def _to_local(value: object) -> datetime:
    if isinstance(value, datetime):
        return localise(value)
    if isinstance(value, str):
        return parse_local(value)
    raise ValueError("a time is needed, written as 2022-10-03T21:14")


LocalTime = Annotated[datetime, BeforeValidator(_to_local), PlainSerializer(format_local, when_used="json")]
"""A moment in Europe/London; printed as local ISO time to the minute."""


def parse_when(text: str) -> date | datetime:
    """A label's own time: a moment, or a plain ``date`` where only the day is known."""
    if len(text) == 10:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"{text!r} is not a date; write it as 2022-10-03") from error
    return parse_local(text)


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Person(_Model):
    """Somebody linked to the case, by role; never by name."""

    role: str
    sex: str | None = None
    age: int | None = None
    note: str | None = None


class Note(_Model):
    """One entry of the log."""

    note_id: str
    written_at: LocalTime
    author: str | None = None
    author_role: AuthorRole = "other"
    kind: NoteKind = "other"
    text: str


class FormItem(_Model):
    """One question of a risk-assessment form and what was answered."""

    item: str
    answer: str | None = None
    text: str | None = None


class Form(_Model):
    """A completed risk assessment: DASH, DARA or another tool."""

    form_id: str
    tool: str
    completed_at: LocalTime
    author_role: str = "other"
    grade: Grade | None = None
    items: list[FormItem]
    rationale: str | None = None

    @field_validator("grade", mode="before")
    @classmethod
    def _ungraded_is_none(cls, value: object) -> object:
        if isinstance(value, str):
            grade = value.strip().lower()
            return "none" if grade in {"", "ungraded", "not graded"} else grade
        return value

    def texts(self) -> Iterator[tuple[str, str]]:
        """The form's written words as (item, text), the rationale last under ``rationale``."""
        for item in self.items:
            if item.text:
                yield item.item, item.text
        if self.rationale:
            yield "rationale", self.rationale


class CaseFile(_Model):
    """One domestic-abuse investigation as exported from a record system."""

    case_id: str = Field(min_length=1, max_length=64)
    reported_at: LocalTime
    as_of: LocalTime | None = None
    attendance: Attendance = "unknown"
    flags: list[str] = []
    people: list[Person] = []
    force: str | None = None
    team: str | None = None
    officer: str | None = None
    notes: list[Note]
    forms: list[Form] = []

    @field_validator("attendance", mode="before")
    @classmethod
    def _no_attendance_is_unknown(cls, value: object) -> object:
        return "unknown" if value is None else value

    @model_validator(mode="after")
    def _blocks_are_unique(self) -> CaseFile:
        seen: set[str] = set()
        for block in [note.note_id for note in self.notes] + [form.form_id for form in self.forms]:
            if block in seen:
                raise ValueError(f"the id {block!r} is used for two notes or forms; give each its own id")
            seen.add(block)
        return self

    def read_at(self, now: datetime) -> datetime:
        """The moment at which the case is read: its own ``as_of``, else ``now``."""
        return self.as_of or now


class Label(_Model):
    """One thing that one sentence (or form item) records.

    ``start`` and ``end`` are code-point offsets into the note's text, or into the form item's text
    where ``item`` is given. ``at`` is the act's own time where the words give one: an ISO minute, or
    an ISO date where only the day is known.
    """

    block: str
    start: int | None = None
    end: int | None = None
    item: str | None = None
    code: str
    status: str
    at: str | None = None
    confidence: float | None = None

    @field_validator("at")
    @classmethod
    def _at_is_iso(cls, value: str | None) -> str | None:
        if value is not None:
            parse_when(value)
        return value


@dataclass(frozen=True)
class Reading:
    """What a case records: the ``labels``, and the ``doubts`` that were thought possible and not given."""

    labels: list[Label]
    doubts: list[Label]


class Evidence(_Model):
    """The place and the words that prove a finding (or that raise it)."""

    block: str
    start: int | None = None
    end: int | None = None
    item: str | None = None
    quote: str = ""
    code: str | None = None
    status: str | None = None
    at: str | None = None


class Finding(_Model):
    """What one standard comes to in one case."""

    standard: str
    verdict: Verdict
    criticality: Criticality
    how: str | None = None
    progress: str | None = None
    trigger_at: LocalTime | None = None
    due_at: LocalTime | None = None
    done_at: LocalTime | None = None
    delay_hours: float | None = None
    confidence: float | None = None
    needs_human: bool = False
    evidence: list[Evidence] = []
    prompt: str | None = None
    source: str | None = None
    basis: Basis | None = None
    experimental: bool | None = None

    @property
    def applicable(self) -> bool:
        return self.verdict != "not_applicable"


class Score(_Model):
    """Weighted share of the standards earned, 0 to 100; ``None`` where none applies."""

    overall: float | None
    domains: dict[str, float | None]


class QualityReport(_Model):
    """Everything the assistant found in one case."""

    case_id: str
    as_of: LocalTime
    standards_version: str
    model_version: str
    score: Score
    flagged: bool
    priority: Priority
    findings: list[Finding]
    labels: list[Label]

    def as_json(self) -> dict[str, Any]:
        """Plain data in the shape of ``report.schema.json``, without keys that have no value."""
        data = self.model_dump(mode="json")
        for finding in data["findings"]:
            finding["evidence"] = [_without_none(piece) for piece in finding["evidence"]]
        data["findings"] = [_without_none(finding) for finding in data["findings"]]
        data["labels"] = [_without_none(label) for label in data["labels"]]
        return data


def _without_none(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}


@dataclass(frozen=True)
class Blocks:
    """Look-up of the notes and forms of a case by their ids."""

    notes: dict[str, Note]
    forms: dict[str, Form]

    @classmethod
    def of(cls, case: CaseFile) -> Blocks:
        return cls({n.note_id: n for n in case.notes}, {f.form_id: f for f in case.forms})

    def text(self, block: str, item: str | None) -> str:
        """The words a label's offsets point into; empty where a form's item has none."""
        if block in self.notes:
            return self.notes[block].text
        form = self.forms.get(block)
        if form is None:
            return ""
        return next((text for name, text in form.texts() if name == item), "")

    def written_at(self, block: str) -> datetime | None:
        """When the note was written or the form completed."""
        if block in self.notes:
            return self.notes[block].written_at
        if block in self.forms:
            return self.forms[block].completed_at
        return None
