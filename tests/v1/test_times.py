"""Dates as stated: what they accept, what they mean, and what comes before what."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from newsschema.v1 import DateTime, DayDate, Instant, PartialDate
from tests.strategies import pools

KINDS: tuple[type[PartialDate], ...] = (PartialDate, DayDate, DateTime, Instant)

GOOD = {
    PartialDate: (*pools.YEARS, *pools.MONTHS),
    DayDate: pools.DAYS,
    DateTime: pools.LOCAL_TIMES,
    Instant: pools.INSTANTS,
}
"""The first type in the order of nesting that takes a form; every wider one takes it too."""

BAD = (
    "",
    "24",
    "0000",
    "10000",
    "-0001",
    "2024-00",
    "2024-13",
    "2024-1",
    "2024-01-00",
    "2024-01-32",
    "2024-04-31",
    "2023-02-29",
    "1900-02-29",
    "2100-02-29",
    "0000-02-29",
    "20240501",
    "2024-W18-3",
    "2024-122",
    "2024-05-01Z",
    "2024-05-01T12",
    "2024-05-01T12:00",
    "2024-05-01T12:00Z",
    "2024-05-01 12:00:00Z",
    "2024-05-01t12:00:00Z",
    "2024-05-01T12:00:00z",
    "2024-05-01T24:00:00Z",
    "2024-05-01T23:60:00Z",
    "2024-05-01T23:59:60Z",
    "2024-05-01T12:00:00.Z",
    "2024-05-01T12:00:00.1234567890Z",
    "2024-05-01T12:00:00,5Z",
    "2024-05-01T12:00:00+2:00",
    "2024-05-01T12:00:00+0200",
    "2024-05-01T12:00:00+02",
    "2024-05-01T12:00:00+14:01",
    "2024-05-01T12:00:00-15:00",
    "2024-05-01T12:00:00+13:60",
    "2024-05-01T12:00:00\u221202:00",
    " 2024-05-01",
    "2024-05-01 ",
    "2024-05-01\n",
    "２０２４",
    "٢٠٢٤",
    "today",
)


def takes(kind: type[PartialDate], text: str) -> bool:
    try:
        value = TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    assert type(value) is kind
    assert str(value) == text
    return True


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in GOOD.items() for text in texts])
def test_a_form_is_taken_by_its_type_and_every_wider_one(kind: type[PartialDate], text: str) -> None:
    at = KINDS.index(kind)
    assert [takes(one, text) for one in KINDS] == [True] * (at + 1) + [False] * (3 - at)


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_date_is_refused_by_all(text: str) -> None:
    assert not any(takes(kind, text) for kind in KINDS)


@given(st.dates())
def test_every_day_of_the_calendar_is_taken(day: object) -> None:
    assert takes(DayDate, str(day))


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(29, 31))
def test_the_calendar_is_exact(year: int, month: int, day: int) -> None:
    try:
        datetime(year, month, day, tzinfo=UTC)
        exists = True
    except ValueError:
        exists = False
    assert takes(PartialDate, f"{year:04}-{month:02}-{day:02}") is exists


# An offset of whole minutes up to 14 hours, and any moment: what `datetime` and the model both can say.
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=OFFSETS)


@given(MOMENTS)
def test_an_instant_means_what_datetime_reads(moment: datetime) -> None:
    text = moment.isoformat()
    assert takes(Instant, text)
    instant = Instant(text)
    assert instant.datetime == moment
    assert instant.datetime.utcoffset() == moment.utcoffset()
    assert instant.datetime.replace(tzinfo=None) == moment.replace(tzinfo=None)


@given(MOMENTS, MOMENTS)
def test_instants_are_ordered_as_datetimes(one: datetime, other: datetime) -> None:
    first, second = Instant(one.isoformat()), Instant(other.isoformat())
    if None not in (first.earliest, second.earliest):
        assert first.before(second) is (one < other)


@given(MOMENTS)
def test_the_bounds_of_an_instant_are_itself(moment: datetime) -> None:
    instant = Instant(moment.isoformat())
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        assert instant.earliest is None
        assert instant.latest is None
        return
    assert instant.earliest == instant.latest == expected


PARTS = st.sampled_from((*pools.YEARS, *pools.MONTHS, *pools.DAYS, *pools.LOCAL_TIMES, *pools.INSTANTS)).map(
    PartialDate
)


@given(PARTS, PARTS)
def test_before_never_says_yes_both_ways(one: PartialDate, other: PartialDate) -> None:
    assert not (one.before(other) and other.before(one))


@given(PARTS)
def test_nothing_is_before_itself(date: PartialDate) -> None:
    assert not date.before(date)


@given(PARTS, PARTS)
def test_certainly_before_means_that_every_moment_is(one: PartialDate, other: PartialDate) -> None:
    if one.before(other) and (one.has_zone or other.has_zone):
        assert one.latest is not None
        assert other.earliest is not None
        assert one.latest < other.earliest


@given(PARTS, PARTS)
def test_certainly_not_before_means_that_no_moment_is(one: PartialDate, other: PartialDate) -> None:
    if one.before(other) is False and (one.has_zone or other.has_zone):
        assert one.earliest is None or other.latest is None or one.earliest >= other.latest


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2023", "2024", True),
        ("2024", "2023", False),
        ("2024", "2024", None),
        ("2024", "2024-06", None),
        ("2024-05", "2024-06", True),
        ("2024-05-31", "2024-06", True),
        ("2024-06", "2024-05-31", False),
        ("2024-05", "2024-05-31", None),
        ("2024-05-01", "2024-05-01", None),
        ("2024-05-01", "2024-05-01T00:00:00", False),
        ("2024-05-01T00:00:00", "2024-05-01", None),
        ("2024-05-01T12:00:00", "2024-05-01T12:00:00", False),
        ("2024-05-01T12:00:00", "2024-05-01T12:00:01", True),
        ("2024-05-01T12:00:00", "2024-05-01T12:00:00.000000001", False),
        ("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00Z", False),
        ("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:01Z", True),
        ("2024-05-01T10:00:00+14:00", "2024-05-01T10:00:00-12:00", True),
        # A date without zone may lie anywhere on earth, so a day's distance may be none.
        ("2024-05-01", "2024-05-02T00:00:00Z", None),
        ("2024-05-01", "2024-05-02T12:00:00Z", True),
        ("2024-05-01T12:00:00", "2024-05-01T13:00:00Z", None),
        ("2024-05-01T12:00:00", "2024-05-02T01:00:00Z", True),
        ("2024-05-02T12:00:00", "2024-05-01T12:00:00Z", False),
        ("0001-01-01T00:00:00+14:00", "0001", None),
        ("9999", "9999-12-31T23:59:59Z", None),
    ],
)
def test_before(one: str, other: str, expected: bool | None) -> None:
    assert PartialDate(one).before(PartialDate(other)) is expected


@pytest.mark.parametrize(
    ("text", "precision", "has_zone", "earliest", "latest"),
    [
        ("2024", "year", False, "2023-12-31T10:00:00", "2025-01-01T11:59:59.999999"),
        ("2024-02", "month", False, "2024-01-31T10:00:00", "2024-03-01T11:59:59.999999"),
        ("2024-02-29", "day", False, "2024-02-28T10:00:00", "2024-03-01T11:59:59.999999"),
        ("2024-05-01T12:00:00", "time", False, "2024-04-30T22:00:00", "2024-05-02T00:00:00"),
        ("2024-05-01T12:00:00Z", "time", True, "2024-05-01T12:00:00", "2024-05-01T12:00:00"),
        ("2024-05-01T12:00:00.5+05:45", "time", True, "2024-05-01T06:15:00.5", "2024-05-01T06:15:00.5"),
        ("2024-05-01T12:00:00.999999999Z", "time", True, "2024-05-01T12:00:00.999999", "2024-05-01T12:00:00.999999"),
        ("2024-05-01T12:00:00-00:00", "time", True, "2024-05-01T12:00:00", "2024-05-01T12:00:00"),
        ("0001", "year", False, None, "0002-01-01T11:59:59.999999"),
        ("9999-12-31", "day", False, "9999-12-30T10:00:00", None),
        ("0001-01-01T00:00:00+14:00", "time", True, None, None),
        ("9999-12-31T23:59:59-12:00", "time", True, None, None),
    ],
)
def test_what_a_date_can_mean(
    text: str, precision: str, has_zone: bool, earliest: str | None, latest: str | None
) -> None:
    date = PartialDate(text)
    assert (date.precision, date.has_zone) == (precision, has_zone)
    bounds = [None if one is None else datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (earliest, latest)]
    assert [date.earliest, date.latest] == bounds


@given(PARTS)
def test_the_earliest_is_not_after_the_latest(date: PartialDate) -> None:
    if date.earliest is not None and date.latest is not None:
        assert date.earliest <= date.latest


def test_dates_are_equal_only_as_written() -> None:
    assert Instant("2024-05-01T10:00:00+02:00") != Instant("2024-05-01T08:00:00Z")
    assert Instant("2024-05-01T08:00:00Z") != Instant("2024-05-01T08:00:00.000Z")
    assert Instant("2024-05-01T08:00:00Z") == PartialDate("2024-05-01T08:00:00Z")


def test_digits_beyond_microseconds_are_cut_off() -> None:
    assert Instant("2024-05-01T12:00:00.123456999Z").datetime.microsecond == 123456


def test_a_value_that_was_never_checked_says_that_it_is_no_date() -> None:
    with pytest.raises(ValueError, match="'soon' is not a date"):
        _ = PartialDate("soon").earliest


def test_the_patterns_agree_on_the_calendar() -> None:
    whole = [re.compile(kind.pattern) for kind in KINDS]
    days = [
        f"{year:04}-{month:02}-{day:02}" for year, month, day in product((1900, 2000, 2023, 2024), range(14), range(33))
    ]
    for day in days:
        verdicts = [
            bool(pattern.match(text))
            for pattern, text in zip(whole, (day, day, f"{day}T00:00:00", f"{day}T00:00:00Z"), strict=True)
        ]
        assert len(set(verdicts)) == 1, day
