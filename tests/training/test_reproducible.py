"""The same corpus gives the same weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from qa_assistant.codebook import load_codebook
from qa_assistant.reading.linear import LinearTagger
from training.contextual.examples import gold_passages
from training.corpus import read_phrases, read_rows
from training.linear import train_linear
from training.segmenter import train_segmenter

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parents[2] / "training" / "corpus"
TEN = list(read_rows(CORPUS / "train.jsonl"))[:10]
LINES = list(read_phrases(CORPUS / "phrases.jsonl"))[:100]


def test_the_segmenter_trained_twice_has_the_same_weights() -> None:
    first, second = train_segmenter(TEN), train_segmenter(TEN)
    assert json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)
    assert first["weights"]


def test_the_linear_tagger_trained_twice_has_the_same_weights(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        train_linear(TEN, LINES, load_codebook(), workers=1).save(tmp_path / name)
    first, second = tmp_path / "first", tmp_path / "second"
    assert (first / "linear.json").read_bytes() == (second / "linear.json").read_bytes()
    with np.load(first / "linear.npz") as one, np.load(second / "linear.npz") as two:
        assert one.files == two.files
        assert all(np.array_equal(one[name], two[name]) for name in one.files)


def test_a_tagger_scores_the_same_once_saved_and_loaded(tmp_path: Path) -> None:
    """Weights are kept as half-precision numbers, which moves no probability by much."""
    made = train_linear(TEN, LINES, load_codebook(), workers=1)
    made.save(tmp_path)
    loaded = LinearTagger.load(tmp_path, load_codebook())
    passages = [passage for passage, _ in gold_passages(TEN[0])]
    for before, after in zip(made.score(passages), loaded.score(passages), strict=True):
        assert np.allclose(before.present, after.present, atol=0.01)
        assert np.allclose(before.status, after.status, atol=0.01)


def test_an_excluded_line_is_not_learnt_from() -> None:
    every_line = frozenset(unit.text for row in TEN for p, _ in gold_passages(row) for unit in p.units)
    made = train_linear(TEN, LINES, load_codebook(), workers=1, excluded=every_line)
    only_lines = train_linear(TEN, LINES, load_codebook(), workers=1)
    passages = [passage for passage, _ in gold_passages(TEN[0])]
    assert not np.allclose(made.score(passages)[0].present, only_lines.score(passages)[0].present)
