"""London time: what is read, how it is printed, and what happens when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_assistant.case import parse_when
from qa_assistant.localtime import (
    after,
    elapsed,
    end_of,
    format_local,
    in_words,
    localise,
    parse_local,
    start_of,
)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2022-10-03T21:14", "2022-10-03T21:14"),
        ("2022-10-03 21:14", "2022-10-03T21:14"),
        ("2022-10-03T21:14:05", "2022-10-03T21:14:05"),
        ("2022-10-03T21:14:00.250", "2022-10-03T21:14"),
        ("  2022-10-03T21:14  ", "2022-10-03T21:14"),
        ("2022-10-03", "2022-10-03T00:00"),
        # an offset is taken at its word and shown on London's clock
        ("2022-10-03T20:14Z", "2022-10-03T21:14"),
        ("2022-10-03T21:14+01:00", "2022-10-03T21:14"),
        ("2022-12-03T21:14Z", "2022-12-03T21:14"),
        ("2022-10-03T16:14-04:00", "2022-10-03T21:14"),
        # the day comes first, as it is written here
        ("03/10/2022 21:14", "2022-10-03T21:14"),
        ("3/10/22 21:14", "2022-10-03T21:14"),
        ("03.10.2022 2114", "2022-10-03T21:14"),
        ("03-10-2022, 21:14:05", "2022-10-03T21:14:05"),
        ("03/10/2022T21:14", "2022-10-03T21:14"),
        ("03/10/2022 2114hrs", "2022-10-03T21:14"),
        ("03/10/2022 21:14 hours", "2022-10-03T21:14"),
        ("03/10/2022 2300 hrs", "2022-10-03T23:00"),  # an hour, never the year 2300
        ("13/10/2022", "2022-10-13T00:00"),
        ("29/02/2024", "2024-02-29T00:00"),
    ],
)
def test_times_as_record_systems_write_them(text: str, iso: str) -> None:
    assert format_local(parse_local(text)) == iso


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2114", "10/2022", "31/02/2022", "29/02/2022", "10/13/2022", "03/10/2022 25:00",
        "03/10/2022 21:60", "2022-13-01", "2022-10-03T24:30", "2022-10-32", "3 October 2022", "0000-01-01",
        "03/10/2022 21:14 on Monday",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write it as 2022-10-03T21:14"):
        parse_local(text)


def test_a_long_text_in_place_of_a_time_is_not_repeated_whole() -> None:
    with pytest.raises(ValueError) as raised:
        parse_local("victim said that " * 20)
    assert len(str(raised.value)) < 160


# ---- when the clocks change


def test_a_time_that_was_skipped_is_an_hour_on() -> None:
    assert format_local(parse_local("2022-03-27T01:30")) == "2022-03-27T02:30"


def test_the_hour_that_happens_twice_is_told_apart_by_its_offset() -> None:
    first, second = parse_local("2022-10-30T01:30+01:00"), parse_local("2022-10-30T01:30+00:00")
    assert (format_local(first), format_local(second)) == ("2022-10-30T01:30+01:00", "2022-10-30T01:30+00:00")
    assert elapsed(first, second) == timedelta(hours=1)
    assert parse_local("2022-10-30T01:30") == first  # without an offset, the first of the two


@pytest.mark.parametrize(
    ("earlier", "later", "hours"),
    [
        ("2022-10-29T12:00", "2022-10-30T12:00", 25),
        ("2022-03-26T12:00", "2022-03-27T12:00", 23),
        ("2022-07-01T12:00", "2022-07-02T12:00", 24),
        ("2022-07-02T12:00", "2022-07-01T12:00", -24),
    ],
)
def test_elapsed_time_counts_the_change(earlier: str, later: str, hours: int) -> None:
    assert elapsed(parse_local(earlier), parse_local(later)) == timedelta(hours=hours)
    assert after(parse_local(earlier), timedelta(hours=hours)) == parse_local(later)


@settings(max_examples=100, deadline=None)
@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2060, 1, 1), timezones=st.just(UTC)))
def test_every_moment_comes_back_as_it_was_printed(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert parse_local(format_local(whole)).astimezone(UTC) == whole
    assert localise(whole).tzinfo is not UTC


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2060, 1, 1), timezones=st.just(UTC)),
    st.timedeltas(min_value=timedelta(days=-60), max_value=timedelta(days=60)),
)
def test_going_on_and_back_again_changes_nothing(moment: datetime, span: timedelta) -> None:
    on = after(moment, span)
    assert elapsed(moment, on) == span
    assert elapsed(after(on, -span), moment) == timedelta(0)


@pytest.mark.parametrize("day", [date(2022, 3, 27), date(2022, 10, 30), date(2022, 7, 1)])
def test_a_day_begins_at_midnight_and_ends_a_minute_before_the_next(day: date) -> None:
    assert format_local(start_of(day)) == f"{day}T00:00"
    assert format_local(end_of(day)) == f"{day}T23:59"
    assert elapsed(end_of(day), start_of(day + timedelta(days=1))) == timedelta(minutes=1)


# ---- words and labels


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2022-10-03T21:14", "3 October 2022 at 9.14pm"),
        ("2022-10-03T09:00", "3 October 2022 at 9am"),
        ("2022-10-03T00:05", "3 October 2022 at 12.05am"),
        ("2022-10-03T12:05", "3 October 2022 at 12.05pm"),
        ("2022-10-03T12:00", "3 October 2022 at midday"),
        ("2022-10-03T00:00", "3 October 2022 at midnight"),
        ("2022-10-13T20:14Z", "13 October 2022 at 9.14pm"),
    ],
)
def test_times_in_words_follow_the_style_of_gov_uk(text: str, words: str) -> None:
    assert in_words(parse_local(text)) == words


def test_a_label_may_know_only_the_day() -> None:
    assert parse_when("2022-10-03") == date(2022, 10, 3)
    assert parse_when("2022-10-03T21:14") == parse_local("2022-10-03T21:14")


@pytest.mark.parametrize("text", ["2022-10-33", "03/10/2022", "tomorrow!!", "2022-10-03T"])
def test_a_labels_time_is_iso(text: str) -> None:
    with pytest.raises(ValueError, match="write it as 2022-10-03"):
        parse_when(text)
