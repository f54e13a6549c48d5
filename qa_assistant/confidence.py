"""How sure a verdict is, from how sure the labels are that it rests on, or that would overturn it.

A verdict is right when the standard applies as read and its evidence is there, or is not, as read. What the
header and the forms of a case say as data is certain. Labels are taken as independent, which they are not
quite; a calibration fitted on cases of other writers (``verdicts.json`` of the model) turns the product into
a probability that can be believed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qa_assistant.case import Finding, Label
from qa_assistant.standards.catalogue import Catalogue, Pattern, Standard
from qa_assistant.standards.facts import Facts
from qa_assistant.standards.judge import fits_header

_FLOOR, _CEILING = 0.02, 0.995


@dataclass(frozen=True)
class Calibration:
    """For each verdict the slope and shift of its logit, and the probability below which a person decides."""

    lines: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    ask_below: float = 0.7

    @classmethod
    def load(cls, path: Path) -> Calibration:
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            {verdict: (line[0], line[1]) for verdict, line in data["lines"].items()}, data["ask_below"]
        )

    def save(self, path: Path) -> None:
        data = {"lines": self.lines, "ask_below": self.ask_below}
        path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")

    def apply(self, verdict: str, raw: float) -> float:
        slope, shift = self.lines.get(verdict, (1.0, 0.0))
        logit = math.log(raw / (1 - raw))
        return round(1 / (1 + math.exp(-(slope * logit + shift))), 3)


class Presence:
    """The probability that a case records each (code, status) somewhere, over labels and doubts."""

    def __init__(self, labels: Iterable[Label]) -> None:
        absent: dict[tuple[str, str], float] = {}
        for label in labels:
            key = (label.code, label.status)
            confidence = 1.0 if label.confidence is None else label.confidence
            absent[key] = absent.get(key, 1.0) * (1 - confidence)
        self._absent = absent

    def any_of(self, patterns: Iterable[Pattern]) -> float:
        """The probability that at least one of the patterns is there."""
        return 1 - math.prod(self._absent.get((p.code, p.status), 1.0) for p in patterns)

    def all_of(self, patterns: Iterable[Pattern]) -> float:
        return math.prod(self.any_of([pattern]) for pattern in patterns)


def with_confidence(
    findings: Sequence[Finding],
    facts: Facts,
    doubts: Sequence[Label],
    catalogue: Catalogue,
    calibration: Calibration,
) -> list[Finding]:
    """The findings, each with its confidence and whether a person should decide.

    ``facts`` are what was judged; ``doubts`` are the labels that the reader thought possible and did not give.
    """
    known = [fact.label for fact in facts.all]
    read, possible = Presence(known), Presence([*known, *doubts])
    made: list[Finding] = []
    for finding in findings:
        standard = catalogue.standards[finding.standard]
        can_apply = fits_header(standard, facts) and standard.in_force(facts.case.reported_at.date())
        raw = raw_confidence(finding, standard, read, possible) if can_apply else _CEILING
        confidence = calibration.apply(finding.verdict, raw)
        unsure = confidence < calibration.ask_below or standard.experimental
        asks = finding.applicable and unsure
        made.append(finding.model_copy(update={"confidence": confidence, "needs_human": asks}))
    return made


def raw_confidence(finding: Finding, standard: Standard, read: Presence, possible: Presence) -> float:
    """The probability of a verdict before calibration."""
    accepted = _accepted(standard)
    doubtful = possible if finding.verdict in ("not_applicable", "missing", "pending") else read
    applies = _applies(standard, doubtful)
    if finding.verdict == "not_applicable":
        value = 1 - applies
    elif standard.check == "inactivity":
        value = 1.0  # the times of the entries leave nothing to read
    elif standard.check == "wording":
        flagged = possible.any_of(accepted)
        value = flagged if finding.verdict == "missing" else 1 - flagged
    elif standard.check:
        value = 0.85 * applies
    elif finding.verdict in ("met", "late"):
        value = applies * read.any_of(accepted)
    else:
        value = applies * (1 - possible.any_of(accepted))
    return min(max(value, _FLOOR), _CEILING)


def _accepted(standard: Standard) -> list[Pattern]:
    if standard.check == "wording":
        return [Pattern(code=flag, status="present") for flag in standard.flags]
    return [Pattern(code=code, status=s) for code, statuses in standard.evidence.items() for s in statuses]


def _applies(standard: Standard, presence: Presence) -> float:
    applies = standard.applies
    probability = presence.any_of(applies.any) if applies.any else 1.0
    return probability * (presence.all_of(applies.all) if applies.all else 1.0)
