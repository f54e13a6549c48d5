"""Whether the verdicts on standards are the ones that gold comes to, and whether the gaps are found.

A *gap* is a critical standard whose verdict is ``missing`` or ``late``. A standard is applicable where its
verdict is not ``not_applicable``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

from evaluation import bootstrap
from evaluation.calibration import risk_coverage
from evaluation.counts import Counts, as_prf, f1, number, precision, recall, share
from evaluation.ranking import kendall, spearman
from qa_assistant.case import Finding, QualityReport, Verdict
from qa_assistant.errors import InputError

VERDICTS: tuple[str, ...] = get_args(Verdict)
GAPS = frozenset({"missing", "late"})
FLAGGED = frozenset({"urgent", "soon"})
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class GoldVerdicts:
    """What gold labels come to in one case: a verdict for every standard, the score and the priority."""

    case_id: str
    verdicts: Mapping[str, str]
    score: float | None
    priority: str


def read_gold(path: Path) -> dict[str, GoldVerdicts]:
    """Gold verdicts by case id; ``InputError`` names the line that is wrong."""
    found: dict[str, GoldVerdicts] = {}
    for number_, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            verdicts = {standard: entry["verdict"] for standard, entry in row["verdicts"].items()}
            gold = GoldVerdicts(row["case_id"], verdicts, row["score"], row["priority"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                "QA163", "a row needs case_id, score, priority and verdicts", f"{path} line {number_}"
            ) from error
        found[gold.case_id] = gold
    return found


def gold_of(report: QualityReport) -> GoldVerdicts:
    """A report on gold labels, taken as gold."""
    verdicts = {finding.standard: finding.verdict for finding in report.findings}
    return GoldVerdicts(report.case_id, verdicts, report.score.overall, report.priority)


def summarise_verdicts(golds: Sequence[GoldVerdicts], reports: Sequence[QualityReport]) -> dict[str, Any]:
    """Every figure on verdicts; the two lists are of the same cases in the same order."""
    gaps = np.array([count_gaps(g, r) for g, r in zip(golds, reports, strict=True)], dtype=np.int64)
    priorities = np.array(
        [
            [g.priority == r.priority, (g.priority in FLAGGED) == r.flagged, 1]
            for g, r in zip(golds, reports, strict=True)
        ],
        dtype=np.int64,
    )
    return {
        "cases": len(golds),
        "agreement": _agreement(golds, reports),
        "critical_gaps": {
            **as_prf(gaps.sum(axis=0)),
            "precision_ci": bootstrap.of_counts(gaps, precision),
            "recall_ci": bootstrap.of_counts(gaps, recall),
            "f1_ci": bootstrap.of_counts(gaps, f1),
        },
        "priority": _part(priorities, 0),
        "flagged": _part(priorities, 1),
        "score": _scores(golds, reports),
        "confusion": confusion(golds, reports),
        "by_standard": by_standard(golds, reports),
        "needs_human": needs_human(golds, reports),
    }


def count_gaps(gold: GoldVerdicts, report: QualityReport) -> list[int]:
    """Hits, extras and misses of critical gaps in one case."""
    critical = [finding for finding in report.findings if finding.criticality == "critical"]
    found = {finding.standard for finding in critical if finding.verdict in GAPS}
    expected = {f.standard for f in critical if gold.verdicts.get(f.standard) in GAPS}
    return [len(expected & found), len(found - expected), len(expected - found)]


def confusion(golds: Sequence[GoldVerdicts], reports: Sequence[QualityReport]) -> dict[str, dict[str, int]]:
    """How often each gold verdict was given as each verdict: ``table[gold][given]``."""
    table = {gold: dict.fromkeys(VERDICTS, 0) for gold in VERDICTS}
    for gold, finding in _pairs(golds, reports):
        table[gold][finding.verdict] += 1
    return table


def by_standard(golds: Sequence[GoldVerdicts], reports: Sequence[QualityReport]) -> dict[str, dict[str, Any]]:
    """Agreement on each standard: over all cases, and over those where it applies in gold or report."""
    table: dict[str, list[int]] = {}
    for gold, finding in _pairs(golds, reports):
        row = table.setdefault(finding.standard, [0, 0, 0, 0])
        same, applies = gold == finding.verdict, gold != NOT_APPLICABLE or finding.applicable
        for index, value in enumerate((same, 1, same and applies, applies)):
            row[index] += value
    return {
        standard: {
            "all": number(share(same, every)),
            "applicable": number(share(both, applies)),
            "n": applies,
        }
        for standard, (same, every, both, applies) in table.items()
    }


def needs_human(golds: Sequence[GoldVerdicts], reports: Sequence[QualityReport]) -> dict[str, Any] | None:
    """How wrong the findings are that need nobody, and the risk-coverage curve over confidences.

    Over findings that apply in gold or report; ``None`` where no finding states a confidence.
    """
    stated = [
        (finding.confidence, gold == finding.verdict, finding.needs_human)
        for gold, finding in _pairs(golds, reports)
        if finding.confidence is not None and (gold != NOT_APPLICABLE or finding.applicable)
    ]
    if not stated:
        return None
    array = np.array(stated, dtype=np.float64)
    confidence, right, human = array[:, 0], array[:, 1], array[:, 2] == 1
    return {
        "findings": len(stated),
        "sent_to_a_person": number(human.mean()),
        "wrong_of_the_rest": number(share((1 - right[~human]).sum(), (~human).sum())),
        "wrong_of_those_sent": number(share((1 - right[human]).sum(), human.sum())),
        "risk_coverage": risk_coverage(confidence, right),
    }


def _agreement(golds: Sequence[GoldVerdicts], reports: Sequence[QualityReport]) -> dict[str, Any]:
    per_case = np.zeros((len(golds), 3, 2), dtype=np.int64)
    for case, (gold, report) in enumerate(zip(golds, reports, strict=True)):
        for expected, finding in _pairs([gold], [report]):
            in_gold = expected != NOT_APPLICABLE
            for row, counted in enumerate((True, in_gold or finding.applicable, in_gold)):
                per_case[case, row] += [counted and expected == finding.verdict, counted]
    names = ("all", "applicable_in_either", "applicable_in_gold")
    return {name: _part(per_case[:, row], 0) for row, name in enumerate(names)}


def _part(per_case: Counts, column: int) -> dict[str, Any]:
    """The share that ``column`` is of the last column, with its interval."""
    total = per_case.sum(axis=0)
    return {
        "share": number(share(total[column], total[-1])),
        "ci": bootstrap.of_counts(per_case, lambda c: share(c[..., column], c[..., -1])),
        "of": int(total[-1]),
    }


def _scores(golds: Sequence[GoldVerdicts], reports: Sequence[QualityReport]) -> dict[str, Any]:
    pairs = [(g.score, r.score.overall) for g, r in zip(golds, reports, strict=True)]
    known = np.array([pair for pair in pairs if None not in pair], dtype=np.float64).reshape(-1, 2)
    if len(known) < 2:
        return {"cases": len(known)}
    gold, given = known[:, 0], known[:, 1]
    return {
        "cases": len(known),
        "mean_absolute_error": number(np.abs(gold - given).mean()),
        "mean_absolute_error_ci": bootstrap.of_cases(len(known), lambda i: np.abs(gold[i] - given[i]).mean()),
        "spearman": number(spearman(gold, given)),
        "spearman_ci": bootstrap.of_cases(len(known), lambda i: spearman(gold[i], given[i])),
        "kendall": number(kendall(gold, given)),
        "kendall_ci": bootstrap.of_cases(len(known), lambda i: kendall(gold[i], given[i])),
    }


def _pairs(golds: Sequence[GoldVerdicts], reports: Sequence[QualityReport]) -> list[tuple[str, Finding]]:
    """(gold verdict, finding) for every standard of the reports that gold knows."""
    return [
        (gold.verdicts[finding.standard], finding)
        for gold, report in zip(golds, reports, strict=True)
        for finding in report.findings
        if finding.standard in gold.verdicts
    ]
