"""Every reader that can be measured, by name: baselines and shipped models side by side.

A name that is not listed is taken as that of a shipped model or the path of a model folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from qa_assistant.case import CaseFile, Label
from qa_assistant.errors import QAError
from training.corpus import CorpusRow, gold_labels, gold_spans


class Reader(Protocol):
    """What is measured: something that reads labels from a case and splits notes into units."""

    def read(self, case: CaseFile) -> list[Label]: ...

    def segment(self, text: str) -> list[tuple[int, int]]: ...


class GoldReader:
    """Answers with the gold labels (none for a case it was not given): the ceiling, which also measures the judge."""

    def __init__(self, rows: Sequence[CorpusRow]) -> None:
        self._labels = {row.case.case_id: gold_labels(row) for row in rows}
        self._spans = {note.text: gold_spans(row)[note.note_id] for row in rows for note in row.case.notes}

    def read(self, case: CaseFile) -> list[Label]:
        return self._labels.get(case.case_id, [])

    def segment(self, text: str) -> list[tuple[int, int]]:
        return self._spans[text]


def _keyword() -> Reader:
    from evaluation.baselines.keyword import KeywordReader

    return KeywordReader.load()


BASELINES: dict[str, Callable[[], Reader]] = {"keyword": _keyword}
SHIPPED = ("linear", "contextual", "blended")
"""The shipped models that the commands measure when asked for all readers."""


def get_reader(name: str, rows: Sequence[CorpusRow] = ()) -> Reader:
    """The reader of that name (``gold`` answers from ``rows``); ``QAError`` if it cannot be had."""
    if name == "gold":
        return GoldReader(rows)
    if name in BASELINES:
        return BASELINES[name]()
    from qa_assistant.reading import load_reader  # heavy, and needless for the baselines

    return load_reader(Path(name) if Path(name).is_dir() else name)


def available() -> list[str]:
    """The names of all readers that load on this machine."""
    return [name for name in (*BASELINES, *SHIPPED) if _loads(name)]


def _loads(name: str) -> bool:
    try:
        get_reader(name)
    except (QAError, ImportError, OSError):
        return False
    return True
