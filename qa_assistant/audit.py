"""One case in, one quality report out: read, judge, score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from qa_assistant.case import CaseFile, Label, QualityReport, Reading
from qa_assistant.confidence import Calibration, with_confidence
from qa_assistant.localtime import LONDON
from qa_assistant.scoring import priority, score
from qa_assistant.standards.catalogue import Catalogue, load_catalogue
from qa_assistant.standards.facts import Facts
from qa_assistant.standards.judge import judge_facts

GIVEN_LABELS = "given labels"


class Reader(Protocol):
    """What reads the notes and forms of a case: the shipped model, or a baseline to compare with."""

    @property
    def version(self) -> str:
        """Names the model and its data, for the report."""
        ...

    @property
    def verdict_calibration(self) -> Calibration:
        """What turns the confidence of labels into that of verdicts."""
        ...

    def examine(self, case: CaseFile) -> Reading:
        """Everything that the notes and forms of the case record, and what they may record."""
        ...


def audit_case(
    case: CaseFile,
    *,
    labels: Sequence[Label] | None = None,
    reader: Reader | None = None,
    catalogue: Catalogue | None = None,
    now: datetime | None = None,
) -> QualityReport:
    """Audit one case with ``labels`` that are given, or with those that ``reader`` reads.

    ``now`` stands in for the case's own ``as_of`` where it has none. With neither labels nor reader the
    shipped reader is loaded, which raises ``ModelError`` if it is absent or altered.
    """
    catalogue = catalogue or load_catalogue()
    as_of = case.read_at(now or datetime.now(LONDON))
    doubts: Sequence[Label] | None = None
    if labels is None:
        if reader is None:
            from qa_assistant.reading import load_reader  # the reader is heavy; given labels do without

            reader = load_reader()
        reading = reader.examine(case)
        labels, doubts, version = reading.labels, reading.doubts, reader.version
    else:
        version = GIVEN_LABELS
    facts = Facts.of(case, labels, as_of)
    findings = judge_facts(facts, catalogue)
    if reader is not None and doubts is not None:
        findings = with_confidence(findings, facts, doubts, catalogue, reader.verdict_calibration)
    level = priority(findings, facts, catalogue)
    return QualityReport(
        case_id=case.case_id,
        as_of=as_of,
        standards_version=catalogue.version,
        model_version=version,
        score=score(findings, catalogue),
        flagged=level != "routine",
        priority=level,
        findings=findings,
        labels=list(labels),
    )
