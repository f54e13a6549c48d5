"""The shipped challenge suite: big enough, valid, fair, and none of it a line readers were trained on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluation.challenge import Challenge, Line, read_suite
from qa_assistant.codebook import load_codebook

ROOT = Path(__file__).resolve().parents[2]
SUITE = read_suite(ROOT / "evaluation/data/challenge.yaml")
LINES = [line for challenge in SUITE for pair in challenge.pairs for line in pair]


def _folded(text: str) -> str:
    """The words of a line without case and punctuation."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def _case_lines(path: Path) -> Iterator[str]:
    for row in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(row)
        texts = {note["note_id"]: note["text"] for note in data["case"]["notes"]}
        for unit in data["units"]:
            if unit["block"] in texts:
                yield texts[unit["block"]][unit["start"] : unit["end"]]


def _authored_lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield re.sub(r"\s*\{[^}]*\}\s*$", "", re.sub(r"^\[[^\]]*\]\s*", "", line))


@pytest.fixture(scope="module")
def known_lines() -> set[str]:
    """Every line of the training data and of the dev set."""
    corpus = ROOT / "training/corpus"
    phrases = (corpus / "phrases.jsonl").read_text(encoding="utf-8").splitlines()
    lines = {_folded(json.loads(row)["text"]) for row in phrases}
    for cases in (corpus / "train.jsonl", ROOT / "evaluation/data/dev.jsonl"):
        lines.update(map(_folded, _case_lines(cases)))
    for authored in (ROOT / "training/authored").glob("*.txt"):
        lines.update(map(_folded, _authored_lines(authored)))
    return lines


def _codes(labels: list[str]) -> set[str]:
    return {label.partition(":")[0] for label in labels}


def test_it_is_big_enough() -> None:
    assert sum(len(challenge.pairs) for challenge in SUITE) >= 330
    names = [challenge.phenomenon for challenge in SUITE]
    assert len(names) == len(set(names)) >= 20
    assert len({code for line in LINES for code in _codes(line.labels)}) >= 60


@pytest.mark.parametrize("challenge", SUITE, ids=lambda challenge: challenge.phenomenon)
def test_the_lines_of_a_pair_are_read_differently(challenge: Challenge) -> None:
    for first, second in challenge.pairs:
        assert set(first.labels) != set(second.labels), first.text
        assert (first.text, first.previous) != (second.text, second.previous), first.text
        for line, other in ((first, second), (second, first)):
            own = set(line.labels)
            ruled_out = set(line.never) | _codes(line.never)
            assert all(label in own or label in line.never or label.partition(":")[0] in ruled_out
                       for label in other.labels), line.text  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text[:60])
def test_every_label_is_valid_and_none_is_both_asked_and_forbidden(line: Line) -> None:
    codebook = load_codebook()
    assert line.labels or line.never
    for label in [*line.labels, *line.never]:
        code, _, status = label.partition(":")
        assert code in codebook.codes
        assert not status or status in codebook.statuses(code)
    assert not set(line.labels) & set(line.never)
    assert not _codes(line.labels) & {label for label in line.never if ":" not in label}


def test_no_line_is_one_of_the_training_data_or_the_dev_set(known_lines: set[str]) -> None:
    assert len(known_lines) > 10_000
    copied = [line.text for line in LINES if _folded(line.text) in known_lines]
    assert copied == []


def test_each_line_is_asked_once() -> None:
    asked = [(_folded(line.previous or ""), _folded(line.text)) for line in LINES]
    assert len(asked) == len(set(asked))
