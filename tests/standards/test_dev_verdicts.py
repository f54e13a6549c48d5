"""The judge, given the labels of the development cases, against their worked answers.

Every verdict, way, progress, delay, score and priority has to be the same. The few differences are listed,
each with its reason; a difference that is not listed, or one that is listed and gone, fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from qa_assistant.audit import audit_case
from qa_assistant.case import Finding, QualityReport
from qa_assistant.localtime import after, elapsed
from qa_assistant.standards.catalogue import load_catalogue
from training.corpus import gold_labels, read_rows

ROOT = Path(__file__).parents[2]
DATA = ROOT / "evaluation" / "data"

# The form answers "no" to being frightened and to control, and two notes record both as present: the
# rule asks for "missing". The worked answer passes it, as it knows what a DARA item asks about only from a
# label on the item's own words, and these two carry none. That one verdict lowers the score as well.
FORM_DISAGREES = ("DV-A-026", "form_consistent")
SCORES = {"DV-A-026": (53.6, 57.3)}

# The worked answers count a delay by the clock on the wall. Over a night on which the clocks change that
# differs from the hours that went by, which are what is reported here, by one.
OVER_A_CLOCK_CHANGE = {
    ("DV-A-004", "progressed"),
    ("DV-A-020", "digital_secured"),
    ("DV-A-020", "told_of_release"),
    ("DV-A-020", "kept_informed"),
    ("DV-A-020", "progressed"),
    ("DV-A-025", "told_of_release"),
    ("DV-A-026", "progressed"),
    ("DV-A-028", "supervised_regularly"),
    ("DV-A-028", "progressed"),
    ("DV-A-029", "history_checked"),
    ("DV-A-029", "victim_statement"),
    ("DV-A-029", "witnesses_sought"),
    ("DV-A-029", "supervised_regularly"),
    ("DV-A-029", "recorded_promptly"),
    ("DV-A-033", "kept_informed"),
    ("DV-A-033", "supervised_regularly"),
    ("DV-A-033", "progressed"),
    ("DV-A-036", "supervised_regularly"),
    ("DV-A-036", "progressed"),
}

# 12 hours and 51 minutes are exactly 12.85 hours. Reached as 36.85 - 24, as the worked answer may have done,
# binary fractions make it a trace more and round it up; every other such half is rounded as it is here.
ROUNDED_THE_OTHER_WAY = ("DV-A-033", "recorded_promptly")


@cache
def reports() -> dict[str, QualityReport]:
    rows = read_rows(DATA / "dev.jsonl")
    return {row.case.case_id: audit_case(row.case, labels=gold_labels(row)) for row in rows}


@cache
def answers() -> dict[str, dict[str, Any]]:
    lines = (DATA / "dev_verdicts.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["case_id"]: row for row in map(json.loads, lines)}


def as_answered(finding: Finding) -> dict[str, object]:
    said = {
        "verdict": finding.verdict,
        "how": finding.how,
        "progress": finding.progress,
        "delay_h": finding.delay_hours,
    }
    return {key: value for key, value in said.items() if value is not None}


def differences() -> Iterator[tuple[tuple[str, str], Finding, dict[str, Any]]]:
    for case_id, report in reports().items():
        for finding in report.findings:
            answer = answers()[case_id]["verdicts"][finding.standard]
            if as_answered(finding) != answer:
                yield (case_id, finding.standard), finding, answer


def by_the_clock_on_the_wall(finding: Finding) -> float:
    """The delay as the difference of two wall clocks, the span counted so as well."""
    assert finding.due_at is not None and finding.done_at is not None
    span = load_catalogue().standards[finding.standard].clock
    assert span is not None

    def wall(moment: datetime) -> datetime:
        return moment.replace(tzinfo=None)

    due = wall(finding.due_at)
    if span.unit != "wd":
        due = wall(after(finding.due_at, -span.elapsed())) + span.elapsed()
    return round((wall(finding.done_at) - due) / timedelta(hours=1), 1)


def test_there_is_an_answer_for_every_standard_of_every_case() -> None:
    assert reports().keys() == answers().keys() and len(reports()) == 36
    for answer in answers().values():
        assert answer["verdicts"].keys() == load_catalogue().standards.keys()


def test_nothing_differs_but_what_is_listed() -> None:
    listed = OVER_A_CLOCK_CHANGE | {FORM_DISAGREES, ROUNDED_THE_OTHER_WAY}
    assert {place for place, _, _ in differences()} == listed


def test_what_differs_over_a_clock_change_is_one_hour_of_the_delay_and_nothing_else() -> None:
    for place, finding, answer in differences():
        if place in OVER_A_CLOCK_CHANGE:
            assert as_answered(finding) | {"delay_h": answer["delay_h"]} == answer, place
            assert abs(finding.delay_hours - answer["delay_h"]) == pytest.approx(1.0), place
            assert by_the_clock_on_the_wall(finding) == answer["delay_h"], place


def test_the_half_that_was_rounded_the_other_way_is_a_half() -> None:
    [(finding, answer)] = [(f, a) for place, f, a in differences() if place == ROUNDED_THE_OTHER_WAY]
    assert finding.due_at is not None and finding.done_at is not None
    assert elapsed(finding.due_at, finding.done_at) == timedelta(hours=12, minutes=51)
    assert (finding.delay_hours, answer["delay_h"]) == (12.8, 12.9)


def test_the_form_that_disagrees_is_shown_with_both_places() -> None:
    [(finding, answer)] = [(f, a) for place, f, a in differences() if place == FORM_DISAGREES]
    assert (finding.verdict, answer["verdict"]) == ("missing", "met")
    assert {piece.item for piece in finding.evidence if piece.block == "f1"} == {"frightened", "control"}
    in_notes = {(piece.block, piece.code) for piece in finding.evidence if piece.block != "f1"}
    assert in_notes == {("n4", "victim_frightened"), ("n4", "coercive_control")}


def test_scores_and_priorities_are_the_worked_ones() -> None:
    differing = {
        case_id: (report.score.overall, answers()[case_id]["score"])
        for case_id, report in reports().items()
        if report.score.overall != answers()[case_id]["score"]
    }
    assert differing == SCORES
    for case_id, report in reports().items():
        assert report.priority == answers()[case_id]["priority"], case_id
        assert report.flagged == (report.priority != "routine"), case_id


PRINT_REPORTS = """
import json, sys
from pathlib import Path
from qa_assistant.audit import audit_case
from training.corpus import gold_labels, read_rows
for row in read_rows(Path(sys.argv[1])):
    print(json.dumps(audit_case(row.case, labels=gold_labels(row)).as_json()))
"""


def test_reports_are_the_same_bytes_from_run_to_run() -> None:
    def run(seed: str) -> bytes:
        command = [sys.executable, "-c", PRINT_REPORTS, str(DATA / "dev.jsonl")]
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True).stdout

    first = run("1")
    assert first.count(b"\n") == 36
    assert run("2") == first
