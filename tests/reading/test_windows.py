"""Windows: every unit scored once, in its context, within what the encoder takes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from qa_assistant.reading import MODELS
from qa_assistant.reading.units import Passage, Unit
from qa_assistant.reading.windows import (
    CONTEXT_TOKENS,
    HEADER_TOKENS,
    MAX_TOKENS,
    MAX_UNIT_TOKENS,
    EncodedUnit,
    Encoder,
    Window,
)

CLS, SEP, HEADER, FIRST_UNIT = 1, 2, 4, 100


def small_encoder() -> Encoder:
    """An encoder that knows four tokens: enough to lay out units that are already encoded."""
    tokenizer = Tokenizer(
        WordLevel({"[PAD]": 0, "[CLS]": CLS, "[SEP]": SEP, "[UNK]": 3, "officer": HEADER}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = Whitespace()
    return Encoder(tokenizer)


def encoded(lengths: list[int], first: int = FIRST_UNIT) -> list[EncodedUnit]:
    """Units of these lengths, each made of one token of its own."""
    return [
        EncodedUnit((first + index,) * length, tuple((i, i + 1) for i in range(length)))
        for index, length in enumerate(lengths)
    ]


def windows(lengths: list[int], before: list[int] | None = None, header: str = "officer") -> list[Window]:
    passage = Passage("n1", header, tuple(Unit("n1", "") for _ in lengths))
    return small_encoder().windows(passage, encoded(lengths), encoded(before or [], first=50))


def tokens_of(window: Window, position: int) -> list[int]:
    return [t for t, unit in zip(window.ids, window.unit_of, strict=True) if unit == position]


def context_of(window: Window) -> list[int]:
    """The units that stand in front as context, each token once, in order."""
    start = window.unit_of.index(0)
    assert set(window.unit_of[:start]) <= {-1}
    return list(dict.fromkeys(t for t in window.ids[:start] if t not in (CLS, SEP, HEADER)))


unit_lengths = st.lists(st.integers(0, MAX_UNIT_TOKENS), max_size=30)


@settings(max_examples=150, deadline=None)
@given(unit_lengths, st.lists(st.integers(0, MAX_UNIT_TOKENS), max_size=2))
def test_every_unit_is_scored_in_exactly_one_window(lengths: list[int], before: list[int]) -> None:
    made = windows(lengths, before)
    assert [index for window in made for index in window.units] == list(range(len(lengths)))
    for window in made:
        assert len(window.ids) == len(window.unit_of)
        assert len(window.ids) <= MAX_TOKENS
        for position, index in enumerate(window.units):
            expected = [FIRST_UNIT + index] * lengths[index] or [SEP]
            assert tokens_of(window, position) == expected


@settings(max_examples=150, deadline=None)
@given(unit_lengths, st.lists(st.integers(1, MAX_UNIT_TOKENS), max_size=2))
def test_context_is_the_whole_units_just_before_in_order(lengths: list[int], before: list[int]) -> None:
    named = [50 + index for index in range(len(before))]
    for window in windows([length or 1 for length in lengths], before):
        context = context_of(window)
        first = window.units[0]
        read_before = [*named, *range(FIRST_UNIT, FIRST_UNIT + first)]
        assert context == read_before[len(read_before) - len(context) :]
        sizes = [*before, *(length or 1 for length in lengths[:first])][len(read_before) - len(context) :]
        start = window.unit_of.index(0)
        assert sum(size + 1 for size in sizes) <= CONTEXT_TOKENS
        assert [t for t in window.ids[:start] if t not in (CLS, SEP, HEADER)] == [
            t for t, size in zip(context, sizes, strict=True) for _ in range(size)
        ]


def test_a_unit_too_long_for_the_context_is_not_passed_over() -> None:
    """What stands before it is no longer just before the scored unit."""
    last = windows([5, 120, 120, 120])[-1]
    assert context_of(last) == []


def test_the_first_window_begins_with_the_end_of_the_passage_before() -> None:
    (window,) = windows([3], before=[2, 2])
    assert window.ids == (CLS, HEADER, SEP, 50, 50, SEP, 51, 51, SEP, 100, 100, 100, SEP)
    assert window.unit_of == (-1,) * 9 + (0, 0, 0, -1)


def test_nothing_stands_before_the_first_passage() -> None:
    (window,) = windows([1, 1])
    assert window.ids == (CLS, HEADER, SEP, 100, SEP, 101, SEP)


def test_no_units_no_windows() -> None:
    assert windows([]) == []


def test_an_empty_unit_is_scored_on_its_separator() -> None:
    (window,) = windows([0, 2])
    assert tokens_of(window, 0) == [SEP]


@pytest.mark.parametrize("words", [0, 1, 30, 5_000])
def test_a_header_of_any_length_leaves_room_for_the_units(words: int) -> None:
    (window,) = windows([MAX_UNIT_TOKENS], header=" ".join(["officer"] * words))
    assert window.ids.count(HEADER) == min(words, HEADER_TOKENS)
    assert len(window.ids) <= MAX_TOKENS


# ---- the shipped tokenizer


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(Tokenizer.from_file(str(MODELS / "tokenizer.json")))


@pytest.mark.parametrize(
    "text",
    [
        "BWV on; male left.",
        "👩‍👧 seen 👍🏽",
        "הוא עזב ב-14:30",
        "Zoë’s phone smashed",
        "tab\there",
        "x" * 300,
    ],
    ids=["plain", "emoji", "right to left", "accents", "tab", "long word"],
)
@pytest.mark.parametrize("prefix", ["", "current injury: yes."], ids=["note", "form"])
def test_spans_of_tokens_point_into_the_units_own_text(encoder: Encoder, text: str, prefix: str) -> None:
    (unit,) = encoder.units(Passage("n1", "", (Unit("n1", text, prefix=prefix),)))
    own = [span for span in unit.spans if span is not None]
    assert len(unit.ids) == len(unit.spans)
    assert own
    assert all(0 <= start < end <= len(text) for start, end in own)
    covered = {place for start, end in own for place in range(start, end)}
    assert {i for i, c in enumerate(text) if c.isalnum() and c.isascii()} <= covered
    assert (None in unit.spans) is bool(prefix)


def test_a_very_long_unit_keeps_its_beginning(encoder: Encoder) -> None:
    (unit,) = encoder.units(Passage("n1", "", (Unit("n1", "seen and spoken to " * 500),)))
    assert len(unit.ids) == len(unit.spans) == MAX_UNIT_TOKENS
    assert unit.spans[0] == (0, 4)
