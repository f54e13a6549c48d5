"""Agreement of verdicts, critical gaps, ranking, and the findings sent to a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr
from small_case import row

from evaluation.ranking import kendall, spearman
from evaluation.verdicts import GoldVerdicts, gold_of, read_gold, summarise_verdicts
from qa_assistant.audit import audit_case
from qa_assistant.case import Finding, QualityReport, Score
from qa_assistant.errors import InputError
from training.corpus import gold_labels

AS_OF = "2022-10-20T09:00"


def finding(standard: str, verdict: str, criticality: str = "critical", **more: Any) -> Finding:
    return Finding.model_validate(
        {"standard": standard, "verdict": verdict, "criticality": criticality, **more}
    )


def report(*findings: Finding, overall: float | None = 50.0, priority: str = "soon") -> QualityReport:
    return QualityReport.model_validate(
        {
            "case_id": "T-1",
            "as_of": AS_OF,
            "standards_version": "1",
            "model_version": "t",
            "score": Score(overall=overall, domains={}),
            "flagged": priority != "routine",
            "priority": priority,
            "findings": findings,
            "labels": [],
        }
    )


def gold(priority: str = "soon", score: float | None = 50.0, **verdicts: str) -> GoldVerdicts:
    return GoldVerdicts("T-1", verdicts, score, priority)


def test_a_report_agrees_with_itself() -> None:
    made = audit_case(row().case, labels=gold_labels(row()))
    result = summarise_verdicts([gold_of(made)], [made])
    assert result["agreement"]["all"]["share"] == result["agreement"]["applicable_in_gold"]["share"] == 1.0
    assert result["priority"]["share"] == result["flagged"]["share"] == 1.0
    assert result["critical_gaps"]["f1"] == 1.0


def test_applicable_in_either_counts_a_standard_that_only_one_side_applies() -> None:
    result = summarise_verdicts(
        [gold(a="met", b="not_applicable", c="not_applicable")],
        [report(finding("a", "met"), finding("b", "missing"), finding("c", "not_applicable"))],
    )["agreement"]
    assert result["all"]["share"] == pytest.approx(2 / 3, abs=1e-4)
    assert (result["applicable_in_either"]["share"], result["applicable_in_either"]["of"]) == (0.5, 2)
    assert (result["applicable_in_gold"]["share"], result["applicable_in_gold"]["of"]) == (1.0, 1)


def test_gaps_are_critical_standards_missing_or_late() -> None:
    result = summarise_verdicts(
        [gold(a="missing", b="late", c="met", d="missing", e="missing")],
        [
            report(
                finding("a", "late"),
                finding("b", "met"),
                finding("c", "missing"),
                finding("d", "missing", "important"),
                finding("e", "pending"),
            )
        ],
    )
    gaps = result["critical_gaps"]
    assert (gaps["precision"], gaps["recall"]) == (0.5, pytest.approx(1 / 3, abs=1e-4))
    assert result["confusion"]["missing"]["late"] == 1
    assert result["by_standard"]["a"] == {"all": 0.0, "applicable": 0.0, "n": 1}


def test_priority_and_flag_are_counted_apart() -> None:
    result = summarise_verdicts([gold("urgent"), gold("routine")], [report(), report()])
    assert (result["priority"]["share"], result["flagged"]["share"]) == (0.0, 0.5)


def test_scores() -> None:
    result = summarise_verdicts(
        [gold(score=80.0), gold(score=60.0), gold(score=None)],
        [report(overall=70.0), report(overall=65.0), report(overall=10.0)],
    )["score"]
    assert (result["cases"], result["mean_absolute_error"], result["spearman"]) == (2, 7.5, 1.0)


def test_findings_sent_to_a_person() -> None:
    result = summarise_verdicts(
        [gold(a="met", b="met")],
        [report(finding("a", "met", confidence=0.9), finding("b", "late", confidence=0.2, needs_human=True))],
    )["needs_human"]
    assert (result["sent_to_a_person"], result["wrong_of_the_rest"], result["wrong_of_those_sent"]) == (
        0.5,
        0.0,
        1.0,
    )
    assert summarise_verdicts([gold(a="met")], [report(finding("a", "met"))])["needs_human"] is None


@pytest.mark.parametrize("seed", range(5))
def test_ranking_agrees_with_scipy(seed: int) -> None:
    first, second = np.random.default_rng(seed).integers(0, 6, size=(2, 12)).astype(float)
    assert spearman(first, second) == pytest.approx(spearmanr(first, second).statistic)
    assert kendall(first, second) == pytest.approx(kendalltau(first, second).statistic)


def test_a_flat_list_has_no_ranking() -> None:
    flat, other = np.ones(4), np.arange(4.0)
    assert np.isnan(spearman(flat, other)) and np.isnan(kendall(flat, other))


def test_gold_verdicts_are_read_and_a_bad_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    good = {"case_id": "T-1", "score": 1, "priority": "soon", "verdicts": {"a": {"verdict": "met"}}}
    path.write_text(json.dumps(good) + "\n\n")
    assert read_gold(path)["T-1"].verdicts == {"a": "met"}
    path.write_text(json.dumps(good) + '\n{"case_id": "T-2"}\n')
    with pytest.raises(InputError, match="line 2"):
        read_gold(path)
