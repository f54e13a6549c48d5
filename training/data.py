"""The training data: the corpus as given and the texts written since, less any line too like a test line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from qa_assistant.errors import InputError
from training.authoring import parse_cases, parse_phrases
from training.authoring.likeness import too_like
from training.corpus import CorpusRow, Phrase, read_phrases, read_rows

HERE = Path(__file__).parent
GIVEN_CASES = HERE / "corpus" / "train.jsonl"
GIVEN_PHRASES = HERE / "corpus" / "phrases.jsonl"
AUTHORED = HERE / "authored"
TEST_SET = HERE.parent / "evaluation" / "data" / "dev.jsonl"
_JUDGE_EVERY = 5

_Row = TypeVar("_Row", CorpusRow, Phrase)


@dataclass(frozen=True)
class TrainingData:
    """Cases and single lines to learn from.

    ``judge_rows`` are cases that nothing learns from: thresholds and calibration are chosen on them.
    ``excluded`` are texts too like a line of the test set: they stay as context and are never learnt from.
    """

    first_rows: list[CorpusRow]
    later_rows: list[CorpusRow]
    judge_rows: list[CorpusRow]
    first_phrases: list[Phrase]
    later_phrases: list[Phrase]
    excluded: frozenset[str]

    @classmethod
    def load(cls) -> TrainingData:
        """Read everything; ``InputError`` or ``AuthoringError`` names the file and place that is wrong."""
        first_rows = list(read_rows(GIVEN_CASES))
        written = list(_authored("cases_*.txt", parse_cases, CorpusRow))
        later_rows = [row for index, row in enumerate(written) if index % _JUDGE_EVERY]
        first_phrases = list(read_phrases(GIVEN_PHRASES))
        later_phrases = list(_authored("*.phrases.txt", parse_phrases, Phrase))
        texts = [*_unit_texts([*first_rows, *later_rows])]
        texts += [phrase.text for phrase in [*first_phrases, *later_phrases]]
        tests = list(_unit_texts(read_rows(TEST_SET))) if TEST_SET.exists() else []
        excluded = frozenset(texts[index] for index, _, _ in too_like(texts, tests))
        return cls(first_rows, later_rows, written[::_JUDGE_EVERY], first_phrases, later_phrases, excluded)

    @property
    def rows(self) -> list[CorpusRow]:
        return self.first_rows + self.later_rows

    @property
    def phrases(self) -> list[Phrase]:
        """The single lines that may be learnt from."""
        return [p for p in self.first_phrases + self.later_phrases if p.text not in self.excluded]


def _authored(
    pattern: str, parse: Callable[[str, str], Iterable[dict[str, Any]]], model: type[_Row]
) -> Iterator[_Row]:
    """The rows of the authored files of that name, each checked."""
    for path in sorted(AUTHORED.glob(pattern)):
        for number, row in enumerate(parse(path.read_text(encoding="utf-8"), path.name), start=1):
            try:
                yield model.model_validate(row)
            except ValidationError as error:
                first = error.errors(include_input=False, include_url=False)[0]
                name = row.get("text") or row["case"]["case_id"]
                raise InputError("QA161", first["msg"], f"{path.name} entry {number}, {name!r}") from error


def _unit_texts(rows: Iterable[CorpusRow]) -> Iterator[str]:
    for row in rows:
        notes = {note.note_id: note.text for note in row.case.notes}
        for unit in row.units:
            if not unit.in_form:
                start, end = unit.span
                yield notes[unit.block][start:end]


def counts(data: TrainingData) -> dict[str, int]:
    """How much there is: cases, units, labels, single lines, lines left out."""
    return {
        "cases": len(data.rows),
        "units": sum(len(row.units) for row in data.rows),
        "labels": sum(len(unit.labels) for row in data.rows for unit in row.units),
        "lines": len(data.first_phrases) + len(data.later_phrases),
        "cases kept to judge by": len(data.judge_rows),
        "left out": len(data.excluded),
    }
