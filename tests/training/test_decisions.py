"""Thresholds and calibration: chosen for the best labels, and wary where a mistake would hide a gap."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from qa_assistant.case import CaseFile, Reading
from qa_assistant.codebook import load_codebook
from qa_assistant.confidence import Calibration
from qa_assistant.reading.decide import Decisions
from qa_assistant.standards.catalogue import load_catalogue
from training.corpus import CorpusRow, gold_labels, read_rows
from training.decisions import Sample, calibrate, calibrate_verdicts, choose

CORPUS = Path(__file__).parents[2] / "training" / "corpus" / "train.jsonl"
CODEBOOK, CATALOGUE = load_codebook(), load_catalogue()
CODES = list(CODEBOOK.codes)


def sample(units: int = 4_000, seed: int = 5, share: float = 0.05) -> Sample:
    """Probabilities that are true as they stand: of those that say 0.3, three in ten are right."""
    rng = np.random.default_rng(seed)
    present = rng.beta(0.2, 0.2 * (1 / share - 1), (units, len(CODES))).astype(np.float32)
    present = np.clip(present, 1e-4, 1 - 1e-4)
    truth = rng.random(present.shape) < present
    return Sample(present, truth, truth)


def test_probabilities_that_are_true_are_left_alone() -> None:
    slope, shift = calibrate(sample())
    assert slope == pytest.approx(1.0, abs=0.05)
    assert shift == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(("slope", "shift"), [(2.0, 0.0), (1.0, 1.5), (0.5, -1.0)])
def test_probabilities_that_are_not_are_set_right(slope: float, shift: float) -> None:
    honest = sample()
    logit = np.log(honest.present / (1 - honest.present))
    bent = (1 / (1 + np.exp(-(slope * logit + shift)))).astype(np.float32)
    found = calibrate(Sample(bent, honest.truth, honest.status_right))
    made = Decisions(slope=found[0], shift=found[1]).calibrated(bent)
    assert np.abs(made - honest.present).mean() < 0.02


def f1(found: Sample, decisions: Decisions, threshold: float) -> float:
    said = decisions.calibrated(found.present) >= threshold
    return float(2 * (said & found.status_right).sum() / (said.sum() + found.truth.sum()))


def test_steps_of_critical_standards_have_the_wary_threshold_and_all_else_the_common_one() -> None:
    decisions = choose(sample(), CODEBOOK, CATALOGUE)
    critical = {"marac_referral", "risk_assessment", "safety_plan", "suspect_arrested"}
    others = {"bwv_recorded", "strangulation", "grade_high", "victim_blaming"}
    assert critical <= set(decisions.thresholds)
    assert others.isdisjoint(decisions.thresholds)
    assert len(set(decisions.thresholds.values())) == 1
    assert all(decisions.of(code) > decisions.threshold for code in critical)
    assert {decisions.of(code) for code in others} == {decisions.threshold}


def test_both_thresholds_are_about_as_good_as_the_best() -> None:
    found = sample()
    decisions = choose(found, CODEBOOK, CATALOGUE)
    best = max(f1(found, decisions, threshold) for threshold in np.arange(0.2, 0.66, 0.02))
    for threshold in (decisions.threshold, decisions.of("marac_referral")):
        assert f1(found, decisions, threshold) > best - 0.01


def test_the_same_sample_gives_the_same_decisions() -> None:
    assert choose(sample(), CODEBOOK, CATALOGUE) == choose(sample(), CODEBOOK, CATALOGUE)


# ---- the calibration of verdicts


class Answering:
    """A reader that answers with the gold labels, all at one confidence, less those of one step."""

    version = "gold"
    verdict_calibration = Calibration()

    def __init__(self, rows: Iterable[CorpusRow], confidence: float, forgets: str = "") -> None:
        self._labels = {
            row.case.case_id: [
                label.model_copy(update={"confidence": confidence})
                for label in gold_labels(row)
                if label.code != forgets
            ]
            for row in rows
        }

    def examine(self, case: CaseFile) -> Reading:
        return Reading(self._labels[case.case_id], [])


ROWS = list(read_rows(CORPUS))[:12]


def test_verdicts_that_are_always_right_need_no_calibration() -> None:
    assert calibrate_verdicts(Answering(ROWS, 0.9), ROWS).lines == {}


def test_no_verdict_is_believed_more_for_being_less_sure() -> None:
    """The wrong verdicts are the surest here: confidence tells nothing, and the share of right ones is said."""
    made = calibrate_verdicts(Answering(ROWS, 0.9, forgets="history_checks"), ROWS)
    assert list(made.lines) == ["missing"]
    assert 0.5 < made.apply("missing", 0.02) == made.apply("missing", 0.995) < 1
