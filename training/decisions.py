"""Choosing thresholds and calibration of a tagger on writers that it has not learnt from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from qa_assistant.audit import audit_case
from qa_assistant.codebook import Codebook
from qa_assistant.confidence import Calibration
from qa_assistant.reading.decide import Decisions
from qa_assistant.reading.reader import CaseReader
from qa_assistant.reading.scores import Floats, LabelSpace, Tagger
from training.contextual.examples import gold_passages
from training.corpus import CorpusRow, gold_labels

_GRID = np.round(np.arange(0.20, 0.66, 0.05), 2)
_FEWEST = 12  # gold units of a code needed before it may have a threshold of its own
_SMALLEST = 1e-3
_PRIOR = 100.0  # how many counts the common threshold is worth against a code's own


@dataclass(frozen=True)
class Sample:
    """Raw probabilities and truth for every unit and code of some cases; ``status_right`` where present."""

    present: Floats
    truth: NDArray[np.bool_]
    status_right: NDArray[np.bool_]


def sample(tagger: Tagger, rows: Iterable[CorpusRow], codebook: Codebook) -> Sample:
    """What the tagger says of the gold units of ``rows``."""
    space = LabelSpace.of(codebook)
    present: list[Floats] = []
    truth: list[NDArray[np.bool_]] = []
    right: list[NDArray[np.bool_]] = []
    for row in rows:
        pairs = list(gold_passages(row))
        for (_, golds), scores in zip(pairs, tagger.score([p for p, _ in pairs]), strict=True):
            for index, gold in enumerate(golds):
                is_there = np.zeros(len(space.codes), bool)
                is_right = np.zeros(len(space.codes), bool)
                best = scores.status[index].argmax(axis=-1)
                for label in gold.labels:
                    code = space.codes.index(label.code)
                    is_there[code] = True
                    is_right[code] |= bool(best[code] == space.statuses.index(label.status))
                present.append(scores.present[index])
                truth.append(is_there)
                right.append(is_right)
    return Sample(np.array(present), np.array(truth), np.array(right))


def calibrate(found: Sample) -> tuple[float, float]:
    """Slope and shift of the logit (Platt), fitted to the truth over all units and codes."""
    clipped = np.clip(found.present, 1e-6, 1 - 1e-6)
    logits = np.log(clipped / (1 - clipped)).reshape(-1, 1)
    model = LogisticRegression(C=1e6).fit(logits, found.truth.ravel())
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def choose(found: Sample, codebook: Codebook) -> Decisions:
    """The common threshold with the best label F1, and a code's own where its writers differ enough.

    A code's own threshold is chosen on its counts plus a share of everybody's, so that rare codes stay near
    the common one.
    """
    slope, shift = calibrate(found)
    decisions = Decisions(slope=slope, shift=shift)
    probability = decisions.calibrated(found.present)
    gold = found.truth.sum(axis=0)
    said = np.stack([(probability >= t).sum(axis=0) for t in _GRID])  # thresholds by codes
    right = np.stack([((probability >= t) & found.status_right).sum(axis=0) for t in _GRID])
    f1 = 2 * right.sum(axis=1) / (said.sum(axis=1) + gold.sum())
    common = int(f1.argmax())
    own: dict[str, float] = {}
    for code, name in enumerate(codebook.codes):
        if gold[code] < _FEWEST:
            continue
        weight = _PRIOR / gold.sum()
        score = (
            2
            * (right[:, code] + weight * right.sum(axis=1))
            / (said[:, code] + gold[code] + weight * (said.sum(axis=1) + gold.sum()))
        )
        best = int(score.argmax())
        if best != common:
            own[name] = float(_GRID[best])
    return Decisions(threshold=float(_GRID[common]), thresholds=own, slope=slope, shift=shift)


def calibrate_verdicts(reader: CaseReader, rows: Iterable[CorpusRow]) -> Calibration:
    """For each verdict the line that makes its confidence true, where the gold labels' verdict is the truth."""
    stated: dict[str, list[tuple[float, bool]]] = {}
    for row in rows:
        truth = {f.standard: f.verdict for f in audit_case(row.case, labels=gold_labels(row)).findings}
        for finding in audit_case(row.case, reader=reader).findings:
            confidence = min(max(finding.confidence or 0.0, _SMALLEST), 1 - _SMALLEST)
            logit = float(np.log(confidence / (1 - confidence)))
            stated.setdefault(finding.verdict, []).append((logit, truth[finding.standard] == finding.verdict))
    lines: dict[str, tuple[float, float]] = {}
    for verdict, pairs in stated.items():
        right = [is_right for _, is_right in pairs]
        if len(pairs) >= _FEWEST and 0 < sum(right) < len(right):
            model = LogisticRegression(C=1.0).fit([[logit] for logit, _ in pairs], right)
            lines[verdict] = (round(float(model.coef_[0, 0]), 4), round(float(model.intercept_[0]), 4))
    return Calibration(lines)
