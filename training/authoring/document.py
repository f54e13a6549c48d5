"""What an authored file holds, line by line, and the corpus rows that it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

Row = dict[str, Any]
"""A corpus row, as one line of ``train.jsonl`` (a case) or of ``phrases.jsonl`` (a phrase)."""

Separator = Callable[[Sequence[str]], str]
"""Chooses what stands between the lines of one note when they are joined into its text."""

Severity = Literal["error", "warning"]
RATIONALE = "rationale"
HEADER_KEYS = {
    "case": "case_id",
    "reported": "reported_at",
    "as_of": "as_of",
    "attendance": "attendance",
    "flags": "flags",
    "people": "people",
    "force": "force",
    "team": "team",
    "officer": "officer",
}
"""The header's words and the keys of the case file that they fill, in the order of the case file."""

OPTIONAL_HEADERS = frozenset({"force", "team", "officer"})

_SENTENCE_END = re.compile(r"""[.!?:;][)\]"'\u2019\u201d]*$""")
_PERSON = re.compile(r"(?P<role>.+?) (?P<sex>[FMX])(?: (?P<age>\d{1,3}))?(?P<note>[ ,(].*)?")
_SHORT_LINE = 25


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, or (a warning) to look at again, and the line it stands on."""

    source: str
    line: int
    severity: Severity
    message: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.severity}: {self.message}"


@dataclass(frozen=True, slots=True)
class Label:
    """A code with its status and, where the words give one, the act's own time."""

    code: str
    status: str
    at: str | None = None

    def row(self) -> Row:
        """The label as the corpus holds it."""
        return {"code": self.code, "status": self.status} | ({"at": self.at} if self.at else {})


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one unit with their labels."""

    number: int
    text: str
    labels: tuple[Label, ...] = ()

    def label_rows(self) -> list[Row]:
        """The labels as the corpus holds them."""
        return [label.row() for label in self.labels]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of a form, what was answered, and the words (perhaps none) beside it."""

    item: str
    answer: str
    line: Line


@dataclass(slots=True)
class Note:
    """One entry of the log."""

    number: int
    written_at: str
    author_role: str
    kind: str
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """One risk-assessment form; its grade is absent where the heading gives none."""

    number: int
    tool: str
    completed_at: str
    author_role: str
    grade: str | None
    answers: list[Answer] = field(default_factory=list)
    rationale: Line | None = None

    def units(self) -> Iterator[tuple[str, Line]]:
        """Each item's name and its line, the rationale last."""
        yield from ((answer.item, answer.line) for answer in self.answers)
        if self.rationale:
            yield RATIONALE, self.rationale


@dataclass(slots=True)
class Case:
    """One authored case: its header (word to value and line number), notes and forms."""

    source: str
    number: int
    header: dict[str, tuple[str, int]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    def value(self, word: str) -> str:
        """What the header says after ``word:``; empty where it says nothing."""
        return self.header.get(word, ("", self.number))[0]

    def lines(self) -> Iterator[Line]:
        """The line of every unit, in order; a form's bare answers have no words."""
        for note in self.notes:
            yield from note.lines
        for form in self.forms:
            yield from (line for _, line in form.units())


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of a phrase bank, with the unit before it where that matters to its meaning."""

    previous: Line | None
    line: Line

    def row(self) -> Row:
        """The phrase as the corpus holds it."""
        previous = self.previous.text if self.previous else None
        return {"previous": previous, "text": self.line.text, "labels": self.line.label_rows()}


def note_separator(lines: Sequence[str]) -> str:
    r"""A newline for a note that looks like a log, else a space.

    A note looks like a log where fewer than half of its lines end like a sentence (``. ! ? : ;``, with
    closing quotes or brackets after them), or where the middle line is shorter than 25 characters. The
    lines of one note are always joined alike. The given corpus is mostly joined by spaces, terse logs
    included, so a segmenter that trains on both sees boundaries with no mark but the words; to train on
    other joinings of the same text, give ``parse_cases`` another separator (``lambda lines: "\n"``).
    """
    ended = sum(bool(_SENTENCE_END.search(line)) for line in lines)
    is_log = 2 * ended < len(lines) or median(map(len, lines)) < _SHORT_LINE
    return "\n" if is_log else " "


def parse_person(text: str) -> Row:
    """``child M 6 (stepson)`` as role, sex, age and note; what has no sex in it is all role."""
    match = _PERSON.fullmatch(text)
    if not match:
        return {"role": text}
    age, note = match["age"], (match["note"] or "").strip(" ()")
    person: Row = {"role": match["role"], "sex": match["sex"], "age": int(age) if age else None}
    return person | ({"note": note} if note else {})


def case_row(case: Case, separator: Separator) -> Row:
    """The corpus row of one case: the case file, and the units that point into it."""
    units: list[Row] = []
    notes = [_note_row(f"n{i}", note, separator, units) for i, note in enumerate(case.notes, start=1)]
    forms = [_form_row(f"f{i}", form, units) for i, form in enumerate(case.forms, start=1)]
    header = {HEADER_KEYS[word]: _header_value(case, word) for word in HEADER_KEYS if word in case.header}
    return {"case": header | {"notes": notes, "forms": forms}, "units": units}


def unit_texts(row: Row) -> Iterator[str]:
    """The words of each unit of a corpus row, in order; empty for a form's item without words."""
    if "text" in row:
        yield row["text"]
        return
    texts = {note["note_id"]: note["text"] for note in row["case"]["notes"]}
    items: dict[tuple[str, str], str] = {}
    for form in row["case"].get("forms", []):
        items[form["form_id"], RATIONALE] = form.get("rationale") or ""
        items |= {(form["form_id"], item["item"]): item.get("text") or "" for item in form["items"]}
    for unit in row["units"]:
        block = unit["block"]
        yield items[block, unit["item"]] if "item" in unit else texts[block][unit["start"] : unit["end"]]


def _header_value(case: Case, word: str) -> str | list[str] | list[Row]:
    value = case.value(word)
    if word == "flags":
        return [flag.strip() for flag in value.split(",") if flag.strip()]
    if word == "people":
        return [parse_person(part.strip()) for part in value.split(";") if part.strip()]
    return value


def _note_row(note_id: str, note: Note, separator: Separator, units: list[Row]) -> Row:
    between = separator([line.text for line in note.lines]) if note.lines else ""
    start = 0
    for line in note.lines:
        end = start + len(line.text)
        units.append({"block": note_id, "start": start, "end": end, "labels": line.label_rows()})
        start = end + len(between)
    return {
        "note_id": note_id,
        "written_at": note.written_at,
        "author_role": note.author_role,
        "kind": note.kind,
        "text": between.join(line.text for line in note.lines),
    }


def _form_row(form_id: str, form: Form, units: list[Row]) -> Row:
    units += ({"block": form_id, "item": item, "labels": line.label_rows()} for item, line in form.units())
    row: Row = {
        "form_id": form_id,
        "tool": form.tool.lower(),
        "completed_at": form.completed_at,
        "author_role": form.author_role,
    }
    if form.grade is not None:
        row["grade"] = form.grade
    row["items"] = [{"item": a.item, "answer": a.answer, "text": a.line.text} for a in form.answers]
    if form.rationale and form.rationale.text:
        row[RATIONALE] = form.rationale.text
    return row
