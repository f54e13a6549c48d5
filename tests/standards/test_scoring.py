"""Score, priority and the order of the queue."""

from __future__ import annotations

from typing import get_args

import pytest

from qa_assistant.audit import audit_case
from qa_assistant.case import Criticality, Finding, QualityReport, Verdict
from qa_assistant.localtime import parse_local
from qa_assistant.scoring import queue_key, score
from qa_assistant.standards.catalogue import load_catalogue

from .building import AS_OF, form, write

# one standard of each criticality, the two critical ones of different domains
CRITICAL, IMPORTANT, GOOD, OTHER_CRITICAL = "risk_assessed", "risk_reasoned", "call_secured", "marac_referred"


def found(standard: str, verdict: str) -> Finding:
    criticality = load_catalogue().standards[standard].criticality
    return Finding.model_validate({"standard": standard, "verdict": verdict, "criticality": criticality})


@pytest.mark.parametrize(
    ("findings", "overall"),
    [
        ({}, None),
        ({CRITICAL: "not_applicable", IMPORTANT: "pending"}, None),
        ({CRITICAL: "met"}, 100.0),
        ({CRITICAL: "late"}, 50.0),
        ({CRITICAL: "missing"}, 0.0),
        ({CRITICAL: "met", IMPORTANT: "missing"}, 71.4),  # 5 of 7
        ({CRITICAL: "missing", IMPORTANT: "met"}, 28.6),
        ({CRITICAL: "late", IMPORTANT: "met", GOOD: "missing"}, 56.2),  # 4.5 of 8
        ({CRITICAL: "met", OTHER_CRITICAL: "pending", IMPORTANT: "not_applicable"}, 100.0),
    ],
)
def test_score_is_the_weighted_share_of_what_is_due(findings: dict[str, str], overall: float | None) -> None:
    given = [found(standard, verdict) for standard, verdict in findings.items()]
    assert score(given, load_catalogue()).overall == overall


def test_each_domain_has_its_own_score() -> None:
    verdicts = {CRITICAL: "met", IMPORTANT: "missing", OTHER_CRITICAL: "late", GOOD: "pending"}
    given = [found(standard, verdict) for standard, verdict in verdicts.items()]
    domains = score(given, load_catalogue()).domains
    assert domains.keys() == load_catalogue().domains.keys()
    scored = {name: value for name, value in domains.items() if value is not None}
    assert scored == {"risk": 71.4, "safeguarding": 50.0}


def test_the_weights_are_the_catalogues() -> None:
    weights = {"critical": 1.0, "important": 1.0, "good_practice": 0.0}
    ours = load_catalogue().model_copy(update={"weights": weights})
    given = [found(CRITICAL, "met"), found(IMPORTANT, "missing"), found(GOOD, "missing")]
    assert score(given, ours).overall == 50.0
    assert score([found(GOOD, "missing")], ours).overall is None


def audit(*entries: str, **fields: object) -> QualityReport:
    case, labels = write(*entries, **fields)  # type: ignore[arg-type]
    return audit_case(case, labels=labels)


CLOSED = "2022-10-17T10:00 closure: case_closed:present; closure_rationale:done"


@pytest.mark.parametrize(
    ("entries", "fields", "priority"),
    [
        ([], {}, "soon"),  # critical standards are missing
        (["2022-10-03T22:00 risk: grade_high:present"], {}, "urgent"),
        ([], {"forms": [form(grade="high")]}, "urgent"),
        (["2022-10-03T22:00 risk: grade_medium:present"], {}, "soon"),
        # the last stated grade
        (["2022-10-03T22:00 risk: grade_high:present", "2022-10-05T22:00 risk: grade_medium:present"], {},
         "soon"),
        (["2022-10-03T22:00 risk: grade_medium:present", "2022-10-05T22:00 risk: grade_high:present"], {},
         "urgent"),
        # or a severe indicator that is present
        (["2022-10-03T22:00 call: strangulation:present"], {}, "urgent"),
        (["2022-10-03T22:00 call: strangulation:historic"], {}, "soon"),
        (["2022-10-03T22:00 call: separation:present"], {}, "soon"),
        # a closed case is not urgent
        (["2022-10-03T22:00 call: strangulation:present", CLOSED], {}, "soon"),
        (["2022-10-03T22:00 call: strangulation:present", "2022-10-17T10:00 review: case_closed:planned"], {},
         "urgent"),
        # nothing critical is missing yet
        ([], {"as_of": "2022-10-04T09:00"}, "routine"),
        (["2022-10-03T22:00 risk: grade_high:present"], {"as_of": "2022-10-04T09:00"}, "routine"),
    ],
)  # fmt: skip
def test_priority(entries: list[str], fields: dict[str, object], priority: str) -> None:
    report = audit(*entries, **fields)
    assert report.priority == priority
    assert report.flagged == (priority != "routine")


def test_late_critical_standards_alone_are_routine() -> None:
    done = (
        "risk_assessment:done; safety_plan:done; suspect_arrested:done; strangulation:present; "
        "medical_attention:done; injuries_photographed:done"
    )
    report = audit(f"2022-10-20T10:00 attendance: {done}")
    critical = {
        f.standard: f.verdict for f in report.findings if f.criticality == "critical" and f.applicable
    }
    assert set(critical.values()) <= {"late", "met"} and "late" in critical.values()
    assert report.priority == "routine"


def test_the_queue_is_in_order() -> None:
    def report(priority: str, **verdicts: str) -> QualityReport:
        return audit().model_copy(
            update={
                "priority": priority,
                "findings": [found(standard, v) for standard, v in verdicts.items()],
            }
        )

    waiting = [
        (report("urgent", **{CRITICAL: "missing", OTHER_CRITICAL: "missing"}), "2022-10-09"),
        (report("urgent", **{CRITICAL: "missing", IMPORTANT: "missing", GOOD: "missing"}), "2022-10-08"),
        (report("urgent", **{CRITICAL: "missing", IMPORTANT: "late", GOOD: "missing"}), "2022-10-07"),
        (report("urgent", **{CRITICAL: "missing", GOOD: "missing"}), "2022-10-06"),
        (report("urgent", **{CRITICAL: "missing"}), "2022-10-04"),
        (report("urgent", **{CRITICAL: "missing"}), "2022-10-05"),
        (report("soon", **{CRITICAL: "missing", OTHER_CRITICAL: "missing"}), "2022-10-01"),
        (report("routine", **{IMPORTANT: "missing"}), "2022-10-01"),
        (report("routine", **{CRITICAL: "late"}), "2022-10-01"),
        (report("routine", **{IMPORTANT: "late"}), "2022-10-01"),
        (report("routine", **{CRITICAL: "met", IMPORTANT: "pending"}), "2022-10-01"),
    ]
    keys = [queue_key(each, since, load_catalogue()) for each, since in waiting]
    assert keys == sorted(keys) and len(set(keys)) == len(keys)


def test_the_audit_reads_at_the_cases_own_moment_else_now() -> None:
    case, labels = write(as_of=None)
    now = parse_local("2022-10-04T09:00")
    assert audit_case(case, labels=labels, now=now).as_of == now
    dated, _ = write()
    assert audit_case(dated, labels=labels, now=now).as_of == parse_local(AS_OF)


def test_a_report_says_what_it_was_made_with() -> None:
    report = audit("2022-10-03T22:00 call: history_checks:done")
    assert (report.standards_version, report.model_version) == ("1", "given labels")
    assert [label.code for label in report.labels] == ["history_checks"]


def test_every_verdict_and_criticality_has_a_place_in_the_score() -> None:
    assert set(load_catalogue().weights) == set(get_args(Criticality))
    for verdict in get_args(Verdict):
        assert score([found(CRITICAL, verdict)], load_catalogue()).overall in (None, 0.0, 50.0, 100.0)
