"""The list of audited cases, in queue order, and of those that could not be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from qa_assistant.case import CaseFile, Criticality, Priority, QualityReport
from qa_assistant.errors import QAError
from qa_assistant.reports import words
from qa_assistant.reports.page import render
from qa_assistant.standards.catalogue import Catalogue

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PRIORITIES: tuple[Priority, ...] = ("urgent", "soon", "routine")
_LEVELS: tuple[Criticality, ...] = ("critical", "important", "good_practice")


@dataclass(frozen=True)
class IndexRow:
    """One audited case. ``missing`` holds titles by criticality, the critical first."""

    case_id: str
    href: str
    priority: Priority
    score: float | None
    reported_at: datetime
    missing: tuple[tuple[Criticality, tuple[str, ...]], ...]
    late: int
    pending: int
    undecided: int
    team: str | None = None

    @classmethod
    def of(
        cls, case: CaseFile, report: QualityReport, catalogue: Catalogue, href: str | None = None
    ) -> IndexRow:
        """The row of a report; it links to ``page_file_name(case_id)`` unless told otherwise."""
        titles: dict[Criticality, tuple[str, ...]] = {
            level: tuple(
                _title(f.standard, catalogue)
                for f in report.findings
                if f.verdict == "missing" and f.criticality == level
            )
            for level in _LEVELS
        }
        return cls(
            case_id=case.case_id,
            href=href or page_file_name(case.case_id),
            priority=report.priority,
            score=report.score.overall,
            reported_at=case.reported_at,
            missing=tuple((level, names) for level, names in titles.items() if names),
            late=sum(f.verdict == "late" for f in report.findings),
            pending=sum(f.verdict == "pending" for f in report.findings),
            undecided=sum(f.needs_human and f.applicable for f in report.findings),
            team=case.team,
        )


def _title(standard: str, catalogue: Catalogue) -> str:
    known = catalogue.standards.get(standard)
    return known.title if known else words.plain(standard)


def page_file_name(case_id: str) -> str:
    """A file name for a case's page that no case id can turn into a path; two ids never share one.

    An id of plain letters, digits, ``-`` and ``_`` is kept; any other gets a part of its hash.
    """
    if _SAFE_NAME.fullmatch(case_id) and case_id.lower() != "index":
        return f"{case_id}.html"
    kept = re.sub(r"[^A-Za-z0-9_-]+", "-", case_id).strip("-")[:40] or "case"
    digest = sha256(case_id.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{kept}-{digest}.html"


def index_page(
    rows: Sequence[IndexRow],
    unreadable: Sequence[QAError] = (),
    *,
    made_at: datetime,
    standards_version: str,
    model_version: str,
    title: str = "Cases checked",
) -> str:
    """The list of cases. ``rows`` must be in queue order; they're shown in it, under their priorities.

    ``unreadable`` are the errors of the cases that could not be read, each with its place and mend.
    """
    numbered = list(enumerate(rows, start=1))
    by_priority = {
        priority: [(number, row) for number, row in numbered if row.priority == priority]
        for priority in _PRIORITIES
    }
    return render(
        "index.html.j2",
        title=title,
        groups=[(key, words.say("priorities", key), mine) for key, mine in by_priority.items() if mine],
        total=len(rows),
        unreadable=unreadable,
        made_at=made_at,
        standards_version=standards_version,
        model_version=model_version,
        level_words={level: words.say("criticalities", level) for level in _LEVELS},
    )
