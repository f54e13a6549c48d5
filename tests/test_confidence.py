"""The confidence of verdicts: within bounds, moved by the labels that a verdict rests on, honest about doubt."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_assistant.case import CaseFile, Finding, Label
from qa_assistant.confidence import Calibration, Presence, with_confidence
from qa_assistant.reading import MODELS, TAGGERS
from qa_assistant.standards.catalogue import Pattern, load_catalogue
from qa_assistant.standards.facts import Facts
from qa_assistant.standards.judge import judge

CATALOGUE = load_catalogue()


def case(**fields: Any) -> CaseFile:
    note = {"note_id": "n1", "written_at": "2024-03-05T10:00", "text": "x" * 100}
    given = {"case_id": "T-1", "reported_at": "2024-03-05T08:00", "as_of": "2024-04-30T09:00"}
    return CaseFile.model_validate(given | {"attendance": "in_person", "notes": [note]} | fields)


def label(name: str, confidence: float | None) -> Label:
    code, _, status = name.partition(":")
    return Label(block="n1", start=0, end=10, code=code, status=status, confidence=confidence)


def findings(
    labels: dict[str, float],
    doubts: dict[str, float] | None = None,
    calibration: Calibration | None = None,
    **fields: Any,
) -> dict[str, Finding]:
    """Every finding of a case in which these labels were read with these confidences."""
    made, read = case(**fields), [label(*each) for each in labels.items()]
    as_of = made.read_at(made.reported_at)
    found = with_confidence(
        judge(made, read, CATALOGUE, as_of),
        Facts.of(made, read, as_of),
        [label(*each) for each in (doubts or {}).items()],
        CATALOGUE,
        calibration or Calibration(),
    )
    return {finding.standard: finding for finding in found}


def sure(finding: Finding) -> float:
    assert finding.confidence is not None
    return finding.confidence


# ---- bounds

NAMES = [
    "grade_high:present", "marac_referral:done", "marac_referral:not_done", "risk_assessment:done",
    "strangulation:present", "victim_injured:present", "medical_attention:declined",
    "suspect_released:present", "victim_update:done", "victim_blaming:present", "case_closed:present",
]  # fmt: skip
some_labels = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 1), max_size=6)


@settings(max_examples=25, deadline=None)
@given(some_labels, some_labels)
def test_every_verdict_has_a_probability_that_is_never_quite_certain(
    labels: dict[str, float], doubts: dict[str, float]
) -> None:
    for finding in findings(labels, doubts).values():
        assert 0 < sure(finding) < 1


@settings(max_examples=25, deadline=None)
@given(some_labels, some_labels, st.floats(0.1, 0.9))
def test_a_person_is_asked_exactly_where_an_applicable_verdict_is_too_uncertain(
    labels: dict[str, float], doubts: dict[str, float], ask_below: float
) -> None:
    for finding in findings(labels, doubts, Calibration(ask_below=ask_below)).values():
        expected = finding.verdict != "not_applicable" and sure(finding) < ask_below
        assert finding.needs_human is expected


# ---- what moves it

RISING = [0.1, 0.3, 0.5, 0.7, 0.9, 0.99]


def test_met_is_as_sure_as_its_evidence() -> None:
    found = [sure(findings({"bwv_recorded:done": p})["bwv_recorded"]) for p in RISING]
    assert found == pytest.approx(RISING, abs=0.001)


def test_met_is_surer_where_the_evidence_stands_twice() -> None:
    once = findings({"history_checks:done": 0.6})["history_checked"]
    note = {"note_id": "n1", "written_at": "2024-03-05T10:00", "text": "x" * 100}
    made = case(notes=[note])
    labels = [label("history_checks:done", 0.6)] * 2
    as_of = made.read_at(made.reported_at)
    facts = Facts.of(made, labels, as_of)
    twice = next(
        finding
        for finding in with_confidence(
            judge(made, labels, CATALOGUE, as_of), facts, [], CATALOGUE, Calibration()
        )
        if finding.standard == "history_checked"
    )
    assert sure(twice) > sure(once)


def test_missing_is_the_less_sure_the_likelier_a_doubt_that_would_meet_it() -> None:
    found = [findings({}, {"bwv_recorded:done": p})["bwv_recorded"] for p in RISING]
    assert {finding.verdict for finding in found} == {"missing"}
    assert [sure(finding) for finding in found] == pytest.approx(
        [min(max(1 - p, 0.02), 0.995) for p in RISING], abs=0.001
    )


def test_a_doubt_of_another_step_changes_nothing() -> None:
    assert findings({}, {"dvpn:done": 0.9})["bwv_recorded"] == findings({})["bwv_recorded"]


def test_a_step_that_is_owed_is_the_surer_the_surer_its_trigger() -> None:
    found = [findings({"grade_high:present": p})["marac_referred"] for p in RISING]
    assert {finding.verdict for finding in found} == {"missing"}
    confidences = [sure(finding) for finding in found]
    assert confidences == sorted(confidences)
    assert confidences[0] < 0.2 < 0.9 < confidences[-1]


def test_not_applicable_is_the_less_sure_the_likelier_its_trigger() -> None:
    found = [findings({}, {"grade_high:present": p})["marac_referred"] for p in RISING]
    assert {finding.verdict for finding in found} == {"not_applicable"}
    confidences = [sure(finding) for finding in found]
    assert confidences == sorted(confidences, reverse=True)
    assert not any(finding.needs_human for finding in found)


def test_flagged_wording_is_as_sure_as_its_flag() -> None:
    assert sure(findings({"victim_blaming:present": 0.8})["wording_respectful"]) == pytest.approx(0.8)
    assert sure(findings({}, {"victim_blaming:present": 0.3})["wording_respectful"]) == pytest.approx(0.7)


# ---- what is data, and needs no reading


def form(**fields: Any) -> dict[str, Any]:
    return {"form_id": "f1", "tool": "dash", "completed_at": "2024-03-05T09:00", "items": []} | fields


def test_a_completed_form_is_certain_evidence_of_the_assessment() -> None:
    finding = findings({}, forms=[form()])["risk_assessed"]
    assert (finding.verdict, finding.needs_human) == ("met", False)
    assert sure(finding) > 0.99


def test_a_grade_on_a_form_is_a_certain_trigger() -> None:
    finding = findings({}, forms=[form(grade="high")])["marac_referred"]
    assert (finding.verdict, finding.needs_human) == ("missing", False)
    assert sure(finding) > 0.99


def test_a_form_completed_after_the_moment_of_reading_is_no_evidence() -> None:
    finding = findings({}, forms=[form(completed_at="2024-05-30T09:00")])["risk_assessed"]
    assert (finding.verdict, sure(finding)) == ("missing", 0.995)


def test_children_named_in_the_header_are_a_certain_trigger() -> None:
    finding = findings({}, people=[{"role": "child", "age": 6}])["children_seen"]
    assert (finding.verdict, finding.needs_human) == ("missing", False)
    assert sure(finding) > 0.99


@pytest.mark.parametrize("standard", ["video_safe", "video_chosen", "form_consistent"])
def test_what_the_header_rules_out_certainly_does_not_apply(standard: str) -> None:
    finding = findings({"rvr_safety_check:done": 0.9})[standard]
    assert finding.verdict == "not_applicable"
    assert sure(finding) > 0.99


def test_entries_speak_for_themselves_in_inactivity() -> None:
    finding = findings({})["progressed"]
    assert (finding.verdict, sure(finding)) == ("missing", 0.995)


# ---- presence and calibration


def test_a_label_without_confidence_is_certain() -> None:
    assert Presence([label("dvpn:done", None)]).any_of([Pattern(code="dvpn", status="done")]) == 1.0


def test_all_of_and_any_of() -> None:
    presence = Presence([label("dvpn:done", 0.5), label("allocation:done", 0.4)])
    both = [Pattern(code="dvpn", status="done"), Pattern(code="allocation", status="done")]
    assert presence.any_of(both) == pytest.approx(0.7)
    assert presence.all_of(both) == pytest.approx(0.2)
    assert presence.any_of([Pattern(code="dvpn", status="planned")]) == 0.0
    assert presence.any_of([]) == 0.0
    assert presence.all_of([]) == 1.0


@pytest.mark.parametrize(("raw", "expected"), [(0.5, 0.731), (0.02, 0.053), (0.995, 0.998)])
def test_calibration_is_a_line_on_the_logit(raw: float, expected: float) -> None:
    made = Calibration({"met": (1.0, 1.0)})
    assert made.apply("met", raw) == pytest.approx(expected, abs=0.001)
    assert made.apply("late", raw) == pytest.approx(raw, abs=0.0006)


def test_a_calibration_is_the_same_once_saved_and_loaded(tmp_path: Path) -> None:
    made = Calibration({"met": (0.5, -0.1), "late": (1.5, 2.0)}, ask_below=0.6)
    made.save(tmp_path / "verdicts.json")
    assert Calibration.load(tmp_path / "verdicts.json") == made


@pytest.mark.parametrize("tagger", TAGGERS)
def test_the_shipped_calibrations_keep_the_order(tagger: str) -> None:
    made = Calibration.load(MODELS / f"verdicts.{tagger}.json")
    assert 0 < made.ask_below < 1
    assert made.lines
    for slope, shift in made.lines.values():
        assert slope >= 0
        assert math.isfinite(shift)
