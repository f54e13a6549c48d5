"""Times, and whether a standard applies, rule by rule as ``qa_assistant/docs/standards.md`` sets them out.

Each row is a small case: a standard, the entries of the log, and what the finding has to be. The report
is of Monday 3 October 2022 at 21:14 and the case is read on 24 October at 09:00, unless a row says otherwise.
"""

from __future__ import annotations

from typing import Any

import pytest

from .building import LATE, MET, MISSING, NOT_APPLICABLE, Expected, check, find, form

# ---- times


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        # the note's own time, unless the label has one
        (["2022-10-03T23:00 call: history_checks:done"], MET | {"done_at": "2022-10-03T23:00"}),
        (["2022-10-04T21:14 call: history_checks:done"], MET),  # the last minute
        (["2022-10-04T21:20 call: history_checks:done"], LATE | {"delay_hours": 0.1}),
        (
            ["2022-10-08T10:00 review: history_checks:done@2022-10-03T22:00"],
            MET | {"done_at": "2022-10-03T22:00"},
        ),
        (["2022-10-08T10:00 review: history_checks:done@2022-10-06T21:14"], LATE | {"delay_hours": 48.0}),
        # before the report counts where no rule narrows it
        (
            ["2022-10-04T10:00 call: history_checks:done@2022-10-03T20:00"],
            MET | {"done_at": "2022-10-03T20:00"},
        ),
        # a day without a time: its start, but on the trigger's own day the trigger
        (["2022-10-08T10:00 review: history_checks:done@2022-10-04"], MET | {"done_at": "2022-10-04T00:00"}),
        (["2022-10-08T10:00 review: history_checks:done@2022-10-03"], MET | {"done_at": "2022-10-03T21:14"}),
        (["2022-10-08T10:00 review: history_checks:done@2022-10-05"], LATE | {"delay_hours": 2.8}),
        # the first accepted decides
        (["2022-10-04T10:00 call: history_checks:done", "2022-10-09T10:00 review: history_checks:done"], MET),
    ],
)
def test_time_of_evidence(entries: list[str], expected: Expected) -> None:
    check("history_checked", entries, expected)


@pytest.mark.parametrize(
    ("trigger", "due"),
    [
        ("2022-10-04T01:00 attendance: suspect_left:present", "2022-10-05T01:00"),
        ("2022-10-04T01:00 attendance: suspect_left:present@2022-10-03T21:30", "2022-10-04T21:30"),
        ("2022-10-04T01:00 attendance: suspect_left:present@2022-10-03", "2022-10-04T23:59"),  # the day's end
    ],
)
def test_time_of_a_trigger(trigger: str, due: str) -> None:
    check("suspect_pursued", [trigger], MISSING | {"due_at": due})


def test_spans_are_elapsed_hours_when_the_clocks_change() -> None:
    autumn: dict[str, Any] = {"reported_at": "2022-10-29T20:00", "as_of": "2022-11-05T09:00"}
    done = "call: history_checks:done"
    check("history_checked", [f"2022-10-30T19:00 {done}"], MET | {"due_at": "2022-10-30T19:00"}, **autumn)
    check("history_checked", [f"2022-10-30T19:30 {done}"], LATE | {"delay_hours": 0.5}, **autumn)


@pytest.mark.parametrize(
    ("standard", "entries", "expected"),
    [
        ("history_checked", ["2022-10-24T09:00 call: history_checks:done@2022-10-03T22:00"], MET),
        ("history_checked", ["2022-10-24T09:01 call: history_checks:done@2022-10-03T22:00"], MISSING),
        ("idva_referred", ["2022-10-24T09:01 risk: grade_high:present"], NOT_APPLICABLE),
        # an act of the future, whatever the note says of it
        ("kept_informed", ["2022-10-20T10:00 enquiry: victim_update:done@2022-11-02T10:00"], MET),
        ("support_referred", ["2022-10-05T10:00 enquiry: support_referral:done@2022-10-25"], MISSING),
        ("wording_respectful", ["2022-10-24T09:01 call: victim_blaming:present"], MET),
    ],
)
def test_nothing_later_than_the_moment_of_reading_counts(
    standard: str, entries: list[str], expected: Expected
) -> None:
    check(standard, entries, expected)


def test_a_later_form_is_not_there_yet() -> None:
    later = [form(at="2022-10-24T09:01", grade="high", q18="no")]
    for standard in ("form_consistent", "idva_referred", "grade_supported"):
        check(standard, [], NOT_APPLICABLE, forms=later)
    check("risk_assessed", [], MISSING, forms=later)


@pytest.mark.parametrize(
    ("standard", "grade", "expected"),
    [
        ("risk_assessed", "none", MET | {"how": "done", "done_at": "2022-10-03T22:25"}),
        ("risk_assessed", None, MET),
        ("idva_referred", "high", MISSING | {"trigger_at": "2022-10-03T22:25"}),
        ("idva_referred", "medium", NOT_APPLICABLE),
        ("risk_reviewed_specialist", "medium", MISSING),
        ("risk_reviewed_specialist", "standard", NOT_APPLICABLE),
        ("risk_reasoned", "standard", MISSING),
        ("risk_reasoned", "none", NOT_APPLICABLE),
    ],
)
def test_a_completed_form_is_evidence_and_states_its_grade(
    standard: str, grade: str | None, expected: Expected
) -> None:
    check(standard, [], expected, forms=[form() | {"grade": grade}])


@pytest.mark.parametrize(
    ("person", "is_child"),
    [
        ({"role": "child"}, True),
        ({"role": "Child of suspect", "age": 4}, True),
        ({"role": "children", "age": None}, True),
        ({"role": "witness", "age": 17}, True),
        ({"role": "sibling", "age": 0}, True),
        ({"role": "witness", "age": 18}, False),
        ({"role": "witness"}, False),
        ({"role": "victim", "age": 17}, False),
        ({"role": "suspect", "age": 16}, False),
        ({"role": "no children"}, False),
    ],
)
def test_children_of_the_header_are_linked_children(person: dict[str, Any], is_child: bool) -> None:
    expected = MISSING | {"trigger_at": "2022-10-03T21:14"} if is_child else NOT_APPLICABLE
    check("children_referred", [], expected, people=[{"role": "victim", "age": 30}, person])


# ---- applicability


@pytest.mark.parametrize(
    ("standard", "entries", "fields", "applies"),
    [
        ("crime_recorded", [], {}, True),  # always
        ("victim_seen_alone", [], {"attendance": "in_person"}, True),
        ("victim_seen_alone", [], {"attendance": "video"}, False),
        ("victim_seen_alone", [], {}, False),  # unknown
        ("form_consistent", [], {"forms": [form()]}, True),
        ("form_consistent", [], {}, False),
        # any: one of the patterns, with its very status
        ("medical_care", ["2022-10-03T22:00 call: injury_serious:present"], {}, True),
        ("medical_care", ["2022-10-03T22:00 call: injury_serious:historic"], {}, False),
        ("medical_care", ["2022-10-03T22:00 call: strangulation:denied"], {}, False),
        ("idva_referred", ["2022-10-03T22:00 risk: grade_high:absent"], {}, False),
        ("idva_referred", ["2022-10-03T22:00 risk: grade_high:planned"], {}, False),
        ("disclosure_considered", ["2022-10-03T22:00 call: suspect_history:historic"], {}, True),
        ("personal_statement_offered", ["2022-10-05T22:00 enquiry: victim_statement:planned"], {}, False),
        # all: each of them
        ("perpetrator_managed", ["2022-10-03T22:00 risk: grade_high:present"], {}, False),
        (
            "perpetrator_managed",
            ["2022-10-03T22:00 risk: grade_high:present; repeat_victim:present"],
            {},
            True,
        ),
        # attendance and any: both
        ("video_followed_up", ["2022-10-03T22:00 call: weapon:present"], {"attendance": "video"}, True),
        ("video_followed_up", ["2022-10-03T22:00 call: weapon:present"], {"attendance": "phone"}, False),
        ("video_followed_up", [], {"attendance": "video"}, False),
    ],
)
def test_whether_a_standard_applies(
    standard: str, entries: list[str], fields: dict[str, Any], applies: bool
) -> None:
    finding = find(standard, *entries, **fields)
    assert finding.applicable is applies
    if not applies:
        assert not finding.evidence and finding.prompt is None and finding.trigger_at is None


@pytest.mark.parametrize(
    ("standard", "entries", "trigger"),
    [
        ("history_checked", ["2022-10-03T22:00 call: weapon:present"], "2022-10-03T21:14"),
        (
            "firearms_checked",
            ["2022-10-05T10:00 risk: grade_high:present", "2022-10-06T10:00 enquiry: weapon:present"],
            "2022-10-05T10:00",
        ),
        (
            "firearms_checked",  # the earliest by its own time, not by its note
            ["2022-10-05T10:00 risk: grade_high:present", "2022-10-06T10:00 call: weapon:present@2022-10-03"],
            "2022-10-03T23:59",
        ),
        (
            "perpetrator_managed",  # the latest of the earliest of each
            [
                "2022-10-04T10:00 risk: grade_high:present",
                "2022-10-05T10:00 review: repeat_victim:present",
                "2022-10-06T10:00 review: grade_high:present; repeat_victim:present",
            ],
            "2022-10-05T10:00",
        ),
    ],
)  # fmt: skip
def test_when_the_clock_starts(standard: str, entries: list[str], trigger: str) -> None:
    check(standard, entries, MISSING | {"trigger_at": trigger})
