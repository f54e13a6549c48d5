"""The training data: the corpus as given and the texts written since, less any line too like a test line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.authoring import parse_cases, parse_phrases
from training.authoring.likeness import too_like
from training.corpus import CorpusRow, Phrase, read_phrases, read_rows

HERE = Path(__file__).parent
GIVEN_CASES = HERE / "corpus" / "train.jsonl"
GIVEN_PHRASES = HERE / "corpus" / "phrases.jsonl"
AUTHORED = HERE / "authored"
TEST_SET = HERE.parent / "evaluation" / "data" / "dev.jsonl"
_JUDGE_EVERY = 5


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
        """Read everything; ``InputError`` names the file and line that is wrong."""
        first_rows = list(read_rows(GIVEN_CASES))
        written = [
            CorpusRow.model_validate(row)
            for path in sorted(AUTHORED.glob("cases_*.txt"))
            for row in parse_cases(path.read_text(encoding="utf-8"), path.name)
        ]
        later_rows = [row for index, row in enumerate(written) if index % _JUDGE_EVERY]
        first_phrases = list(read_phrases(GIVEN_PHRASES))
        later_phrases = [
            Phrase.model_validate(row)
            for path in sorted(AUTHORED.glob("*.phrases.txt"))
            for row in parse_phrases(path.read_text(encoding="utf-8"), path.name)
        ]
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
