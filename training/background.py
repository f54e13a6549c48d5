"""The background of own codes: ordinary lines as vectors, and the line that makes a score a probability.

Codes of the codebook are hidden one after another and found again from a few lines, in cases of writers that
the encoder has not learnt from. Those codes were known to the encoder all the same, so a code that is truly new
is found somewhat less surely than this makes it seem: ``evaluation/RESULTS.md`` has both.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from qa_assistant.codebook import Codebook
from qa_assistant.reading.own_codes import OwnCode
from qa_assistant.reading.own_tagger import Background, VectorSource, learn
from qa_assistant.reading.scores import Floats, sigmoid
from training.contextual.examples import gold_passages
from training.corpus import CorpusRow, Phrase
from training.data import TrainingData

FILE = "background.npz"
EXAMPLES = 12  # lines a force is taken to write for a code
_LINES, _CASES, _CODES = 600, 60, 40
_FEWEST = 8  # units of a code that the cases must hold for it to tell anything
_GRID = np.linspace(0.1, 0.9, 33)


def write_background(data: TrainingData, encoder: VectorSource, codebook: Codebook, folder: Path) -> None:
    """Write ``background.npz``."""
    make(data, encoder, codebook).save(folder / FILE)


def make(data: TrainingData, encoder: VectorSource, codebook: Codebook) -> Background:
    """The background in the space of ``encoder``."""
    pick = random.Random(5)
    rows = pick.sample(data.rows, min(_CASES, len(data.rows)))
    vectors, _ = gold_vectors(rows, encoder)
    bare = Background(vectors[sorted(pick.sample(range(len(vectors)), _LINES))], 1.0, 0.0, 0.5)
    scores, truth = _simulated(data, encoder, codebook, bare)
    model = LogisticRegression(C=1e6).fit(scores.reshape(-1, 1), truth)
    slope, shift = float(model.coef_[0, 0]), float(model.intercept_[0])
    probability = sigmoid((slope * scores + shift).astype(np.float32))
    f1 = [2 * (said & truth).sum() / (said.sum() + truth.sum()) for said in (probability >= t for t in _GRID)]
    return Background(bare.vectors, slope, shift, float(_GRID[int(np.argmax(f1))]))


def gold_vectors(rows: Iterable[CorpusRow], encoder: VectorSource) -> tuple[Floats, list[frozenset[str]]]:
    """Every gold unit in the encoder's space, in its context, and the codes it has."""
    vectors: list[Floats] = []
    codes: list[frozenset[str]] = []
    for row in rows:
        pairs = [(passage, golds) for passage, golds in gold_passages(row) if golds]
        for found, (_, golds) in zip(encoder.vectors([passage for passage, _ in pairs]), pairs, strict=True):
            vectors.append(found)
            codes += [frozenset(label.code for label in gold.labels) for gold in golds]
    return np.concatenate(vectors), codes


def hidden_code(code: str, phrases: Sequence[Phrase], codebook: Codebook, seed: int) -> OwnCode | None:
    """A code of the codebook as a force would write it: its definition and a few lines drawn by ``seed``.

    Only lines that can be understood alone are drawn; ``None`` where there are too few.
    """
    lines = sorted(
        {p.text.strip() for p in phrases if p.previous is None and any(x.code == code for x in p.labels)}
    )
    if len(lines) < EXAMPLES:
        return None
    known = codebook.codes[code]
    drawn = random.Random(f"{code} {seed}").sample(lines, EXAMPLES)
    status = next(iter(codebook.status_meanings[known.kind]))
    return OwnCode(
        name=code, kind=known.kind, definition=known.definition, examples=tuple(drawn), status=status
    )  # fmt: skip


def _simulated(
    data: TrainingData, encoder: VectorSource, codebook: Codebook, background: Background
) -> tuple[Floats, NDArray[np.bool_]]:
    """Scores and truth of hidden codes over all units of the cases kept to judge by."""
    vectors, codes = gold_vectors(data.judge_rows, encoder)
    scaled = background.scaled(vectors)
    enough = [code for code in codebook.codes if sum(code in unit for unit in codes) >= _FEWEST]
    scores: list[Floats] = []
    truth: list[NDArray[np.bool_]] = []
    for code in enough[:: max(1, len(enough) // _CODES)]:
        own = hidden_code(code, data.phrases, codebook, seed=0)
        if own is not None:
            scores.append(learn(own, encoder, background).score(scaled))
            truth.append(np.array([code in unit for unit in codes]))
    return np.concatenate(scores), np.concatenate(truth)
