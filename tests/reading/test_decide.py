"""From probabilities to labels: thresholds, second statuses, doubts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa_assistant.codebook import load_codebook
from qa_assistant.reading.decide import Decisions, Found, decide
from qa_assistant.reading.scores import LabelSpace, Scores, masked_softmax, sigmoid

SPACE = LabelSpace.of(load_codebook())
Row = dict[str, tuple[float, dict[str, float]]]


def scores(*rows: Row, own_time: float = 1.0) -> Scores:
    """One row a unit: ``{code: (probability, {status: probability})}``; all else is certainly absent."""
    shape = (len(rows), len(SPACE.codes))
    present, status = np.zeros(shape, np.float32), np.zeros((*shape, len(SPACE.statuses)), np.float32)
    status[:, SPACE.allowed()] = 1 / 100
    for unit, row in enumerate(rows):
        for code, (probability, statuses) in row.items():
            place = SPACE.codes.index(code)
            present[unit, place] = probability
            status[unit, place] = 0
            for name, share in statuses.items():
                status[unit, place, SPACE.statuses.index(name)] = share
    return Scores(present, status, np.full(shape, own_time, np.float32))


def names(found: list[Found]) -> list[str]:
    return [f"{each.unit} {each.code}:{each.status}" for each in found]


def decided(*rows: Row, **decisions: object) -> tuple[list[str], list[str]]:
    given, doubts = decide(scores(*rows), SPACE, Decisions(**decisions))  # type: ignore[arg-type]
    return names(given), names(doubts)


@pytest.mark.parametrize(
    ("probability", "given", "doubted"),
    [
        (0.99, True, False),
        (0.41, True, False),
        (0.39, False, True),
        (0.05, False, True),
        (0.03, False, False),
    ],
)
def test_a_code_is_given_from_its_threshold_and_doubted_below_it(
    probability: float, given: bool, doubted: bool
) -> None:
    found, doubts = decided({"dvpn": (probability, {"done": 1.0})}, threshold=0.4)
    assert found == ["0 dvpn:done"] * given
    assert doubts == ["0 dvpn:done"] * doubted


@pytest.mark.parametrize(("own", "given"), [(0.2, True), (0.31, False), (0.6, False)])
def test_a_code_may_have_a_threshold_of_its_own(own: float, given: bool) -> None:
    row: Row = {"dvpn": (0.3, {"done": 1.0}), "grade_high": (0.3, {"present": 1.0})}
    found, doubts = decided(row, threshold=0.4, thresholds={"dvpn": own})
    assert ("0 dvpn:done" in found) is given
    assert ("0 dvpn:done" in doubts) is not given
    assert "0 grade_high:present" in doubts


@pytest.mark.parametrize(
    ("planned", "found", "doubts"),
    [
        (0.38, ["0 injuries_photographed:done", "0 injuries_photographed:planned"], []),
        (0.36, ["0 injuries_photographed:done"], ["0 injuries_photographed:planned"]),
        (0.02, ["0 injuries_photographed:done"], []),
    ],
)
def test_a_second_status_is_given_where_it_is_likely_enough(
    planned: float, found: list[str], doubts: list[str]
) -> None:
    statuses = {"done": 1 - planned, "planned": planned}
    assert decided({"injuries_photographed": (0.95, statuses)}) == (found, doubts)


def test_an_uncertain_code_does_not_have_two_statuses() -> None:
    statuses = {"done": 0.52, "not_done": 0.48}
    assert decided({"dvpn": (0.6, statuses)}) == (["0 dvpn:done"], ["0 dvpn:not_done"])


def test_a_code_below_its_threshold_has_no_second_status_either() -> None:
    statuses = {"done": 0.5, "planned": 0.5}
    assert decided({"dvpn": (0.3, statuses)}) == ([], ["0 dvpn:done", "0 dvpn:planned"])


def test_labels_come_in_the_order_of_units_then_codes() -> None:
    sure: Row = {code: (0.9, {"present": 1.0}) for code in ("grade_high", "strangulation", "suspect_left")}
    found, _ = decided(sure, {}, sure)
    order = [SPACE.codes.index(name.split()[1].partition(":")[0]) for name in found]
    assert order == sorted(order[:3]) * 2
    assert [name[0] for name in found] == ["0"] * 3 + ["2"] * 3


def test_the_confidence_is_of_the_code_and_its_status() -> None:
    ((found,), _) = decide(scores({"dvpn": (0.9, {"done": 1.0})}, own_time=0.7), SPACE, Decisions())
    assert (found.confidence, found.own_time) == (0.9, pytest.approx(0.7))
    found_two, _ = decide(scores({"dvpn": (0.8, {"done": 0.75, "planned": 0.25})}), SPACE, Decisions())
    assert [each.confidence for each in found_two] == [0.6]


@pytest.mark.parametrize("units", [0, 1, 3])
def test_nothing_likely_is_nothing_found(units: int) -> None:
    assert decided(*[{}] * units) == ([], [])


# ---- calibration


def test_without_calibration_probabilities_stand() -> None:
    raw = np.array([0.001, 0.25, 0.5, 0.999], np.float32)
    assert Decisions().calibrated(raw) == pytest.approx(raw, abs=1e-5)


def test_calibration_keeps_the_order_and_the_bounds() -> None:
    raw = np.linspace(0, 1, 200, dtype=np.float32)
    made = Decisions(slope=1.3, shift=-0.8).calibrated(raw)
    assert np.all(np.diff(made) >= 0)
    assert np.all((made >= 0) & (made <= 1))
    assert made[100] == pytest.approx(
        float(sigmoid(np.float32(1.3 * np.log(raw[100] / (1 - raw[100])) - 0.8)))
    )


def test_calibration_decides() -> None:
    row: Row = {"dvpn": (0.5, {"done": 1.0})}
    assert decided(row, shift=0.0)[0] == ["0 dvpn:done"]
    assert decided(row, shift=-1.0)[1] == ["0 dvpn:done"]


def test_decisions_are_the_same_once_saved_and_loaded(tmp_path: Path) -> None:
    made = Decisions(0.35, {"dvpn": 0.5}, 1.2, -0.3, 0.45)
    made.save(tmp_path / "decisions.json")
    assert Decisions.load(tmp_path / "decisions.json") == made


# ---- the space of labels


def test_statuses_are_shared_only_among_those_that_a_code_may_carry() -> None:
    allowed = SPACE.allowed()
    logits = np.zeros((1, *allowed.shape), np.float32)
    shares = masked_softmax(logits, allowed)[0]
    assert np.all(shares[~allowed] == 0)
    assert shares.sum(axis=-1) == pytest.approx(1.0)
    for place, code in enumerate(SPACE.codes):
        assert {SPACE.statuses[s] for s in np.flatnonzero(allowed[place])} == set(
            load_codebook().statuses(code)
        )


@pytest.mark.parametrize("value", [-1e4, -80.0, 0.0, 80.0, 1e4])
def test_the_logistic_function_never_overflows(value: float) -> None:
    assert 0 <= float(sigmoid(np.array([value], np.float32))[0]) <= 1
