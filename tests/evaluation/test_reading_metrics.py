"""Matching, detection and labels, times, boundaries, calibration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from small_case import CCTV, DASH, TOLD, form, note, row

from evaluation import bootstrap
from evaluation.boundaries import inner_starts, summarise_boundaries
from evaluation.calibration import label_outcomes, risk_coverage, summarise_calibration
from evaluation.counts import f1, macro_f1, number
from evaluation.labels import count_labels, summarise_labels
from evaluation.matching import match_case
from evaluation.times import is_false, is_right, summarise_times
from qa_assistant.case import Label
from qa_assistant.codebook import load_codebook
from qa_assistant.localtime import parse_local
from training.corpus import gold_labels

WRITTEN = parse_local("2022-10-05T10:00")
RIGHT = [
    note(DASH, "risk_assessment", "done", at="2022-10-03T22:25"),
    note(CCTV, "cctv_enquiries", "ruled_out"),
    note(TOLD, "victim_update", "done", at="2022-10-04"),
    form("q18", "strangulation", "present"),
]


def summary(labels: Sequence[Label]) -> dict[str, dict[str, float]]:
    codebook = load_codebook()
    return summarise_labels(count_labels([match_case(row(), labels)], codebook), codebook)


def test_gold_against_itself_is_perfect() -> None:
    result = summary(gold_labels(row()))
    assert result["label"]["f1"] == result["detection"]["f1"] == result["label"]["macro_f1"] == 1.0


def test_nothing_predicted_has_no_precision_and_no_recall() -> None:
    result = summary([])
    assert result["label"]["precision"] is None
    assert result["label"]["recall"] == result["label"]["f1"] == result["label"]["macro_f1"] == 0.0


def test_a_wrong_status_is_a_detection_and_no_label() -> None:
    result = summary([*RIGHT[:1], note(CCTV, "cctv_enquiries", "done"), *RIGHT[2:]])
    assert result["detection"]["f1"] == 1.0
    assert result["label"]["f1"] == 0.75
    assert result["by_status"]["ruled_out"]["recall"] == 0.0
    assert result["by_status"]["done"]["precision"] == pytest.approx(2 / 3, abs=1e-4)


@pytest.mark.parametrize(
    ("span", "right"),
    [((20, 44), True), ((0, 30), False), ((30, 31), True), ((44, 45), False), ((40, 72), False)],
)
def test_a_label_belongs_to_the_unit_it_overlaps_most(span: tuple[int, int], right: bool) -> None:
    result = summary([note(span, "cctv_enquiries", "ruled_out")])
    assert (result["label"]["precision"] == 1.0) is right


def test_a_form_label_belongs_to_its_item_only() -> None:
    assert summary([form("q18", "strangulation", "present")])["by_place"]["form"]["label"]["f1"] == 1.0
    wrong = summary([form("q22", "strangulation", "present")])
    assert wrong["by_place"]["form"]["label"]["precision"] == 0.0
    assert wrong["by_place"]["note"]["label"]["predicted"] == 0


def test_of_two_predictions_for_one_unit_and_code_the_surer_is_kept() -> None:
    pair = [
        note(CCTV, "cctv_enquiries", "done", confidence=0.4),
        note((25, 40), "cctv_enquiries", "ruled_out", confidence=0.6),
    ]
    for labels in (pair, pair[::-1]):
        result = summary(labels)
        assert result["label"]["precision"] == 1.0
        assert result["detection"]["predicted"] == 1


def test_macro_is_over_codes_in_gold_only() -> None:
    extra = summary([*RIGHT, note(DASH, "weapon", "present")])
    assert extra["label"]["macro_f1"] == 1.0
    assert extra["label"]["f1"] < 1.0


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        ("2022-10-03T22:25", "2022-10-03T22:40", True),
        ("2022-10-03T22:25", "2022-10-03T22:41", False),
        ("2022-10-03T22:25", "2022-10-03", False),
        ("2022-10-05T10:10", None, True),
        ("2022-10-05T10:16", None, False),
        ("2022-10-04", "2022-10-04T23:50", True),
        ("2022-10-04", "2022-10-04", True),
        ("2022-10-04", None, False),
        ("2022-10-05", None, True),
    ],
)
def test_a_time_is_right_within_a_quarter_of_an_hour_or_on_the_day(
    gold: str, predicted: str | None, right: bool
) -> None:
    assert is_right(gold, predicted, WRITTEN) is right


@pytest.mark.parametrize(
    ("predicted", "false"),
    [(None, False), ("2022-10-05T10:05", False), ("2022-10-05", False), ("2022-10-05T09:00", True),
     ("2022-10-04", True)],
)  # fmt: skip
def test_a_false_time_moves_the_act_from_its_note(predicted: str | None, false: bool) -> None:
    assert is_false(predicted, WRITTEN) is false


def test_times_count_of_those_found_and_of_all() -> None:
    labels = [RIGHT[0], note(CCTV, "cctv_enquiries", "ruled_out", at="2022-10-01")]
    result = summarise_times([match_case(row(), labels)])
    assert (result["gold_at"], result["found"]) == (2, 1)
    assert (result["right_of_found"], result["right_of_all"], result["false_at"]) == (1.0, 0.5, 1.0)


def test_boundaries_leave_out_the_first_and_skip_white_space() -> None:
    text = "  One. Two.\n\n Three."
    assert inner_starts(text, [(0, 6), (6, 12), (12, 20)]) == {7, 14}
    assert inner_starts(text, [(2, 6), (7, 11), (14, 20)]) == {7, 14}
    assert inner_starts(text, [(0, 20)]) == set()


def test_boundary_f1() -> None:
    assert summarise_boundaries([row()], lambda _: [DASH, CCTV, TOLD])["f1"] == 1.0
    merged = summarise_boundaries([row()], lambda _: [(0, 44), TOLD])
    assert (merged["precision"], merged["recall"]) == (1.0, 0.5)
    assert summarise_boundaries([row()], lambda text: [(0, len(text))])["f1"] == 0.0


def test_calibration_of_a_coin_that_says_so() -> None:
    result = summarise_calibration(np.array([0.5, 0.5, 1.0]), np.array([1.0, 0.0, 1.0]))
    assert result is not None
    assert result["ece"] == 0.0
    assert result["brier"] == pytest.approx(0.1667, abs=1e-4)
    assert [line["labels"] for line in result["reliability"]] == [2, 1]


def test_without_confidences_there_is_no_calibration() -> None:
    assert summarise_calibration(*label_outcomes([match_case(row(), RIGHT)])) is None
    assert risk_coverage(np.array([]), np.array([])) == []


def test_risk_falls_as_fewer_are_kept() -> None:
    curve = risk_coverage(np.array([0.9, 0.8, 0.2, 0.1]), np.array([1.0, 1.0, 0.0, 0.0]), steps=2)
    assert curve == [{"coverage": 0.5, "wrong": 0.0}, {"coverage": 1.0, "wrong": 0.5}]


def test_intervals_are_seeded_and_hold_the_value() -> None:
    counts = np.array([[8, 2, 1], [5, 1, 4], [9, 0, 0], [3, 3, 3]])
    first, second = bootstrap.of_counts(counts, f1), bootstrap.of_counts(counts, f1)
    low, high = first
    assert first == second
    assert low is not None and high is not None
    assert low < float(f1(counts.sum(axis=0))) < high


def test_an_interval_of_nothing_is_unknown() -> None:
    assert bootstrap.of_counts(np.zeros((3, 3), dtype=np.int64), f1) == [None, None]


def test_macro_f1_over_a_batch() -> None:
    counts = np.array([[[1, 0, 0], [0, 5, 0], [0, 0, 2]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]])
    assert [number(value) for value in macro_f1(counts)] == [0.5, None]
