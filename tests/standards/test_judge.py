"""Evidence, verdicts and what a finding shows, rule by rule as ``qa_assistant/docs/standards.md`` sets them out.

Each row is a small case: a standard, the entries of the log, and what the finding has to be. The report
is of Monday 3 October 2022 at 21:14 and the case is read on 24 October at 09:00, unless a row says otherwise.
"""

from __future__ import annotations

from typing import Any

import pytest

from qa_assistant.standards.catalogue import load_catalogue

from .building import LATE, MET, MISSING, PENDING, Expected, check, find, form, judged, write

# ---- evidence


@pytest.mark.parametrize(
    ("standard", "entries", "expected"),
    [
        ("support_referred", ["2022-10-04T10:00 risk: support_referral:declined"], MET | {"how": "declined"}),
        ("support_referred", ["2022-10-04T10:00 safeguarding: idva_referral:done"], MET | {"how": "done"}),
        ("support_referred", ["2022-10-04T10:00 safeguarding: support_referral:planned"], MISSING),
        ("bwv_recorded", ["2022-10-04T10:00 other: bwv_recorded:ruled_out"], MET | {"how": "ruled_out"}),
        ("victim_views_on_bail",
         ["2022-10-04T10:00 custody: suspect_released:present; victim_views_bail:attempted"],
         MET | {"how": "attempted"}),
        ("pattern_explored", ["2022-10-20T10:00 interview: pattern_explored:done"], MET | {"due_at": None}),
        # another code of the same sort is no evidence
        ("evidence_led_considered",
         ["2022-10-04T10:00 enquiry: victim_unsupportive:present; withdrawal_statement:done"], MISSING),
    ],
)  # fmt: skip
def test_what_satisfies_a_standard(standard: str, entries: list[str], expected: Expected) -> None:
    check(standard, entries, expected, attendance="in_person")


CHARGED = "2022-10-10T15:00 custody: suspect_charged:present"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([CHARGED, "2022-10-10T16:00 victim_contact: victim_update:done"], MET),
        ([CHARGED, "2022-10-10T14:00 victim_contact: victim_update:done"], MISSING | {"progress": "none"}),
        ([CHARGED, "2022-10-10T15:00 victim_contact: victim_update:done"], MET),
        (
            [CHARGED, "2022-10-12T09:00 enquiry: victim_update:done@2022-10-10"],
            MET | {"done_at": "2022-10-10T15:00"},
        ),
        ([CHARGED, "2022-10-12T09:00 enquiry: victim_update:done@2022-10-09"], MISSING),
        ([CHARGED, "2022-10-12T09:00 enquiry: victim_update:done"], LATE | {"delay_hours": 9.0}),
        (
            [CHARGED, "2022-10-10T14:00 victim_contact: victim_update:attempted"],
            MISSING | {"progress": "none"},
        ),
        (
            [CHARGED, "2022-10-10T16:00 victim_contact: victim_update:attempted"],
            MISSING | {"progress": "attempted"},
        ),
    ],
)
def test_after_trigger(entries: list[str], expected: Expected) -> None:
    check("told_of_charge", entries, expected)


CLOSED = "2022-10-17T10:00 closure: case_closed:present"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([CLOSED, "2022-10-14T10:00 victim_contact: victim_update:done"], MET),
        ([CLOSED, "2022-10-10T10:00 victim_contact: victim_update:done"], MET),  # 7 days before to the minute
        ([CLOSED, "2022-10-10T09:59 victim_contact: victim_update:done"], MISSING),
        ([CLOSED, "2022-10-18T23:59 victim_contact: victim_update:done"], MET),
        ([CLOSED, "2022-10-19T00:59 victim_contact: victim_update:done"], LATE | {"delay_hours": 1.0}),
    ],
)
def test_near_trigger(entries: list[str], expected: Expected) -> None:
    check("told_of_closure", entries, expected)


HIGH = "2022-10-03T22:25 risk: grade_high:present"


@pytest.mark.parametrize(
    ("standard", "entries", "expected"),
    [
        (
            "marac_referred",
            ["marac_referral:done", "marac_referral:not_done"],
            MISSING | {"progress": "not_done"},
        ),
        ("marac_referred", ["marac_referral:not_done", "marac_referral:done"], MET),
        ("marac_referred", ["marac_referral:done", "marac_referral:planned"], MET),
        ("marac_referred", ["marac_referral:done", "marac_referral:not_done", "marac_referral:done"], MET),
        # the latest word by when it was written, not by the time it speaks of
        ("marac_referred", ["marac_referral:done", "marac_referral:not_done@2022-10-03T22:30"], MISSING),
        ("marac_referred", ["marac_referral:not_done", "marac_referral:done@2022-10-03T22:30"], MET),
        # any of the standard's codes and any accepted status takes it back
        (
            "support_referred",
            ["idva_referral:not_done", "support_referral:declined"],
            MET | {"how": "declined"},
        ),
        ("support_referred", ["support_referral:done", "idva_referral:not_done"], MISSING),
        # not contradictable: the step stands
        ("safety_planned", ["safety_plan:done", "safety_plan:not_done"], MET),
        ("history_checked", ["history_checks:done", "history_checks:not_done"], MET),
    ],
)
def test_contradictable(standard: str, entries: list[str], expected: Expected) -> None:
    dated = [f"2022-10-04T{8 + index:02}:00 enquiry: {said}" for index, said in enumerate(entries)]
    check(standard, [HIGH, *dated], expected)


def test_a_form_after_the_words_not_done_is_the_later_word() -> None:
    said = ["2022-10-03T22:00 attendance: risk_assessment:not_done"]
    check("risk_assessed", said, MISSING | {"progress": "not_done"})
    check("risk_assessed", said, MET, forms=[form(at="2022-10-03T22:25")])
    check("risk_assessed", said, MISSING, forms=[form(at="2022-10-03T21:30")])


RELEASED = "2022-10-04T12:00 custody: suspect_released:present"
TOLD = "2022-10-04T15:00 victim_contact: victim_update:done"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([RELEASED, TOLD], MET | {"trigger_at": "2022-10-04T12:00"}),
        ([RELEASED], MISSING | {"trigger_at": "2022-10-04T12:00", "due_at": "2022-10-05T23:59"}),
        # a second release is judged on its own: a custody note more than 24 hours later
        ([RELEASED, TOLD, "2022-10-12T12:00 custody: suspect_released:present"],
         MISSING | {"trigger_at": "2022-10-12T12:00"}),
        ([RELEASED, TOLD, "2022-10-12T12:00 custody: suspect_released:present",
          "2022-10-15T12:00 victim_contact: victim_update:done"], LATE | {"trigger_at": "2022-10-12T12:00"}),
        # calls and attendances report news as well; so does a time of its own in any note
        ([RELEASED, TOLD, "2022-10-12T12:00 call: suspect_released:present"], MISSING),
        ([RELEASED, TOLD, "2022-10-12T12:00 attendance: suspect_released:present"], MISSING),
        ([RELEASED, TOLD, "2022-10-12T12:00 review: suspect_released:present@2022-10-11T09:00"],
         MISSING | {"trigger_at": "2022-10-11T09:00"}),
        # a review that only speaks of the earlier one is not a new trigger
        ([RELEASED, TOLD, "2022-10-12T12:00 review: suspect_released:present"], MET),
        ([RELEASED, TOLD, "2022-10-12T12:00 enquiry: suspect_released:present@2022-10-04T12:00"], MET),
        # nor is one within 24 hours
        ([RELEASED, TOLD, "2022-10-05T12:00 custody: suspect_released:present"], MET),
        ([RELEASED, TOLD, "2022-10-05T12:01 custody: suspect_released:present"],
         MISSING | {"trigger_at": "2022-10-05T12:01"}),
        # evidence before the trigger does not count
        ([RELEASED, "2022-10-04T11:00 victim_contact: victim_update:done"], MISSING),
        # the worst verdict stands: missing, late, pending, met
        ([RELEASED, "2022-10-07T12:00 victim_contact: victim_update:done",
          "2022-10-21T12:00 custody: suspect_released:present"],
         LATE | {"trigger_at": "2022-10-04T12:00"}),
        ([RELEASED, TOLD, "2022-10-21T12:00 custody: suspect_released:present"],
         PENDING | {"trigger_at": "2022-10-21T12:00", "due_at": "2022-10-24T23:59"}),
    ],
)  # fmt: skip
def test_each_trigger(entries: list[str], expected: Expected) -> None:
    check("told_of_release", entries, expected)


@pytest.mark.parametrize(
    ("said", "progress"),
    [
        (["support_referral:attempted", "support_referral:planned"], "attempted"),
        (["support_referral:planned", "support_referral:not_done"], "planned"),
        (["support_referral:not_done"], "not_done"),
        (["idva_referral:attempted", "support_referral:not_done"], "attempted"),
        (["safety_plan:attempted"], "none"),
        ([], "none"),
    ],
)
def test_progress_is_the_furthest_that_a_step_got(said: list[str], progress: str) -> None:
    for order in (said, said[::-1]):
        entries = [f"2022-10-04T{8 + index:02}:00 enquiry: {each}" for index, each in enumerate(order)]
        check("support_referred", entries, MISSING | {"progress": progress, "how": None})


def test_declined_is_progress_where_it_does_not_satisfy() -> None:
    entries = [HIGH, "2022-10-04T09:00 enquiry: marac_referral:declined; marac_referral:not_done"]
    check("marac_referred", entries, MISSING | {"progress": "declined"})


# ---- verdicts


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2022-10-04T21:13", PENDING | {"due_at": "2022-10-04T21:14", "progress": "planned"}),
        ("2022-10-04T21:14", PENDING),
        ("2022-10-04T21:15", MISSING),
    ],
)
def test_pending_until_the_deadline_has_passed(as_of: str, expected: Expected) -> None:
    check("history_checked", ["2022-10-03T22:00 call: history_checks:planned"], expected, as_of=as_of)


def test_without_a_clock_a_step_is_never_pending() -> None:
    check("pattern_explored", [], MISSING | {"due_at": None}, as_of="2022-10-03T21:15")


LONG: dict[str, Any] = {"reported_at": "2022-05-02T09:00", "as_of": "2022-07-20T09:00"}  # 79 days


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (["2022-05-30T09:00", "2022-06-27T09:00"], MET | {"delay_hours": None}),  # 28 days to the minute
        ([], MISSING | {"due_at": "2022-05-30T09:00"}),
        (["2022-05-20T09:00"], MISSING | {"due_at": "2022-06-17T09:00"}),  # the last gap, at an open case
        (
            ["2022-06-01T09:00", "2022-06-27T09:00"],
            LATE | {"due_at": "2022-05-30T09:00", "delay_hours": 48.0},
        ),
        (["2022-06-01T09:00", "2022-07-01T12:00"], LATE | {"delay_hours": 51.0}),  # the longest excess
        (["2022-07-20T09:00"], LATE | {"delay_hours": 51 * 24.0}),  # done at the moment of reading
        (["2022-04-30T09:00"], MISSING | {"due_at": "2022-05-30T09:00"}),  # before the report
        (["2022-04-30T09:00", "2022-05-20T09:00", "2022-06-15T09:00", "2022-07-01T09:00"], MET),
    ],
)
def test_every(entries: list[str], expected: Expected) -> None:
    said = [f"{at} victim_contact: victim_update:done" for at in entries]
    check("kept_informed", said, expected, **LONG)
    tried = [f"{at} victim_contact: victim_update:attempted" for at in entries]
    check("kept_informed", tried, MISSING, **LONG)


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ("2022-06-10T09:00", LATE | {"done_at": "2022-06-10T09:00", "delay_hours": 11 * 24.0}),
        ("2022-05-30T09:00", MET),
    ],
)
def test_every_ends_with_the_closure(closed: str, expected: Expected) -> None:
    check("kept_informed", [f"{closed} closure: case_closed:present"], expected, **LONG)


# ---- what a finding shows


def test_a_finding_quotes_what_decided_and_what_set_it_off() -> None:
    finding = find("marac_referred", HIGH, "2022-10-04T09:00 enquiry: marac_referral:planned")
    assert [(e.block, e.quote) for e in finding.evidence] == [
        ("n2", "Marac referral planned."), ("n1", "Grade high present."),
    ]  # fmt: skip
    assert finding.prompt == load_catalogue().standards["marac_referred"].prompt
    assert finding.source is not None and finding.source.startswith("SafeLives MARAC")
    assert (finding.criticality, finding.basis) == ("critical", "local")


def test_what_is_met_needs_no_prompt() -> None:
    finding = find("marac_referred", HIGH, "2022-10-04T09:00 enquiry: marac_referral:done")
    assert finding.prompt is None
    assert [e.quote for e in finding.evidence] == ["Marac referral done."]


def test_children_of_the_header_are_no_quote() -> None:
    assert find("children_referred", people=[{"role": "child"}]).evidence == []


def test_a_label_on_a_note_that_is_not_there_proves_nothing() -> None:
    case, labels = write("2022-10-03T22:00 call: history_checks:done")
    astray = [label.model_copy(update={"block": "n9"}) for label in labels]
    assert judged(case, astray)["history_checked"].verdict == "missing"


def test_there_is_a_finding_for_every_standard_in_the_catalogues_order() -> None:
    case, labels = write()
    assert list(judged(case, labels)) == list(load_catalogue().standards)
