"""The annotated corpus, typed: cases with gold units and labels, and banks of single phrases.

A row of a corpus file is ``{"case": CaseFile, "units": [{"block", "start", "end" | "item", "labels":
[{"code", "status", "at"?}]}]}``; a row of a phrase bank is ``{"previous", "text", "labels"}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from qa_assistant.case import Blocks, CaseFile, Label, parse_when
from qa_assistant.codebook import load_codebook
from qa_assistant.errors import InputError


class GoldLabel(BaseModel):
    """What an annotator says a unit records; ``at`` only where the words give the act's own time."""

    model_config = ConfigDict(frozen=True)

    code: str
    status: str
    at: str | None = None

    @field_validator("at")
    @classmethod
    def _at_is_iso(cls, value: str | None) -> str | None:
        if value is not None:
            parse_when(value)
        return value

    @model_validator(mode="after")
    def _in_the_codebook(self) -> GoldLabel:
        codebook = load_codebook()
        if self.code not in codebook.codes:
            raise ValueError(f"the codebook has no code {self.code!r}")
        if self.status not in codebook.statuses(self.code):
            raise ValueError(f"{self.code} cannot have the status {self.status!r}")
        return self


class GoldUnit(BaseModel):
    """One annotated sentence or line of a note (``start``, ``end``) or one form item (``item``)."""

    model_config = ConfigDict(frozen=True)

    block: str
    start: int | None = None
    end: int | None = None
    item: str | None = None
    labels: tuple[GoldLabel, ...] = ()

    @property
    def in_form(self) -> bool:
        return self.item is not None

    @property
    def span(self) -> tuple[int, int]:
        """Offsets in the note's text; ``ValueError`` for a form item, which has none."""
        if self.start is None or self.end is None:
            raise ValueError(f"a form item has no offsets ({self.block})")
        return self.start, self.end


class CorpusRow(BaseModel):
    """One annotated case."""

    model_config = ConfigDict(frozen=True)

    case: CaseFile
    units: tuple[GoldUnit, ...]

    @model_validator(mode="after")
    def _units_lie_in_their_blocks(self) -> CorpusRow:
        blocks = Blocks.of(self.case)
        for unit in self.units:
            if unit.in_form:
                if unit.block not in blocks.forms:
                    raise ValueError(f"a unit names the form {unit.block!r}, which the case lacks")
            elif unit.block not in blocks.notes:
                raise ValueError(f"a unit names the note {unit.block!r}, which the case lacks")
            else:
                start, end = unit.span
                if not 0 <= start < end <= len(blocks.notes[unit.block].text):
                    raise ValueError(f"a unit at {start}-{end} lies outside its note {unit.block!r}")
        return self


class Phrase(BaseModel):
    """A single line to learn from, with the line before it where that matters."""

    model_config = ConfigDict(frozen=True)

    text: str
    previous: str | None = None
    labels: tuple[GoldLabel, ...] = ()


_Row = TypeVar("_Row", CorpusRow, Phrase)


def read_rows(path: Path) -> Iterator[CorpusRow]:
    """The cases of a corpus file in order; ``InputError`` names the line that is wrong."""
    return _read(path, CorpusRow)


def read_phrases(path: Path) -> Iterator[Phrase]:
    """The lines of a phrase bank in order; ``InputError`` names the line that is wrong."""
    return _read(path, Phrase)


def gold_labels(row: CorpusRow) -> list[Label]:
    """The row's gold labels in the shape that a reader returns."""
    return [
        Label(
            block=unit.block,
            start=unit.start,
            end=unit.end,
            item=unit.item,
            code=label.code,
            status=label.status,
            at=label.at,
        )
        for unit in row.units
        for label in unit.labels
    ]


def gold_spans(row: CorpusRow) -> dict[str, list[tuple[int, int]]]:
    """The (start, end) of every gold unit of each note, in reading order."""
    spans: dict[str, list[tuple[int, int]]] = {note.note_id: [] for note in row.case.notes}
    for unit in row.units:
        if not unit.in_form:
            spans[unit.block].append(unit.span)
    return {block: sorted(found) for block, found in spans.items()}


def _read(path: Path, model: type[_Row]) -> Iterator[_Row]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise InputError("QA160", f"the file cannot be read: {error.strerror}", str(path)) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{path} line {number}"
            try:
                yield model.model_validate(json.loads(line))
            except ValidationError as error:
                first = error.errors(include_input=False, include_url=False)[0]
                place = ".".join(str(part) for part in first["loc"])
                raise InputError("QA161", f"{place or 'row'}: {first['msg']}", where) from error
            except json.JSONDecodeError as error:
                raise InputError(
                    "QA162", "the line is not JSON; write one object on each line", where
                ) from error
