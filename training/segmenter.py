"""Training of the segmenter on the unit boundaries of the corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from qa_assistant.reading.segment import features, split, style
from training.corpus import CorpusRow, gold_spans

_DROPPED_STOPS = 0.8
_RUN_ON_SHARE = 0.4
_SMALLEST = 0.03  # weights nearer to nothing are left out of the file


def gap_rows(text: str, units: Iterable[tuple[int, int]]) -> Iterator[tuple[dict[str, float], int]]:
    """For every gap between words: its features, and 1 where a gold unit ends."""
    spans, words, gaps = split(text)
    starts = {start for start, _ in units}
    manner, first = style(words, gaps), 0
    for index in range(len(words) - 1):
        cut = spans[index + 1][0] in starts
        names = list(features(words, gaps, index, index - first))
        yield {name: 1.0 for base in names for name in (base, f"{manner}#{base}")}, int(cut)
        if cut:
            first = index + 1


def run_on(text: str, units: Iterable[tuple[int, int]], rng: Random) -> tuple[str, list[tuple[int, int]]]:
    """The same units as a hurried officer would type them: on one line, most without their full stops.

    Few writers of the corpus write so; without these copies the model leans on full stops alone.
    """
    written: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    keep_case = rng.random() < 0.5
    for start, end in units:
        unit = text[start:end]
        if rng.random() < _DROPPED_STOPS and not unit.endswith("..."):
            unit = unit.rstrip(".;") or unit
        if not keep_case:
            unit = unit[:1].lower() + unit[1:]
        spans.append((length, length + len(unit)))
        written.append(unit)
        length += len(unit) + 1
    return " ".join(written), spans


def train_segmenter(
    rows: Iterable[CorpusRow], regularisation: float = 0.3, threshold: float = 0.4, seed: int = 7
) -> dict[str, object]:
    """The weights and the threshold as plain data; the same corpus gives the same weights."""
    inputs: list[dict[str, float]] = []
    targets: list[int] = []
    rng = Random(seed)
    for row in rows:
        spans = gold_spans(row)
        for note in row.case.notes:
            units = spans[note.note_id]
            versions = [(note.text, units)]
            if len(units) > 1 and rng.random() < _RUN_ON_SHARE:
                versions.append(run_on(note.text, units, rng))
            for text, cuts in versions:
                for names, cut in gap_rows(text, cuts):
                    inputs.append(names)
                    targets.append(cut)
    vectoriser = DictVectorizer(dtype=np.float32)
    matrix = vectoriser.fit_transform(inputs)
    narrow_indices(matrix)
    model = LogisticRegression(C=regularisation, solver="liblinear", random_state=0).fit(matrix, targets)
    weights = {
        name: round(float(weight), 3)
        for name, weight in zip(vectoriser.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(weight) >= _SMALLEST
    }
    weights["bias"] = round(float(model.intercept_[0]), 3)
    return {"weights": weights, "threshold": threshold}


def narrow_indices(matrix: csr_matrix) -> None:
    """liblinear reads 32-bit indices only; a matrix this size needs no more."""
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")


def save(model: dict[str, object], path: Path) -> None:
    path.write_text(json.dumps(model, ensure_ascii=False, sort_keys=True, indent=0), encoding="utf-8")
