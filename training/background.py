"""The background of own codes: ordinary lines as vectors, and the line that makes a score a probability.

Codes of the codebook are hidden one after another and found again from a few lines, in cases of writers that
the encoder has not learnt from. Those codes were known to the encoder all the same, so a code that is truly new
is found somewhat less surely than this makes it seem: ``evaluation/RESULTS.md`` has both.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from qa_assistant.codebook import Codebook
from qa_assistant.reading.likeness import Background, Space, VectorSource
from qa_assistant.reading.own_codes import OwnCode
from qa_assistant.reading.scores import Floats
from training.contextual.examples import gold_passages
from training.corpus import CorpusRow, Phrase
from training.data import TrainingData

FILE = "background.npz"
EXAMPLES = 12  # lines a force is taken to write for a code
_LINES, _CASES, _CODES = 600, 60, 40
_FEWEST = 8  # units of a code that the cases must hold for it to tell anything
_GRID = np.linspace(0.1, 0.9, 33)
_RIGHT = 2 / 3  # of what is found, the share to be right: a step wrongly found hides a gap


def write_background(data: TrainingData, encoder: VectorSource, codebook: Codebook, folder: Path) -> None:
    """Write ``background.npz``."""
    make(data, encoder, codebook).save(folder / FILE)


def make(data: TrainingData, encoder: VectorSource, codebook: Codebook) -> Background:
    """The background in the space of ``encoder``."""
    pick = random.Random(5)
    ordinary = read_units(pick.sample(data.rows, min(_CASES, len(data.rows))), encoder)
    chosen = sorted(pick.sample(range(len(ordinary.texts)), _LINES))
    bare = Background(ordinary.vectors[chosen], tuple(ordinary.texts[index] for index in chosen))
    scores, truth = _simulated(data, encoder, codebook, bare)
    model = LogisticRegression(C=1e6).fit(scores.reshape(-1, 1), truth)
    fitted = replace(bare, slope=float(model.coef_[0, 0]), shift=float(model.intercept_[0]))
    probability = fitted.probability(scores)
    enough = [limit for limit in _GRID if truth[probability >= limit].mean() >= _RIGHT]
    return replace(fitted, threshold=round(float(min(enough, default=_GRID[-1])), 3))


@dataclass(frozen=True)
class Units:
    """Gold units: their vectors in context, their words, and the codes that each has."""

    vectors: Floats
    texts: list[str]
    codes: list[frozenset[str]]


def read_units(rows: Iterable[CorpusRow], encoder: VectorSource) -> Units:
    """Every gold unit of some cases."""
    vectors: list[Floats] = []
    units = Units(np.zeros((0, 0), np.float32), [], [])
    for row in rows:
        pairs = [(passage, golds) for passage, golds in gold_passages(row) if golds]
        vectors += encoder.vectors([passage for passage, _ in pairs])
        for passage, golds in pairs:
            units.texts.extend(f"{unit.prefix} {unit.text}".strip() for unit in passage.units)
            units.codes.extend(frozenset(label.code for label in gold.labels) for gold in golds)
    return replace(units, vectors=np.concatenate(vectors))


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
    units = read_units(data.judge_rows, encoder)
    enough = [code for code in codebook.codes if sum(code in each for each in units.codes) >= _FEWEST]
    drawn = (hidden_code(code, data.phrases, codebook, seed=0) for code in enough)
    own = [code for code in drawn if code is not None][:: max(1, len(enough) // _CODES)]
    space = Space(encoder, background, own)
    views = space.views(units.vectors, units.texts)
    scores = [space.learn(code).score(views) for code in own]
    truth = [np.array([code.name in each for each in units.codes]) for code in own]
    return np.concatenate(scores), np.concatenate(truth)
