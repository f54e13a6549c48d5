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
from qa_assistant.reading.scores import Floats, LabelSpace, Tagger, logit
from qa_assistant.standards.catalogue import Catalogue
from training.contextual.examples import gold_passages
from training.corpus import CorpusRow, gold_labels

_GRID = np.round(np.arange(0.20, 0.66, 0.02), 2)
_FLAT = 0.005
_FEWEST = 12  # findings of a verdict needed to calibrate it
_SMALLEST = 1e-3


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
    model = LogisticRegression(C=1e6).fit(logit(found.present).reshape(-1, 1), found.truth.ravel())
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def choose(found: Sample, codebook: Codebook, catalogue: Catalogue) -> Decisions:
    """Calibration, and one of two thresholds for every code, by what a mistake costs.

    Label F1 is flat around its best, so cost decides within ``_FLAT`` of it. A step that could satisfy a
    critical standard gets the highest such threshold, because read wrongly as done it hides a gap; every
    other code gets the lowest, because what it hides is a reason for a standard to apply.
    """
    slope, shift = calibrate(found)
    decisions = Decisions(slope=slope, shift=shift)
    probability = decisions.calibrated(found.present)
    gold = found.truth.sum()
    f1 = np.array(
        [
            2 * ((probability >= t) & found.status_right).sum() / ((probability >= t).sum() + gold)
            for t in _GRID
        ]
    )
    good = _GRID[f1 >= f1.max() - _FLAT]
    critical = {
        code
        for standard in catalogue.standards.values()
        if standard.criticality == "critical"
        for code in standard.evidence
    }
    wary = {code: float(good.max()) for code in codebook.codes if code in critical}
    return Decisions(threshold=float(good.min()), thresholds=wary, slope=slope, shift=shift)


def calibrate_verdicts(reader: CaseReader, rows: Iterable[CorpusRow]) -> Calibration:
    """For each verdict the line that makes its confidence true, where the gold labels' verdict is the truth."""
    stated: dict[str, list[tuple[float, bool]]] = {}
    for row in rows:
        truth = {f.standard: f.verdict for f in audit_case(row.case, labels=gold_labels(row)).findings}
        for finding in audit_case(row.case, reader=reader).findings:
            confidence = min(max(finding.confidence or 0.0, _SMALLEST), 1 - _SMALLEST)
            odds = float(np.log(confidence / (1 - confidence)))
            stated.setdefault(finding.verdict, []).append((odds, truth[finding.standard] == finding.verdict))
    lines: dict[str, tuple[float, float]] = {}
    for verdict, pairs in stated.items():
        right = [is_right for _, is_right in pairs]
        if len(pairs) >= _FEWEST and 0 < sum(right) < len(right):
            model = LogisticRegression(C=1.0).fit([[odds] for odds, _ in pairs], right)
            slope, shift = float(model.coef_[0, 0]), float(model.intercept_[0])
            if slope < 0:  # never believe a verdict more for being less sure: then only the share counts
                slope, shift = 0.0, float(np.log(sum(right) / (len(right) - sum(right))))
            lines[verdict] = (round(slope, 4), round(shift, 4))
    return Calibration(lines)
