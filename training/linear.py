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
    columns: Sequence[tuple[Floats, float]] = Parallel(n_jobs=workers)(
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
    """One logistic regression a code, and one a (code, status) pair, on the same features."""
    passages, labels = labelled_passages(rows, phrases)
    kept = [unit.text not in excluded for passage in passages for unit in passage.units]
    space = LabelSpace.of(codebook)
    texts = views(passages)
    vectors = vectorisers()
    matrix = hstack([vector.fit_transform(texts[name]) for name, vector in vectors.items()], format="csr")
    matrix, labels = matrix[kept], [found for found, keep in zip(labels, kept, strict=True) if keep]
    narrow_indices(matrix)
    codes = np.zeros((len(labels), len(space.codes)), np.float32)
    pairs = np.zeros((len(labels), len(space.pairs)), np.float32)
    index_of = {pair: index for index, pair in enumerate(space.pairs)}
    for row, found in enumerate(labels):
        for label in found:
            pair = (space.codes.index(label.code), space.statuses.index(label.status))
            codes[row, pair[0]] = 1
            pairs[row, index_of[pair]] = 1
    code_coef, code_bias = _fit_all(matrix, codes, strength, workers)
    pair_coef, pair_bias = _fit_all(matrix, pairs, strength, workers)
    weights = {"code_coef": code_coef, "code_bias": code_bias, "pair_coef": pair_coef, "pair_bias": pair_bias}
    return LinearTagger(vectors, weights, codebook)
