"""Challenge suites: minimal pairs that differ in one thing, to see whether a reader knows the difference.

A suite is a YAML list::

    - phenomenon: negation of the act
      pairs:
        - - {text: "MG11 taken at the address.", labels: ["victim_statement:done"]}
          - {text: "MG11 not taken.", labels: ["victim_statement:not_done"], not: ["victim_statement:done"]}

A line is right when all its ``labels`` are read from it and none of its ``not``. A label is
``code:status``, ``code:status@time`` (the time must be right too), or ``code`` alone for any status.
A pair (two lines or more) is right when every line of it is. ``previous`` is the text before the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from evaluation.counts import number, share
from evaluation.readers import Reader
from evaluation.times import is_right
from qa_assistant.case import AuthorRole, CaseFile, Label, LocalTime, Note, NoteKind
from qa_assistant.codebook import load_codebook
from qa_assistant.errors import InputError
from qa_assistant.localtime import parse_local


class Line(BaseModel):
    """One line of a pair: what it must be read as, and what it must not."""

    model_config = ConfigDict(extra="forbid")

    text: str
    previous: str | None = None
    labels: list[str] = []
    never: list[str] = Field(default=[], alias="not")
    written_at: LocalTime = parse_local("2024-03-05T10:00")
    kind: NoteKind = "other"
    author_role: AuthorRole = "other"

    @field_validator("labels", "never")
    @classmethod
    def _known(cls, values: list[str]) -> list[str]:
        for value in values:
            code, status, _ = _parts(value)
            codebook = load_codebook()
            if code not in codebook.codes:
                raise ValueError(f"the codebook has no code {code!r}")
            if status and status not in codebook.statuses(code):
                raise ValueError(f"{code} cannot have the status {status!r}")
        return values

    def case(self) -> tuple[CaseFile, int]:
        """A case of one note that ends in this line, and where the line begins in it."""
        before = f"{self.previous}\n" if self.previous else ""
        note = Note(
            note_id="n1",
            written_at=self.written_at,
            author_role=self.author_role,
            kind=self.kind,
            text=before + self.text,
        )
        return CaseFile(case_id="challenge", reported_at=self.written_at, notes=[note]), len(before)


class Challenge(BaseModel):
    """Minimal pairs for one phenomenon."""

    model_config = ConfigDict(extra="forbid")

    phenomenon: str
    pairs: list[list[Line]] = Field(min_length=1)


def read_suite(path: Path) -> list[Challenge]:
    """The challenges of a suite; ``InputError`` says which entry is wrong."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TypeAdapter(list[Challenge]).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError("QA164", f"{place or 'suite'}: {first['msg']}", str(path)) from error
    except yaml.YAMLError as error:
        raise InputError("QA165", "the suite is not valid YAML", str(path)) from error


def line_is_right(line: Line, reader: Reader) -> bool:
    """Whether everything asked of the line is read from it and nothing forbidden."""
    case, start = line.case()
    found = [label for label in reader.read(case) if _on_line(label, start, len(line.text))]
    return all(_is_read(wanted, found, line) for wanted in line.labels) and not any(
        _is_read(unwanted, found, line) for unwanted in line.never
    )


def summarise_challenge(suite: Sequence[Challenge], reader: Reader) -> dict[str, Any]:
    """Lines and whole pairs right for each phenomenon and together."""
    phenomena: dict[str, dict[str, Any]] = {}
    tally = [0, 0, 0, 0]
    for challenge in suite:
        outcomes = [[line_is_right(line, reader) for line in pair] for pair in challenge.pairs]
        counts = [
            sum(all(pair) for pair in outcomes),
            len(outcomes),
            sum(sum(pair) for pair in outcomes),
            sum(len(pair) for pair in outcomes),
        ]
        phenomena[challenge.phenomenon] = _shares(counts)
        tally = [a + b for a, b in zip(tally, counts, strict=True)]
    return {**_shares(tally), "phenomena": phenomena}


def _shares(counts: Sequence[int]) -> dict[str, Any]:
    return {
        "pairs": counts[1],
        "pairs_right": number(share(counts[0], counts[1])),
        "lines": counts[3],
        "lines_right": number(share(counts[2], counts[3])),
    }


def _on_line(label: Label, start: int, length: int) -> bool:
    """Whether more of the label's span lies on the line than before it."""
    if label.start is None or label.end is None:
        return False
    on_line = min(label.end, start + length) - max(label.start, start)
    return on_line > 0 and on_line >= start - label.start


def _is_read(wanted: str, found: Sequence[Label], line: Line) -> bool:
    code, status, at = _parts(wanted)
    return any(
        label.code == code
        and status in (None, label.status)
        and (at is None or is_right(at, label.at, line.written_at))
        for label in found
    )


def _parts(label: str) -> tuple[str, str | None, str | None]:
    """``code:status@time`` in its parts; status and time may be left out."""
    head, _, at = label.partition("@")
    code, _, status = head.partition(":")
    return code.strip(), status.strip() or None, at.strip() or None
