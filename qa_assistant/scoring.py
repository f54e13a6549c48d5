"""Score, priority and queue order of a case. Rules: ``qa_assistant/docs/standards.md``, "Score"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa_assistant.case import Finding, Priority, QualityReport, Score
from qa_assistant.standards.catalogue import Catalogue
from qa_assistant.standards.checks import last_grade, present_risks
from qa_assistant.standards.facts import Facts

_EARNED = {"met": 1.0, "late": 0.5, "missing": 0.0}
_PRIORITY_ORDER: tuple[Priority, ...] = ("urgent", "soon", "routine")


def score(findings: Iterable[Finding], catalogue: Catalogue) -> Score:
    """The weighted share earned of the standards that apply and are due, overall and by domain."""
    due = [finding for finding in findings if finding.verdict in _EARNED]
    by_domain = {
        domain: _share([f for f in due if catalogue.standards[f.standard].domain == domain], catalogue)
        for domain in catalogue.domains
    }
    return Score(overall=_share(due, catalogue), domains=by_domain)


def _share(findings: Sequence[Finding], catalogue: Catalogue) -> float | None:
    total = sum(catalogue.weights[finding.criticality] for finding in findings)
    if not total:
        return None
    earned = sum(catalogue.weights[f.criticality] * _EARNED[f.verdict] for f in findings)
    return round(100 * earned / total, 1)


def priority(findings: Iterable[Finding], facts: Facts, catalogue: Catalogue) -> Priority:
    """How soon a supervisor should look: urgent, soon or routine."""
    if not any(f.verdict == "missing" and f.criticality == "critical" for f in findings):
        return "routine"
    grade = last_grade(facts)
    grave = grade is not None and grade.code == "grade_high"
    grave = grave or bool(present_risks(facts) & set(catalogue.grading.severe))
    return "urgent" if grave and facts.closed_at() is None else "soon"


def queue_key(
    report: QualityReport, waiting_since: str, catalogue: Catalogue
) -> tuple[int, int, float, float, str]:
    """Sorts cases for review: priority, critical standards missing, weight missing, weight late, waiting.

    ``waiting_since`` is the ISO time from which the case has waited; the earliest comes first.
    """
    missing = [f for f in report.findings if f.verdict == "missing"]
    late = [f for f in report.findings if f.verdict == "late"]

    def weight(findings: list[Finding]) -> float:
        return sum(catalogue.weights[finding.criticality] for finding in findings)

    return (
        _PRIORITY_ORDER.index(report.priority),
        -sum(f.criticality == "critical" for f in missing),
        -weight(missing),
        -weight(late),
        waiting_since,
    )
