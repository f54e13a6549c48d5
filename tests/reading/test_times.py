"""What the time reader reads, and what it must leave alone (the table ``time_expressions.yaml``)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qa_assistant.case import parse_when
from qa_assistant.localtime import LONDON, elapsed, parse_local
from qa_assistant.reading.times import TOLERANCE, read_times

_GROUPS = yaml.safe_load(Path(__file__).with_name("time_expressions.yaml").read_text(encoding="utf-8"))
_WRITTEN = parse_local("2022-11-08T15:20")


def _rows() -> Iterator[Any]:
    for group in _GROUPS:
        for sentence, expected in group["rows"]:
            times = expected if isinstance(expected, list) else [expected]
            yield pytest.param(group, sentence, [str(t) for t in times], id=f"{group['name']}: {sentence}")


def _read(group: dict[str, Any], sentence: str) -> list[str]:
    anchor = parse_when(str(group["anchor"])) if "anchor" in group else None
    found = read_times(sentence, parse_local(str(group["written_at"])), anchor, group.get("future"))
    return [expression.iso for expression in found]


@pytest.mark.parametrize(("group", "sentence", "expected"), list(_rows()))
def test_reads_the_times_of_a_sentence(group: dict[str, Any], sentence: str, expected: list[str]) -> None:
    assert _read(group, sentence) == expected


def test_the_table_is_large_and_has_enough_negative_rows() -> None:
    rows = [row for group in _GROUPS for row in group["rows"]]
    assert len(rows) >= 300
    assert sum(row[1] == [] for row in rows) >= 80


@pytest.mark.parametrize(
    ("sentence", "words", "grain", "relation", "direction"),
    [
        ("Arrested at 0610 this morning.", "0610 this morning", "minute", "to_entry", "past"),
        ("Sent 05/11/22.", "05/11/22", "day", "absolute", "past"),
        ("Seen yesterday evening by me", "yesterday evening", "part", "to_entry", "past"),
        ("Will review next week", "next week", "week", "to_entry", "future"),
        ("Print lifted an hour ago", "an hour ago", "hour", "to_entry", "past"),
        ("Appt Thurs 1030.", "Thurs 1030", "minute", "to_entry", "future"),
        ("He came back that evening", "that evening", "part", "chained", "unknown"),
        ("between 1300 and 1330 he rang", "1300 and 1330", "minute", "to_entry", "unknown"),
        ("in custody from Mon am.", "Mon am", "part", "to_entry", "past"),
        ("Sent 5 Nov. More", "5 Nov", "day", "absolute", "past"),
    ],
)
def test_says_how_exact_a_time_is_and_where_it_comes_from(
    sentence: str, words: str, grain: str, relation: str, direction: str
) -> None:
    (found,) = read_times(sentence, _WRITTEN)
    assert (found.text, found.grain, found.relation, found.direction) == (words, grain, relation, direction)


def test_an_anchor_may_be_a_day_but_gives_no_time_of_day() -> None:
    assert [e.iso for e in read_times("two days later", _WRITTEN, date(2022, 11, 1))] == ["2022-11-03"]
    assert read_times("two hours later", _WRITTEN, date(2022, 11, 1)) == []


def test_a_sentence_may_be_read_for_a_writer_in_another_zone() -> None:
    utc = datetime.fromisoformat("2022-07-01T23:30+00:00")
    assert [e.iso for e in read_times("seen today", utc)] == ["2022-07-02"]


_MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31)).map(lambda m: m.replace(tzinfo=LONDON))
_SENTENCES = [row[0] for group in _GROUPS for row in group["rows"]]
_PIECES = st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=4).map(" ".join)


@given(text=st.one_of(st.text(max_size=200), _PIECES), written_at=_MOMENTS)
def test_offsets_point_at_the_words_and_never_overlap(text: str, written_at: datetime) -> None:
    found = read_times(text, written_at)
    assert all(text[e.start : e.end] == e.text and e.start < e.end for e in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(parse_when(e.iso) == e.value for e in found)


@given(text=_PIECES, written_at=_MOMENTS)
def test_what_is_past_is_never_later_than_the_entry(text: str, written_at: datetime) -> None:
    for expression in read_times(text, written_at):
        if expression.relation != "to_entry" or expression.direction != "past":
            continue
        if isinstance(expression.value, datetime):
            assert elapsed(written_at, expression.value) <= TOLERANCE
        else:
            assert expression.value <= written_at.date()


@given(written_at=_MOMENTS, clock=st.times())
def test_a_bare_time_of_day_is_the_latest_not_after_the_entry(written_at: datetime, clock: Any) -> None:
    (found,) = read_times(f"Arrested at {clock:%H%M} hrs", written_at)
    assert isinstance(found.value, datetime)
    behind = elapsed(found.value, written_at)
    assert -TOLERANCE <= behind <= timedelta(hours=25)


_TRICKY = st.text(alphabet="0123456789/.:- apmthndrso\n\u0660\u00b2\u017f\u212a", max_size=80)


@given(text=_TRICKY, written_at=_MOMENTS)
def test_never_raises_on_any_text(text: str, written_at: datetime) -> None:
    read_times(text, written_at, anchor=date.min)
    read_times(text, written_at, anchor=datetime(9999, 12, 31, 23, 0, tzinfo=LONDON), future=True)


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "1", "1430 ", "half ", "the ", "05/", "twenty ", "on the 3rd of ", "PC Smith attended. "],
)
def test_reading_takes_time_in_proportion_to_the_text(piece: str) -> None:
    def seconds(size: int) -> float:
        start = time.process_time()
        read_times(piece * (size // len(piece)), _WRITTEN)
        return time.process_time() - start

    small, large = seconds(8_000), seconds(80_000)
    assert large < 30 * small + 0.5
