"""A trial of a force's own codes on its cases: what would be found, and what the standards come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from qa_assistant.audit import Reader, audit_case
from qa_assistant.case import Blocks, CaseFile, Label, Verdict
from qa_assistant.codebook import is_own
from qa_assistant.standards.catalogue import Catalogue


@dataclass(frozen=True)
class Sighting:
    """One line in which an own code was found. ``place`` is the note, or the form and its item."""

    case_id: str
    place: str
    quote: str
    code: str
    status: str
    confidence: float


@dataclass
class Trial:
    """Everything found in the cases tried; ``verdicts`` counts (standard, verdict) over them."""

    cases: int = 0
    sightings: list[Sighting] = field(default_factory=list)
    verdicts: Counter[tuple[str, Verdict]] = field(default_factory=Counter)

    def per_case(self) -> Counter[str]:
        """How many lines were found in each case that has any."""
        return Counter(sighting.case_id for sighting in self.sightings)

    def add(self, case: CaseFile, reader: Reader, catalogue: Catalogue, now: datetime) -> None:
        """Audit one case and keep what concerns own codes and experimental standards."""
        report = audit_case(case, reader=reader, catalogue=catalogue, now=now)
        self.cases += 1
        self.sightings += [_sighting(case, label) for label in report.labels if is_own(label.code)]
        self.verdicts.update((f.standard, f.verdict) for f in report.findings if f.experimental)


def try_on(cases: Iterable[CaseFile], reader: Reader, catalogue: Catalogue, now: datetime) -> Trial:
    """Try own codes, which ``reader`` reads and ``catalogue`` uses, on cases."""
    trial = Trial()
    for case in cases:
        trial.add(case, reader, catalogue, now)
    return trial


def _sighting(case: CaseFile, label: Label) -> Sighting:
    text = Blocks.of(case).text(label.block, label.item)
    quote = text if label.start is None else text[label.start : label.end]
    place = label.block if label.item is None else f"{label.block} {label.item}"
    return Sighting(case.case_id, place, quote, label.code, label.status, label.confidence or 0.0)
