"""The clock: working days of England and Wales, deadlines, and nights on which the clocks change."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_assistant.localtime import elapsed, format_local, parse_local
from qa_assistant.standards.spans import Span, hours_between, is_working_day, next_working_day


@pytest.mark.parametrize(
    ("text", "span", "words"),
    [
        ("24h", Span(24, "h"), "24 hours"),
        ("1h", Span(1, "h"), "1 hour"),
        ("7d", Span(7, "d"), "7 days"),
        ("1wd", Span(1, "wd"), "1 working day"),
        (" 2 wd ", Span(2, "wd"), "2 working days"),
    ],
)
def test_spans_are_read_and_said(text: str, span: Span, words: str) -> None:
    assert Span.parse(text) == span
    assert span.words == words
    assert Span.parse(str(span)) == span


@pytest.mark.parametrize("text", ["", "24", "h", "-1h", "1.5h", "2 weeks", "1w", "24h 30m", "one day", "h24"])
def test_other_spans_are_refused_with_the_forms_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="24h, days as 7d, working days as 2wd"):
        Span.parse(text)


def test_working_days_have_no_fixed_length() -> None:
    with pytest.raises(ValueError, match="no fixed length"):
        Span(1, "wd").elapsed()


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        ("2022-10-03", True, "a Monday"),
        ("2022-10-01", False, "a Saturday"),
        ("2022-10-02", False, "a Sunday"),
        ("2022-04-15", False, "Good Friday"),
        ("2022-04-18", False, "Easter Monday"),
        ("2022-04-19", True, "the Tuesday after Easter"),
        ("2024-03-29", False, "Good Friday in March"),
        ("2022-05-30", True, "the spring holiday was moved to the Platinum Jubilee"),
        ("2022-06-02", False, "the spring holiday, moved"),
        ("2022-06-03", False, "the Platinum Jubilee"),
        ("2022-09-19", False, "the State Funeral of Queen Elizabeth II"),
        ("2023-05-01", False, "the early May holiday"),
        ("2023-05-08", False, "the Coronation of King Charles III"),
        ("2020-05-04", True, "the early May holiday was moved to VE Day"),
        ("2020-05-08", False, "VE Day"),
        ("2021-12-27", False, "Christmas on a Saturday: Monday in lieu"),
        ("2021-12-28", False, "Boxing Day on a Sunday: Tuesday in lieu"),
        ("2022-12-26", False, "Boxing Day"),
        ("2022-12-27", False, "Christmas on a Sunday: Tuesday in lieu"),
        ("2022-12-28", True, "the day after"),
        ("2022-01-03", False, "New Year on a Saturday: Monday in lieu"),
        ("2022-03-17", True, "St Patrick's Day is a holiday of Northern Ireland"),
        ("2022-01-04", True, "2 January is a holiday of Scotland"),
        ("2022-08-01", True, "the summer holiday of Scotland"),
        ("2022-08-29", False, "the summer holiday of England and Wales"),
    ],
)
def test_working_days_are_those_of_england_and_wales(day: str, works: bool, why: str) -> None:
    assert is_working_day(date.fromisoformat(day)) is works, why


@pytest.mark.parametrize(
    ("span", "trigger", "deadline"),
    [
        ("24h", "2022-10-03T21:14", "2022-10-04T21:14"),
        ("72h", "2022-10-03T21:14", "2022-10-06T21:14"),
        ("7d", "2022-10-03T21:14", "2022-10-10T21:14"),
        ("28d", "2024-02-10T08:00", "2024-03-09T08:00"),  # over 29 February
        # working days: 23:59 of the Nth working day after the trigger's day, whatever its hour
        ("1wd", "2022-10-03T00:01", "2022-10-04T23:59"),
        ("1wd", "2022-10-03T23:59", "2022-10-04T23:59"),
        ("2wd", "2022-10-06T21:14", "2022-10-10T23:59"),
        ("1wd", "2022-10-07T21:14", "2022-10-10T23:59"),
        ("1wd", "2022-10-08T03:00", "2022-10-10T23:59"),
        ("2wd", "2022-10-09T03:00", "2022-10-11T23:59"),
        ("2wd", "2022-04-14T12:00", "2022-04-20T23:59"),  # over Easter
        ("2wd", "2022-06-01T12:00", "2022-06-07T23:59"),  # over the Jubilee
        ("1wd", "2022-09-16T12:00", "2022-09-20T23:59"),  # over the State Funeral
        ("1wd", "2023-05-05T12:00", "2023-05-09T23:59"),  # over the Coronation
        ("1wd", "2021-12-24T12:00", "2021-12-29T23:59"),
        ("2wd", "2022-12-23T12:00", "2022-12-29T23:59"),
        ("1wd", "2022-12-30T12:00", "2023-01-03T23:59"),  # into the next year
        # nights on which the clocks change: hours and days are elapsed time
        ("24h", "2022-10-29T20:00", "2022-10-30T19:00"),
        ("24h", "2022-03-26T20:00", "2022-03-27T21:00"),
        ("7d", "2022-10-29T20:00", "2022-11-05T19:00"),
        ("1h", "2022-03-27T00:30", "2022-03-27T02:30"),
        ("1wd", "2022-10-28T20:00", "2022-10-31T23:59"),
    ],
)
def test_deadlines(span: str, trigger: str, deadline: str) -> None:
    assert format_local(Span.parse(span).deadline(parse_local(trigger))) == deadline


def test_the_hour_that_happens_twice_is_counted_twice() -> None:
    first, second = parse_local("2022-10-30T01:30+01:00"), parse_local("2022-10-30T01:30+00:00")
    assert hours_between(first, second) == 1.0
    assert format_local(Span(1, "h").deadline(first)) == "2022-10-30T01:30+00:00"


@pytest.mark.parametrize(
    ("earlier", "later", "hours"),
    [
        ("2022-10-03T21:14", "2022-10-03T21:14", 0.0),
        ("2022-10-03T21:14", "2022-10-04T00:00", 2.8),
        ("2022-10-03T21:14", "2022-10-03T20:14", -1.0),
        ("2022-10-29T20:00", "2022-10-30T20:00", 25.0),
        ("2022-03-26T20:00", "2022-03-27T20:00", 23.0),
    ],
)
def test_hours_between_are_elapsed_hours_to_a_tenth(earlier: str, later: str, hours: float) -> None:
    assert hours_between(parse_local(earlier), parse_local(later)) == hours


@settings(max_examples=80, deadline=None)
@given(st.datetimes(min_value=parse_local("2019-01-01").replace(tzinfo=None),
                    max_value=parse_local("2030-01-01").replace(tzinfo=None)),
       st.sampled_from(["1h", "24h", "5d", "28d", "1wd", "2wd", "5wd"]))  # fmt: skip
def test_a_deadline_lies_after_its_trigger_and_a_longer_span_is_never_sooner(
    moment: object, text: str
) -> None:
    trigger, span = parse_local(str(moment)), Span.parse(text)
    deadline = span.deadline(trigger)
    assert deadline > trigger
    assert Span(span.count + 1, span.unit).deadline(trigger) > deadline
    if span.unit == "wd":
        assert is_working_day(deadline.date())
    else:
        assert elapsed(trigger, deadline) == span.elapsed()


@settings(max_examples=80, deadline=None)
@given(st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31)))
def test_the_next_working_day_is_the_first_one_after(day: date) -> None:
    following = next_working_day(day)
    assert day < following and is_working_day(following)
    between = range(day.toordinal() + 1, following.toordinal())
    assert not any(is_working_day(date.fromordinal(ordinal)) for ordinal in between)
