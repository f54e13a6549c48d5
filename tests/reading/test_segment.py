"""Cutting notes into units: exact offsets on any text, and cuts where annotators make them."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.boundaries import count_boundaries
from evaluation.counts import f1
from qa_assistant.reading.segment import _LONGEST, Segmenter, ending, shape
from training.corpus import read_rows

ROOT = Path(__file__).parents[2]
DEV = ROOT / "evaluation" / "data" / "dev.jsonl"
TRAIN = ROOT / "training" / "corpus" / "train.jsonl"

NEVER, ALWAYS = Segmenter({"bias": -50.0}), Segmenter({"bias": 50.0})

HOSTILE = {
    "empty": "",
    "white space": " \t\n\r\n\u00a0\u2003 ",
    "one word": "Noted",
    "right to left": "הוא עזב. השוטרים הגיעו ב-14:30.\nهي خائفة جدا. لم تقدم إفادة.",
    "bidirectional marks": "\u202eShe left.\u202c He stayed.\u200f\u2066 Both seen.\u2069",
    "emoji": "👩‍👧 seen 👍🏽. He left 🏃‍♂️💨\nAll OK 🇬🇧",
    "tabs": "\tSeen\talone.\t\tDASH\tdone\t\n\tleft",
    "combining": "Ze\u0301 left. A\u030a\u0323 stayed.",
    "other line ends": "One\r\nTwo\rThree\u2028Four\u2029Five\x0bSix\x0cSeven\x85Eight",
    "controls": "BWV\x00on. \x1b[31mLeft\x7f.",
    "half a surrogate": "He \ud83d left. She stayed.",
    "punctuation": "... !!! --- ??? . , ; :",
    "markup": "<b>BWV</b> on.&nbsp;{suspect_left:present} [bold]Left[/bold]",
    "a long word": "x" * 100_000 + " and " + "y" * 100_000,
    "a long line": "seen and spoken to and " * 4_000,
    "many lines": "left\n" * 20_000,
}


def check(text: str, units: list[tuple[int, int]]) -> None:
    """Units lie in order, hold every character that is not white space, and neither begin nor end with any."""
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in units)
    ends = [0, *(end for _, end in units)]
    starts = [*(start for start, _ in units), len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("segment", [NEVER, ALWAYS], ids=["never", "always"])
def test_offsets_are_exact_on_hostile_text_whatever_the_weights(text: str, segment: Segmenter) -> None:
    check(text, segment(text))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_offsets_are_exact_on_hostile_text(text: str, segmenter: Segmenter) -> None:
    check(text, segmenter(text))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters() | st.sampled_from(" .\n\t1aA"), max_size=200))
def test_offsets_are_exact_on_any_text(text: str) -> None:
    for segment in (NEVER, ALWAYS):
        check(text, segment(text))


@pytest.mark.parametrize("path", [DEV, TRAIN], ids=lambda path: path.stem)
def test_offsets_are_exact_on_every_note_of_the_corpus(path: Path, segmenter: Segmenter) -> None:
    notes = [note.text for row in read_rows(path) for note in row.case.notes]
    assert notes
    for text in notes:
        check(text, segmenter(text))


@pytest.mark.slow
def test_five_megabytes_are_cut_in_reasonable_time(segmenter: Segmenter) -> None:
    text = "Male had left prior to arrival. Area search neg, update IP asap\n" * 80_000
    began = time.perf_counter()
    units = segmenter(text)
    assert time.perf_counter() - began < 180
    check(text, units)
    assert len(units) >= 80_000


@pytest.mark.parametrize("segment", [NEVER, ALWAYS], ids=["never", "always"])
def test_five_megabytes_without_a_gap_are_one_unit(segment: Segmenter) -> None:
    assert segment("a" * 5_000_000) == [(0, 5_000_000)]


def test_a_stretch_without_a_boundary_is_cut_at_gaps() -> None:
    units = NEVER("word " * 1_000)
    assert all(end - start <= _LONGEST for start, end in units)
    assert len(units) == pytest.approx(5_000 / _LONGEST, abs=2)


def test_no_unit_of_the_corpus_is_as_long_as_what_is_cut() -> None:
    spans = [unit.span for row in read_rows(TRAIN) for unit in row.units if not unit.in_form]
    assert max(end - start for start, end in spans) < _LONGEST


def test_the_shipped_segmenter_cuts_where_annotators_do(segmenter: Segmenter) -> None:
    counts = np.sum([count_boundaries(row, segmenter) for row in read_rows(DEV)], axis=0)
    assert float(f1(counts)) >= 0.95


@pytest.mark.parametrize(
    "units",
    [
        ["Attended at 1430hrs with PC Amin.", "IP seen alone in the kitchen.", "BWV on throughout."],
        ["IP spoken to.", "DASH done, graded medium", "Photos taken of the arm"],
        ["IP states he hit her.", "Dr. Patel saw her on the ward.", "Mr. Jones was out."],
        ["Male arrested at 22.15 hrs.", "Conveyed to custody."],
        ["IP rang at approx. 2100 hrs.", "Threats by text, e.g. that he would burn the house."],
    ],
    ids=lambda units: units[0],
)  # fmt: skip
@pytest.mark.parametrize("gap", ["\n", " "], ids=["lines", "one line"])
def test_sentences_are_units_and_abbreviations_do_not_end_them(
    units: list[str], gap: str, segmenter: Segmenter
) -> None:
    if gap == " " and not all(unit[-1] in ".?" for unit in units):
        pytest.skip("sentences on one line without stops are a matter of degree, measured on the corpus")
    text = gap.join(units)
    assert [text[start:end] for start, end in segmenter(text)] == units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- BWV on\n- IP seen alone\n- DASH medium", ["- BWV on", "- IP seen alone", "- DASH medium"]),
        ("1. CCTV from shop\n2. Arrest him", ["1. CCTV from shop", "2. Arrest him"]),
        ("IP seen.\n\n\nMale left.", ["IP seen.", "Male left."]),
        ("Male left.\r\nIP seen.", ["Male left.", "IP seen."]),
    ],
)
def test_lists_and_line_ends(text: str, expected: list[str], segmenter: Segmenter) -> None:
    assert [text[start:end] for start, end in segmenter(text)] == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("-", "bullet"), ("3)", "bullet"), ("a.", "bullet"), ("1430hrs", "time"), ("22:15", "time"),
        ("@0610,", "time"), ("14", "9"), ("I", "X"), ("DASH.", "XX"), ("Male", "Xx"), ("left.", "x"),
        ("q18", "x9"), ("...", "punct"),
    ],
)  # fmt: skip
def test_shapes_of_words(word: str, expected: str) -> None:
    assert shape(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("left.", "."), ('left."', "."), ("left?)", "?"), ("left", ""), ('"', ""), ("w/", "/")],
)
def test_endings_of_words(word: str, expected: str) -> None:
    assert ending(word) == expected
