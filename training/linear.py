"""Training of the linear tagger: minutes on two cores, the same corpus gives the same weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from qa_assistant.codebook import Codebook
from qa_assistant.reading.linear import LinearTagger, vectorisers, views
from qa_assistant.reading.scores import Floats, LabelSpace
from qa_assistant.reading.units import Passage, Unit
from training.contextual.examples import gold_passages
from training.corpus import CorpusRow, GoldLabel, Phrase
from training.segmenter import narrow_indices

_FEWEST = 3  # with fewer examples than this, a constant is learnt
_NEVER = -9.0


def labelled_passages(
    rows: Iterable[CorpusRow], phrases: Iterable[Phrase]
) -> tuple[list[Passage], list[tuple[GoldLabel, ...]]]:
    """All training units in context with their labels, flat; a phrase's line before stands unlabelled."""
    passages: list[Passage] = []
    labels: list[tuple[GoldLabel, ...]] = []
    for row in rows:
        for passage, golds in gold_passages(row):
            passages.append(passage)
            labels += [gold.labels for gold in golds]
    for phrase in phrases:
        passages.append(Passage("", phrase.previous or "", (Unit("", phrase.text),)))
        labels.append(phrase.labels)
    return passages, labels


def _fit(matrix: csr_matrix, target: Floats, strength: float) -> tuple[Floats, float]:
    if target.sum() < _FEWEST:
        return np.zeros(matrix.shape[1], np.float32), _NEVER
    model = LogisticRegression(C=strength, solver="liblinear", random_state=0).fit(matrix, target)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _fit_all(matrix: csr_matrix, targets: Floats, strength: float, workers: int) -> tuple[Floats, Floats]:
    columns: Sequence[tuple[Floats, float]] = Parallel(n_jobs=workers, prefer="threads")(
        delayed(_fit)(matrix, targets[:, index], strength) for index in range(targets.shape[1])
    )
    return np.stack([c for c, _ in columns], axis=1), np.array([b for _, b in columns], np.float32)


def train_linear(
    rows: Iterable[CorpusRow],
    phrases: Iterable[Phrase],
    codebook: Codebook,
    strength: float = 12.0,
    workers: int = 2,
    excluded: frozenset[str] = frozenset(),
) -> LinearTagger:
    """One logistic regression a code on all units, and one a status on all labels, told the code."""
    passages, labels = labelled_passages(rows, phrases)
    kept = [unit.text not in excluded for passage in passages for unit in passage.units]
    space = LabelSpace.of(codebook)
    texts = views(passages)
    vectors = vectorisers()
    matrix = hstack([vector.fit_transform(texts[name]) for name, vector in vectors.items()], format="csr")
    matrix, labels = matrix[kept], [found for found, keep in zip(labels, kept, strict=True) if keep]
    narrow_indices(matrix)
    codes = np.zeros((len(labels), len(space.codes)), np.float32)
    rows_of_label: list[int] = []
    code_of_label: list[int] = []
    status_of_label: list[int] = []
    for row, found in enumerate(labels):
        for label in found:
            code = space.codes.index(label.code)
            codes[row, code] = 1
            rows_of_label.append(row)
            code_of_label.append(code)
            status_of_label.append(space.statuses.index(label.status))
    code_coef, code_bias = _fit_all(matrix, codes, strength, workers)
    told = csr_matrix(np.eye(len(space.codes), dtype=np.float32)[code_of_label])
    statuses = np.eye(len(space.statuses), dtype=np.float32)[status_of_label]
    labelled = hstack([matrix[rows_of_label], told], format="csr")
    narrow_indices(labelled)
    status_coef, status_bias = _fit_all(labelled, statuses, strength, workers)
    weights = {
        "code_coef": code_coef,
        "code_bias": code_bias,
        "status_coef": status_coef[: matrix.shape[1]],
        "status_of_code": status_coef[matrix.shape[1] :],
        "status_bias": status_bias,
    }
    return LinearTagger(vectors, weights, codebook)
