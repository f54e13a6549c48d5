"""The right time for the right act: the nearest to its words, and never one that cannot be."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from qa_assistant.case import Note, parse_when
from qa_assistant.localtime import elapsed, localise
from qa_assistant.reading.attach import Dater
from qa_assistant.reading.decide import Found
from qa_assistant.reading.scores import Focus
from qa_assistant.reading.times import TOLERANCE
from qa_assistant.reading.units import Unit
from training.corpus import read_rows

ROOT = Path(__file__).parents[2]
WRITTEN = "2024-03-05T10:00"  # a Tuesday


def at(
    text: str,
    words: str | None = None,
    *,
    status: str = "done",
    unit: str | None = None,
    anchor: datetime | date | None = None,
    own_time: float = 1.0,
) -> str | None:
    """The time given to an act that was read from ``words`` in ``unit`` (the whole note unless told)."""
    note = Note.model_validate({"note_id": "n1", "written_at": WRITTEN, "text": text})
    said = unit or text
    start = text.index(said)
    place = Unit("n1", said, start, start + len(said))
    found = Found(unit=0, code="dvpn", status=status, confidence=0.9, own_time=own_time)
    focus = None
    if words is not None:
        first = said.index(words)
        focus = Focus(((first, first + len(words)),), np.ones((1, 1), np.float32))
    return Dater(note, anchor, 0.5).time_of(place, found, focus, 0)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Arrested 0610, DASH done 0725, PPN sent 0830.", "Arrested", "2024-03-05T06:10"),
        ("Arrested 0610, DASH done 0725, PPN sent 0830.", "DASH done", "2024-03-05T07:25"),
        ("Arrested 0610, DASH done 0725, PPN sent 0830.", "PPN sent", "2024-03-05T08:30"),
        ("At 0610 arrested in the garden, and at 0725 the DASH.", "arrested", "2024-03-05T06:10"),
        ("At 0610 arrested in the garden, and at 0725 the DASH.", "DASH", "2024-03-05T07:25"),
        ("She was spoken to yesterday and the IDVA rang on Friday.", "spoken to", "2024-03-04"),
        ("She was spoken to yesterday and the IDVA rang on Friday.", "rang", "2024-03-01"),
    ],
)
def test_an_act_has_the_time_nearest_to_its_words(text: str, words: str, expected: str) -> None:
    assert at(text, words) == expected


def test_without_its_words_an_act_has_the_first_time_of_its_unit() -> None:
    assert at("Arrested 0610, DASH done 0725.") == "2024-03-05T06:10"


@pytest.mark.parametrize(
    "text",
    ["MARAC on 14 March 2024.", "Interview 06/03/2024 at 1400.", "Bail to 19/03/24."],
)
def test_what_is_over_did_not_happen_in_the_future(text: str) -> None:
    for status in ("done", "present", "attempted", "declined", "not_done", "historic"):
        assert at(text, status=status) is None
    assert at(text, status="planned") is not None


def test_a_time_to_come_is_passed_over_for_one_that_fits() -> None:
    text = "Released yesterday on bail until 19/03/2024."
    assert at(text, "until") == "2024-03-04"
    assert at(text, "until", status="planned") == "2024-03-19"


@pytest.mark.parametrize(
    ("status", "expected"), [("done", "2024-03-01"), ("planned", "2024-03-08"), ("present", "2024-03-01")]
)
def test_a_bare_weekday_looks_back_for_acts_and_ahead_for_plans(status: str, expected: str) -> None:
    assert at("Visit on Friday.", status=status) == expected


@pytest.mark.parametrize("text", ["DASH done at 1000.", "1000hrs: DASH done.", "05/03/2024 10:00 DASH done."])
def test_the_entrys_own_minute_is_no_time_of_its_own(text: str) -> None:
    assert at(text) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("Done 0959.", "2024-03-05T09:59"), ("Done 1001.", "2024-03-05T10:01")]
)
def test_a_minute_off_is_a_time_of_its_own(text: str, expected: str) -> None:
    """Clocks differ: up to a quarter of an hour ahead is no plan."""
    assert at(text) == expected


@pytest.mark.parametrize("text", ["DASH done.", "DASH done, 14 ticks.", "Flat 22, PC 1430 Harris.", ""])
def test_no_time_stated_none_given(text: str) -> None:
    assert at(text, unit=text) is None


def test_only_times_in_the_unit_count() -> None:
    text = "Arrested 0610.\nDASH done.\nPPN sent 0830."
    assert at(text, unit="DASH done.") is None
    assert at(text, unit="PPN sent 0830.") == "2024-03-05T08:30"


@pytest.mark.parametrize(("own_time", "given"), [(0.51, True), (0.5, True), (0.49, False), (0.0, False)])
def test_a_time_is_given_only_where_the_words_are_likely_to_give_one(own_time: float, given: bool) -> None:
    assert (at("DASH done 0725.", own_time=own_time) is not None) is given


def test_an_item_of_a_form_has_no_time() -> None:
    note = Note.model_validate({"note_id": "n1", "written_at": WRITTEN, "text": "at 0725"})
    found = Found(unit=0, code="dvpn", status="done", confidence=0.9, own_time=1.0)
    assert Dater(note, None, 0.5).time_of(Unit("f1", "at 0725", item="q1"), found, None, 0) is None


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [(date(2024, 2, 20), "2024-02-22"), (localise(datetime(2024, 2, 20, 14, 0)), "2024-02-22")],
)
def test_two_days_later_hangs_on_the_time_stated_before(anchor: datetime | date, expected: str) -> None:
    assert (at("Two days later she rang.", anchor=anchor) or "")[:10] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Seen 0610. Rang 0725.", "2024-03-05T07:25"), ("Seen yesterday.", "2024-03-04"), ("Seen.", None)],
)
def test_the_last_time_stated_is_handed_on(text: str, expected: str | None) -> None:
    note = Note.model_validate({"note_id": "n1", "written_at": WRITTEN, "text": text})
    last = Dater(note, None, 0.5).last_stated
    assert last == (parse_when(expected) if expected else None)


def test_on_every_unit_of_the_dev_set_no_act_is_in_the_future_or_at_the_entrys_own_minute() -> None:
    dated = 0
    for row in read_rows(ROOT / "evaluation" / "data" / "dev.jsonl"):
        notes = {note.note_id: note for note in row.case.notes}
        daters = {note_id: Dater(note, None, 0.5) for note_id, note in notes.items()}
        for gold in row.units:
            if gold.in_form:
                continue
            note, (start, end) = notes[gold.block], gold.span
            unit = Unit(gold.block, note.text[start:end], start, end)
            found = Found(unit=0, code="dvpn", status="done", confidence=0.9, own_time=1.0)
            when = daters[gold.block].time_of(unit, found, None, 0)
            if when is None:
                continue
            dated += 1
            moment = parse_when(when)
            if isinstance(moment, datetime):
                ahead = elapsed(note.written_at, moment)
                assert ahead <= TOLERANCE, (gold.block, when)
                assert abs(ahead).total_seconds() >= 60, (gold.block, when)
            else:
                assert moment <= note.written_at.date(), (gold.block, when)
    assert dated > 100
