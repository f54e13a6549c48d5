"""What the segmenter learns from: the gaps of real notes, and the same units typed in a hurry."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from qa_assistant.reading.segment import Segmenter
from training.corpus import gold_spans, read_rows
from training.segmenter import gap_rows, run_on, save, train_segmenter

CORPUS = Path(__file__).parents[2] / "training" / "corpus" / "train.jsonl"


def test_a_gap_is_a_boundary_where_a_gold_unit_begins() -> None:
    text = "BWV on. Male left\nDASH done"
    rows = list(gap_rows(text, [(0, 7), (8, 17), (18, 27)]))
    assert [cut for _, cut in rows] == [0, 1, 0, 1, 0]
    assert all(value == 1.0 for names, _ in rows for value in names.values())


@pytest.mark.parametrize("text", ["", "Noted", "  "])
def test_no_gap_no_row(text: str) -> None:
    assert list(gap_rows(text, [(0, len(text))])) == []


@pytest.mark.parametrize("seed", range(8))
def test_units_typed_in_a_hurry_keep_their_words_and_exact_offsets(seed: int) -> None:
    text = "BWV on throughout. Male had left; DASH done...\nIP seen alone."
    units = [(0, 18), (19, 33), (34, 46), (47, 61)]
    hurried, spans = run_on(text, units, Random(seed))
    assert "\n" not in hurried
    assert [(start, end) for start, end in spans] == sorted(spans)
    assert hurried == " ".join(hurried[start:end] for start, end in spans)
    for (start, end), (first, last) in zip(units, spans, strict=True):
        expected = text[start:end].lower().rstrip(".;")
        assert hurried[first:last].lower().rstrip(".;") == expected
    assert hurried[spans[2][0] : spans[2][1]].endswith("...")


def test_a_unit_of_stops_alone_is_kept() -> None:
    assert run_on("...", [(0, 3)], Random(1))[0] == "..."
    for seed in range(5):
        assert run_on(".", [(0, 1)], Random(seed)) == (".", [(0, 1)])


def test_what_is_learnt_can_be_saved_and_cuts(tmp_path: Path) -> None:
    rows = list(read_rows(CORPUS))[:4]
    save(train_segmenter(rows), tmp_path / "segmenter.json")
    segment = Segmenter.load(tmp_path / "segmenter.json")
    note = rows[0].case.notes[0]
    gold = gold_spans(rows[0])[note.note_id]
    found = segment(note.text)
    assert len(set(found) & set(gold)) >= 0.8 * len(gold)
