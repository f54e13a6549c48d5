"""The measurement of own codes: what is hidden, what is drawn, and what the page says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evaluation import own_codes as own
from qa_assistant.codebook import load_codebook
from qa_assistant.reading import MODELS, load_tagger
from qa_assistant.reading.decide import Decisions
from qa_assistant.reading.likeness import Background, VectorSource
from training.background import EXAMPLES, hidden_code
from training.corpus import Phrase, read_phrases, read_rows
from training.data import GIVEN_PHRASES

DEV = Path(__file__).parents[2] / "evaluation" / "data" / "dev.jsonl"
CODEBOOK = load_codebook()


@pytest.fixture(scope="module")
def phrases() -> list[Phrase]:
    return list(read_phrases(GIVEN_PHRASES))


@pytest.fixture(scope="module")
def cases() -> list[own.Case]:
    return [own.Case.of(row) for row, _ in zip(read_rows(DEV), range(2), strict=False)]


@pytest.fixture(scope="module")
def parts() -> own.Remembering:
    tagger = load_tagger(MODELS, "contextual")
    assert isinstance(tagger, VectorSource)
    return own.Remembering(tagger, tagger)


def test_lines_are_drawn_by_the_seed_and_can_be_understood_alone(phrases: list[Phrase]) -> None:
    first = hidden_code("bwv_recorded", phrases, CODEBOOK, seed=1)
    assert first is not None and len(first.examples) == EXAMPLES
    assert first == hidden_code("bwv_recorded", phrases, CODEBOOK, seed=1)
    assert first != hidden_code("bwv_recorded", phrases, CODEBOOK, seed=2)
    alone = {p.text.strip() for p in phrases if p.previous is None}
    assert set(first.examples) <= alone


def test_a_code_with_too_few_lines_is_not_drawn(phrases: list[Phrase]) -> None:
    assert hidden_code("bwv_recorded", phrases[:5], CODEBOOK, seed=1) is None


def test_what_the_tagger_knows_of_a_hidden_code_does_not_help(
    cases: list[own.Case], parts: own.Remembering
) -> None:
    columns = [3, 7]
    hidden = own.Hiding(parts, columns).score(cases[0].passages)
    seen = parts.score(cases[0].passages)
    assert all((scores.present[:, columns] == 0).all() for scores in hidden)
    assert any((scores.present[:, columns] > 0).any() for scores in seen)
    others = [index for index in range(len(CODEBOOK.codes)) if index not in columns]
    for one, other in zip(hidden, seen, strict=True):
        assert np.array_equal(one.present[:, others], other.present[:, others])


def test_figures_add_up(cases: list[own.Case], parts: own.Remembering, phrases: list[Phrase]) -> None:
    codes = ["bwv_recorded", "risk_assessment"]
    decisions = Decisions.load(MODELS / "decisions.contextual.json")
    background = Background.load(MODELS / "background.npz")
    known = own.measure_known(cases, codes, parts, decisions=decisions, codebook=CODEBOOK)
    added = own.measure(
        cases, codes, phrases, codebook=CODEBOOK, parts=parts, background=background, decisions=decisions
    )
    gold = sum(
        any(label.code == code for label in unit.labels)
        for case in cases for golds in case.golds for unit in golds for code in codes
    )  # fmt: skip
    assert known["all"]["gold"] == gold
    assert added["all"]["gold"] == gold * len(own.SEEDS)
    assert sum(entry["gold"] for entry in added["by_code"].values()) == added["all"]["gold"]
    assert known["all"]["f1"] > 0.5


def saved(reader: str, draws: int) -> dict[str, Any]:
    entry = {"f1": 0.5, "precision": 0.5, "recall": 0.5, "gold": 4 * draws, "predicted": 4}
    return {
        "reader": reader, "all": entry, "mean_f1_of_codes": 0.5, "f1_of_draws": [0.5] * draws,
        "status_right_where_found": 0.5, "by_code": {"bwv_recorded": entry},
    }  # fmt: skip


def test_the_page_says_what_the_encoder_knew_and_puts_the_columns_in_order() -> None:
    summary, by_code = own.tables([saved(own.PRETRAINED, 3), saved(own.KNOWN, 1), saved(own.FINE_TUNED, 3)])
    assert summary[0][1:] == [own.KNOWN, own.FINE_TUNED, own.PRETRAINED]
    assert by_code[1] == [["bwv_recorded", "4", ".500", ".500", ".500"]]
    page = own.section("dev.jsonl", 36, "SUMMARY", "CODES")
    assert "fine-tuned with these codes known" in page and "has seen none of them" in page
