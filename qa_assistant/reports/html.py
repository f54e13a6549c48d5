"""The human report of one case as one self-contained HTML page.

It needs no script, makes no request and can be mailed, printed or kept beside the case. It holds the
text of the notes and is as sensitive as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa_assistant.case import CaseFile, QualityReport, Verdict
from qa_assistant.reports import findings as found
from qa_assistant.reports import picture, record, timeline, words
from qa_assistant.reports.findings import FindingView
from qa_assistant.reports.page import render
from qa_assistant.reports.places import Places
from qa_assistant.standards.catalogue import Catalogue

COUNTED: tuple[Verdict, ...] = ("met", "late", "missing", "pending")


@dataclass(frozen=True)
class DomainView:
    """One area of the standards: its score, its counts by verdict, its findings."""

    id: str
    title: str
    score: float | None
    counts: tuple[int, ...]
    applicable: tuple[FindingView, ...]
    not_applicable: tuple[FindingView, ...]


def case_page(case: CaseFile, report: QualityReport, catalogue: Catalogue) -> str:
    """The page for one case. ``report`` must be of this case, made with this ``catalogue``."""
    places = Places.of(case)
    views = found.view_findings(report, catalogue, places)
    proofs = found.collect_proofs(views, places)
    labels = record.labels_by_place(report.labels, places)
    times = timeline.build(case, report, views, places)
    return render(
        "case.html.j2",
        case=case,
        report=report,
        facts=_facts(case),
        priority=words.say("priorities", report.priority),
        reason=priority_reason(report),
        attention=found.attention(views),
        undecided=[view for view in views if view.needs_human and view.verdict == "met"],
        verdicts=[words.table("verdicts")[verdict] | {"key": verdict} for verdict in COUNTED],
        domains=_domains(report, catalogue, views),
        disagreements=found.disagreements(views, places),
        timeline=times,
        picture=picture.draw(times),
        notes=record.view_notes(places, proofs, labels, report.as_of),
        forms=record.view_forms(places, proofs, labels),
    )


def priority_reason(report: QualityReport) -> str:
    """Why the case stands where it does in the queue, in one line."""
    gaps = sum(f.verdict == "missing" and f.criticality == "critical" for f in report.findings)
    if not gaps:
        return "No critical standard is missing."
    missing = "1 critical standard is missing" if gaps == 1 else f"{gaps} critical standards are missing"
    if report.priority == "urgent":
        return f"{missing}, the case is open, and the record shows a high grade or severe abuse."
    if any(label.code == "case_closed" and label.status == "present" for label in report.labels):
        return f"{missing}, and the case is closed."
    return f"{missing}. The record shows neither a high grade nor severe abuse."


def _facts(case: CaseFile) -> list[tuple[str, str]]:
    people = "; ".join(words.person_in_words(person) for person in case.people)
    flags = ", ".join(words.say("flags", flag) for flag in case.flags)
    rows = [
        ("Attendance", words.say("attendances", case.attendance)),
        ("People", people or words.NOT_RECORDED),
        ("Flags", flags or "None"),
        ("Force", case.force),
        ("Team", case.team),
        ("Officer", case.officer),
    ]
    return [(term, value) for term, value in rows if value]


def _domains(report: QualityReport, catalogue: Catalogue, views: Sequence[FindingView]) -> list[DomainView]:
    return [
        DomainView(
            id=f"area-{key}",
            title=title,
            score=report.score.domains.get(key),
            counts=tuple(sum(view.verdict == verdict for view in mine) for verdict in COUNTED),
            applicable=tuple(view for view in mine if view.verdict != "not_applicable"),
            not_applicable=tuple(view for view in mine if view.verdict == "not_applicable"),
        )
        for key, title, mine in found.by_domain(views, catalogue)
    ]
