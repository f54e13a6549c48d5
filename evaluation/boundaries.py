"""Whether notes are split where the annotators split them.

Compared are the offsets at which units begin, after white space is skipped; the first of each note is
left out, as nobody can get it wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from evaluation import bootstrap
from evaluation.counts import Counts, as_prf, f1
from training.corpus import CorpusRow, gold_spans

Spans = Sequence[tuple[int, int]]


def inner_starts(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """Where units begin, the first of the text left out."""
    starts = sorted({_skip_space(text, start) for start, _ in spans})
    return set(starts[1:])


def count_boundaries(row: CorpusRow, segment: Callable[[str], Spans]) -> Counts:
    """Hits, extras and misses over the notes of one case."""
    counts = np.zeros(3, dtype=np.int64)
    gold = gold_spans(row)
    for note in row.case.notes:
        expected = inner_starts(note.text, gold[note.note_id])
        found = inner_starts(note.text, segment(note.text))
        counts += [len(expected & found), len(found - expected), len(expected - found)]
    return counts


def summarise_boundaries(rows: Sequence[CorpusRow], segment: Callable[[str], Spans]) -> dict[str, Any]:
    """Precision, recall and F1 of unit boundaries, F1 with its 95% interval."""
    per_case = np.array([count_boundaries(row, segment) for row in rows])
    return {**as_prf(per_case.sum(axis=0)), "f1_ci": bootstrap.of_counts(per_case, f1)}


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start
