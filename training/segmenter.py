"""Training of the segmenter on the unit boundaries of the corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from qa_assistant.reading.segment import _WORD, features, style
from training.corpus import CorpusRow, gold_spans

_SMALLEST = 0.02  # weights nearer to nothing are left out of the file


def gap_rows(text: str, units: Iterable[tuple[int, int]]) -> Iterator[tuple[dict[str, float], int]]:
    """For every gap between words: its features, and 1 where a gold unit ends."""
    spans = [match.span() for match in _WORD.finditer(text)]
    words = [text[start:end] for start, end in spans]
    gaps = [text[spans[i][1] : spans[i + 1][0]] for i in range(len(spans) - 1)]
    starts = {start for start, _ in units}
    manner, first = style(words, gaps), 0
    for index in range(len(words) - 1):
        cut = spans[index + 1][0] in starts
        names = list(features(words, gaps, index, index - first))
        yield {name: 1.0 for base in names for name in (base, f"{manner}#{base}")}, int(cut)
        if cut:
            first = index + 1


def train_segmenter(
    rows: Iterable[CorpusRow], regularisation: float = 1.0, threshold: float = 0.5
) -> dict[str, object]:
    """The weights and the threshold as plain data; the same corpus gives the same weights."""
    inputs: list[dict[str, float]] = []
    targets: list[int] = []
    for row in rows:
        spans = gold_spans(row)
        for note in row.case.notes:
            for names, cut in gap_rows(note.text, spans[note.note_id]):
                inputs.append(names)
                targets.append(cut)
    vectoriser = DictVectorizer()
    matrix = vectoriser.fit_transform(inputs)
    matrix.indices, matrix.indptr = (
        matrix.indices.astype("int32"),
        matrix.indptr.astype("int32"),
    )  # liblinear's
    model = LogisticRegression(C=regularisation, solver="liblinear", random_state=0).fit(matrix, targets)
    weights = {
        name: round(float(weight), 3)
        for name, weight in zip(vectoriser.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(weight) >= _SMALLEST
    }
    weights["bias"] = round(float(model.intercept_[0]), 3)
    return {"weights": weights, "threshold": threshold}


def save(model: dict[str, object], path: Path) -> None:
    path.write_text(json.dumps(model, ensure_ascii=False, sort_keys=True, indent=0), encoding="utf-8")
