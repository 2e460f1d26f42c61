"""Counts: what the model refuses, what is derived, what conventions give, and what phrases say."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from newsschema.errors import NewsschemaError
from newsschema.v1.conventions import CONVENTIONS, SOURCES, Concept
from newsschema.v1.count_words import MEASURES, NOUNS, REASONS, SCREENS, THINGS, VAGUE
from newsschema.v1.counts import (
    ConventionError,
    Count,
    Interval,
    PhraseError,
    Point,
    Qualifier,
    RecorderFigures,
    total,
)
from newsschema.v1.text import MAX_WHOLE_NUMBER

# --- what is derived -------------------------------------------------------------------------------------------

# qualifier, number, number_to, phrase; lower, best, upper, whether the upper end is open
DERIVED: list[tuple[Qualifier, int | None, int | None, str | None, int | None, int | None, int | None, bool]] = [
    ("exact", 27, None, "27", 27, 27, 27, False),
    ("at_least", 27, None, "at least 27", 27, None, None, True),
    ("more_than", 400, None, "more than 400", 401, None, None, True),
    ("up_to", 50, None, "up to 50", 0, None, 50, False),
    ("fewer_than", 50, None, "fewer than 50", 0, None, 49, False),
    ("about", 30, None, "about 30", None, 30, None, False),
    ("nearly", 100, None, "nearly 100", None, None, 100, False),
    ("range", 10, 15, "10 to 15", 10, None, 15, False),
    ("vague", None, None, "dozens", None, None, None, False),
    ("unspecified", None, None, "soldiers were killed", 1, None, None, True),
    ("none", None, None, "no casualties", 0, 0, 0, False),
    ("not_stated", None, None, "heavy losses", None, None, None, False),
]


def test_the_table_of_derived_bounds_covers_every_qualifier() -> None:
    assert [row[0] for row in DERIVED] == list(get_args(Qualifier))


@pytest.mark.parametrize("row", DERIVED, ids=[row[0] for row in DERIVED])
def test_bounds_follow_from_the_qualifier(
    row: tuple[Qualifier, int | None, int | None, str | None, int | None, int | None, int | None, bool],
) -> None:
    qualifier, number, number_to, phrase, lower, best, upper, upper_open = row
    count = Count(qualifier=qualifier, number=number, number_to=number_to, phrase=phrase)
    assert (count.lower, count.best, count.upper) == (lower, best, upper)
    assert (count.lower_open, count.upper_open) == (False, upper_open)


@pytest.mark.parametrize("row", DERIVED, ids=[row[0] for row in DERIVED])
def test_the_phrases_of_the_table_are_read_as_it_says(
    row: tuple[Qualifier, int | None, int | None, str | None, int | None, int | None, int | None, bool],
) -> None:
    qualifier, number, number_to, phrase, *_ = row
    assert phrase is not None
    assert Count.parse(phrase) == Count(qualifier=qualifier, number=number, number_to=number_to, phrase=phrase)


# --- what is refused -------------------------------------------------------------------------------------------

NUMBERED: tuple[Qualifier, ...] = ("exact", "at_least", "more_than", "up_to", "fewer_than", "about", "nearly", "range")
UNNUMBERED: tuple[Qualifier, ...] = ("vague", "unspecified", "none", "not_stated")

REFUSED_COUNTS: list[tuple[str, dict[str, Any]]] = [
    *(("NS301", {"qualifier": qualifier}) for qualifier in NUMBERED),
    *(("NS301", {"qualifier": qualifier, "number": 3, "phrase": "three"}) for qualifier in UNNUMBERED),
    ("NS301", {"qualifier": "none", "number": 0}),
    *(("NS302", {"qualifier": q, "number": 3, "number_to": 5}) for q in NUMBERED if q != "range"),
    *(("NS302", {"qualifier": q, "number_to": 5, "phrase": "some"}) for q in UNNUMBERED),
    ("NS302", {"qualifier": "range", "number": 10}),
    ("NS302", {"qualifier": "range", "number": 10, "number_to": 10}),
    ("NS302", {"qualifier": "range", "number": 15, "number_to": 10}),
    *(("NS303", {"qualifier": qualifier}) for qualifier in ("vague", "unspecified", "not_stated")),
    *(
        ("NS304", {"qualifier": qualifier, "number": 0})
        for qualifier in ("exact", "about", "nearly", "up_to", "fewer_than", "at_least")
    ),
]

REFUSED_FIGURES: list[dict[str, int]] = [
    {},
    {"low": 3, "best": 2},
    {"best": 3, "high": 2},
    {"low": 3, "high": 2},
    {"low": 1, "best": 3, "high": 2},
]


@pytest.mark.parametrize(("code", "fields"), REFUSED_COUNTS)
def test_a_count_that_contradicts_itself_is_refused_with_a_code_and_a_remedy(code: str, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        Count(**fields)
    (error,) = refusal.value.errors()
    assert error["type"] == code
    assert fields["qualifier"] in error["msg"] or code == "NS302"
    assert ";" in error["msg"]  # what is wrong; what to do


@pytest.mark.parametrize("fields", REFUSED_FIGURES)
def test_a_recorders_figures_rise(fields: dict[str, int]) -> None:
    with pytest.raises(ValidationError) as refusal:
        RecorderFigures(**fields)
    assert [error["type"] for error in refusal.value.errors()] == ["NS306"]


def test_a_recorders_figures_may_be_equal_or_absent() -> None:
    assert RecorderFigures(low=2, best=2, high=2).best == 2
    assert RecorderFigures(low=2, high=9).best is None


@pytest.mark.parametrize("number", [-1, MAX_WHOLE_NUMBER + 1, 2.0, "27", True])
def test_only_whole_numbers_are_counts(number: Any) -> None:
    with pytest.raises(ValidationError):
        Count(qualifier="exact", number=number)


# --- conventions -----------------------------------------------------------------------------------------------

# word, newsschema-1 interval, points of acled-2024, emdat-2023, floor, midpoint
WORDS: list[tuple[str, int | None, int | None, int | None, int | None, int | None, int | None]] = [
    ("a couple", 2, 3, None, None, 2, 2),
    ("a few", 3, 9, None, None, 3, 6),
    ("several", 3, 9, None, None, 3, 6),
    ("a number of people", 2, None, None, None, 2, None),
    ("multiple people", 2, None, None, None, 2, None),
    ("many", 3, None, None, None, 3, None),
    ("tens", 20, 99, 10, None, 20, 59),
    ("dozens", 24, 99, 12, None, 24, 61),
    ("several dozen", 24, 99, 12, None, 24, 61),
    ("scores", 40, 199, None, None, 40, 119),
    ("hundreds", 200, 999, 100, 200, 200, 599),
    ("hundreds of people", 200, 999, 100, 200, 200, 599),
    ("thousands", 2_000, 9_999, 1_000, 2_000, 2_000, 5_999),
    ("tens of thousands", 20_000, 99_999, None, None, 20_000, 59_999),
    ("hundreds of thousands", 200_000, 999_999, None, None, 200_000, 599_999),
    ("millions", None, None, None, None, None, None),
    ("a handful", None, None, None, None, None, None),
]


@pytest.mark.parametrize("row", WORDS, ids=[row[0] for row in WORDS])
def test_conventions_give_what_their_sources_say_and_no_more(
    row: tuple[str, int | None, int | None, int | None, int | None, int | None, int | None],
) -> None:
    phrase, lower, upper, *points = row
    count = Count(qualifier="vague", phrase=phrase)
    is_open = lower is not None and upper is None
    assert count.interval("newsschema-1") == Interval(lower, upper, False, is_open, "newsschema-1")
    assert count.point("newsschema-1") == Point(None, "newsschema-1")
    names = ("acled-2024", "emdat-2023", "floor", "midpoint")
    assert [count.point(name) for name in names] == [
        Point(value, name) for value, name in zip(points, names, strict=True)
    ]
    assert count.interval("acled-2024") == Interval(None, None, False, False, "acled-2024")


@pytest.mark.parametrize("name", CONVENTIONS)
def test_numbers_keep_their_own_bounds_under_every_convention(name: str) -> None:
    for qualifier, number, number_to, phrase, lower, _, upper, upper_open in DERIVED:
        if number is not None:
            count = Count(qualifier=qualifier, number=number, number_to=number_to, phrase=phrase)
            assert count.interval(name) == Interval(lower, upper, False, upper_open, name)


# phrase, points of newsschema-1, acled-2024, emdat-2023, floor, midpoint
POINTS: list[tuple[str, int | None, int | None, int | None, int | None, int | None]] = [
    ("27", 27, 27, 27, 27, 27),
    ("a dozen", 12, 12, 12, 12, 12),
    ("no casualties", 0, 0, 0, 0, 0),
    ("about 30", 30, 30, 30, None, None),
    ("at least 27", None, None, None, 27, None),
    ("more than 400", None, None, None, 401, None),
    ("up to 50", None, None, None, 0, 25),
    ("nearly 100", None, None, None, None, None),
    ("10 to 15", None, 10, 12, 10, 12),
    ("10 to 16", None, 10, 13, 10, 13),
    ("soldiers", None, None, None, 2, None),
    ("heavy losses", None, 0, None, None, None),
]


@pytest.mark.parametrize("row", POINTS, ids=[row[0] for row in POINTS])
def test_points_of_stated_figures(
    row: tuple[str, int | None, int | None, int | None, int | None, int | None],
) -> None:
    phrase, *points = row
    count = Count.parse(phrase)
    assert [count.point(name) for name in CONVENTIONS] == [
        Point(value, name) for value, name in zip(points, CONVENTIONS, strict=True)
    ]


def test_a_dozen_marked_vague_is_twelve_by_the_meaning_of_the_word() -> None:
    count = Count(qualifier="vague", phrase="a dozen shopkeepers")
    assert (count.interval().lower, count.interval().upper, count.point().value) == (12, 12, 12)


def test_a_bare_plural_names_at_least_two_only_by_convention() -> None:
    count = Count.parse("government soldiers")
    assert count.lower == 1
    assert count.interval("newsschema-1") == Interval(2, None, False, True, "newsschema-1")
    assert count.interval("acled-2024") == Interval(1, None, False, True, "acled-2024")


def test_an_unspecified_count_in_other_words_keeps_its_own_bounds() -> None:
    count = Count(qualifier="unspecified", phrase="there was loss of life")
    assert count.interval() == Interval(1, None, False, True, "newsschema-1")


@pytest.mark.parametrize("phrase", ["dozens of widgets", "at least dozens", "dozens, perhaps hundreds", "decenas"])
def test_a_vague_phrase_has_an_interval_only_where_its_word_is_clear(phrase: str) -> None:
    interval = Count(qualifier="vague", phrase=phrase).interval()
    assert interval.lower == (24 if phrase == "dozens of widgets" else None)


def test_a_phrase_of_an_unknown_language_has_no_interval() -> None:
    assert Count(qualifier="vague", phrase="dozens").interval(language="nl").lower is None


def test_an_unknown_convention_is_refused_with_those_that_are_known() -> None:
    count = Count(qualifier="exact", number=27)
    for read in (count.interval, count.point):
        with pytest.raises(ConventionError, match=r"'acled-1999' .*newsschema-1, acled-2024, emdat-2023"):
            read("acled-1999")


def test_every_value_of_a_convention_names_a_known_source() -> None:
    for entry in CONVENTIONS.values():
        sources = [bounds.source for bounds in entry.bounds.values()] + [
            value.source for value in entry.values.values()
        ]
        assert set(sources) <= set(SOURCES)
        assert {*entry.bounds, *entry.values} <= set(get_args(Concept))


def test_every_concept_has_bounds_in_the_default_convention() -> None:
    assert set(CONVENTIONS["newsschema-1"].bounds) == set(get_args(Concept))


# --- intervals -------------------------------------------------------------------------------------------------


def _interval(lower: int | None, upper: int | None, *, upper_open: bool = False) -> Interval:
    return Interval(lower, upper, False, upper_open, "newsschema-1")


def test_a_total_is_open_when_any_part_is() -> None:
    parts = [Count.parse(phrase).interval() for phrase in ("27", "at least 10", "10 to 15")]
    assert total(parts) == _interval(47, None, upper_open=True)


def test_a_total_of_closed_parts_is_closed() -> None:
    parts = [Count.parse(phrase).interval() for phrase in ("27", "up to 50", "dozens")]
    assert total(parts) == _interval(51, 176)


def test_a_total_never_invents_a_ceiling() -> None:
    about, exact = Count.parse("about 30").interval(), Count.parse("5").interval()
    assert total([about, exact]) == _interval(5, None)
    assert total([about]) == _interval(None, None)


@pytest.mark.parametrize("names", [(), ("newsschema-1", "floor")])
def test_only_figures_of_one_convention_are_added(names: tuple[str, ...]) -> None:
    with pytest.raises(ConventionError):
        total(Count.parse("dozens").interval(name) for name in names)


@pytest.mark.parametrize(
    ("left", "right", "overlap"),
    [
        ("27", "27", True),
        ("27", "28", False),
        ("at least 27", "26", False),
        ("at least 27", "27", True),
        ("more than 400", "hundreds", True),
        ("dozens", "hundreds", False),
        ("10 to 15", "15 to 20", True),
        ("10 to 15", "16 to 20", False),
        ("about 30", "900", True),
        ("nearly 100", "101", False),
        ("no casualties", "soldiers", False),
    ],
)
def test_figures_overlap_where_one_number_could_satisfy_both(left: str, right: str, overlap: bool) -> None:
    one, other = Count.parse(left).interval(), Count.parse(right).interval()
    assert one.overlaps(other) is overlap
    assert other.overlaps(one) is overlap


@pytest.mark.parametrize(
    ("phrase", "number", "inside"),
    [
        ("dozens", 24, True),
        ("dozens", 23, False),
        ("dozens", 99, True),
        ("dozens", 100, False),
        ("at least 27", 10**9, True),
        ("at least 27", 26, False),
        ("about 30", 3, True),
        ("heavy losses", 0, True),
        ("heavy losses", -1, False),
    ],
)
def test_an_interval_contains_what_it_does_not_exclude(phrase: str, number: int, inside: bool) -> None:
    assert Count.parse(phrase).interval().contains(number) is inside


# --- properties ------------------------------------------------------------------------------------------------

WHOLE = st.integers(0, MAX_WHOLE_NUMBER)
PHRASES = st.sampled_from(["dozens", "soldiers", "heavy losses", "so it goes"])


@st.composite
def counts(draw: st.DrawFn) -> Count:
    qualifier: Qualifier = draw(st.sampled_from(get_args(Qualifier)))
    number = number_to = None
    if qualifier == "range":
        number = draw(st.integers(0, MAX_WHOLE_NUMBER - 1))
        number_to = draw(st.integers(number + 1, MAX_WHOLE_NUMBER))
    elif qualifier in NUMBERED:
        number = draw(st.integers(0 if qualifier == "more_than" else 1, MAX_WHOLE_NUMBER))
    phrase = draw(PHRASES if qualifier in ("vague", "unspecified", "not_stated") else st.none() | PHRASES)
    return Count(qualifier=qualifier, number=number, number_to=number_to, phrase=phrase)


@given(counts(), st.sampled_from(sorted(CONVENTIONS)))
def test_bounds_rise(count: Count, name: str) -> None:
    present = [figure for figure in (count.lower, count.best, count.upper) if figure is not None]
    assert present == sorted(present)
    assert all(figure >= 0 for figure in present)
    assert not (count.upper_open and count.upper is not None)
    interval, point = count.interval(name), count.point(name)
    assert interval.convention == point.convention == name
    assert interval.overlaps(interval)
    if point.value is not None and CONVENTIONS[name].bounds:
        assert interval.contains(point.value)


@given(counts())
def test_a_count_survives_json(count: Count) -> None:
    assert Count.model_validate_json(count.model_dump_json()) == count


@given(st.lists(counts(), min_size=1, max_size=5), st.data())
def test_a_total_contains_the_sum_of_any_numbers_within_its_parts(parts: list[Count], data: st.DataObject) -> None:
    intervals = [part.interval() for part in parts]
    numbers = [
        data.draw(st.integers(each.lower or 0, each.upper if each.upper is not None else (each.lower or 0) + 1000))
        for each in intervals
    ]
    assert total(intervals).contains(sum(numbers))


# --- phrases that are read -------------------------------------------------------------------------------------

# A phrase and what it says: the qualifier, its number or numbers, and the unit where that is not the person.
READ = """
# digits
27 | exact 27
1 | exact 1
1,200 | exact 1200
1 200 | exact 1200
1\u202f200 people | exact 1200
1,234,567 | exact 1234567
27 000 people | exact 27000
1.5 million | exact 1500000
1.25 million people | exact 1250000
3 million people | exact 3000000
27 thousand | exact 27000
3 hundred | exact 300
12k | exact 12000
12K people | exact 12000
12.5k | exact 12500
2m people | exact 2000000
2011 people | exact 2011
9007199254740991 people | exact 9007199254740991
27. | exact 27
“27” | exact 27
# number words
one | exact 1
seven | exact 7
nineteen | exact 19
forty | exact 40
twenty-seven | exact 27
twenty seven | exact 27
Twenty‑seven | exact 27
a hundred | exact 100
one hundred | exact 100
a hundred and five | exact 105
one hundred five | exact 105
two hundred and forty-one | exact 241
fifteen hundred | exact 1500
a thousand and one | exact 1001
two thousand five hundred and twelve | exact 2512
twenty-seven thousand | exact 27000
two hundred thousand | exact 200000
two hundred and five thousand | exact 205000
a hundred thousand | exact 100000
three million two hundred thousand | exact 3200000
one hundred and one thousand and one | exact 101001
half a million people | exact 500000
a quarter of a million people | exact 250000
one and a half million | exact 1500000
two and a half thousand | exact 2500
a million and a half | exact 1500000
a dozen | exact 12
two dozen | exact 24
half a dozen fighters | exact 6
a half-dozen | exact 6
# one
a soldier | exact 1
an officer | exact 1
one soldier | exact 1
a man | exact 1
1 person | exact 1
one senior adviser | exact 1
one of the soldiers | exact 1
the death of a soldier | exact 1
a man was killed | exact 1
the attacker | exact 1
the bus driver | exact 1
# with nouns
27 civilians | exact 27
two US soldiers | exact 2
27 suspected Islamist militants | exact 27
12 Germans | exact 12
three police officers | exact 3
three first responders | exact 3
12 suspected cases | exact 12
27 women and children | exact 27
27 men, women and children | exact 27
27 soldiers, police and civilians | exact 27
27 of the soldiers | exact 27
seven of them | exact 7
27 dead | exact 27
27 killed | exact 27
27 dead and wounded | exact 27
27 dead or missing | exact 27
27 wounded people | exact 27
27 people killed | exact 27
27 people were killed or wounded | exact 27
27 people have been confirmed dead | exact 27
27 people are feared dead | exact 27
12 unaccounted for | exact 12
27 deaths | exact 27
27 casualties | exact 27
the deaths of 27 civilians | exact 27
a total of 27 | exact 27
all 27 people | exact 27
the 27 passengers | exact 27
exactly 27 | exact 27
another 12 | exact 12
a further 12 people | exact 12
27 more | exact 27
27 other people | exact 27
27 others | exact 27
27 in all | exact 27
27 people so far | exact 27
214 people on board | exact 214
# other units
three families | exact 3 family
a family | exact 1 family
200 households | exact 200 household
at least 200 displaced households | at_least 200 household
12 bodies | exact 12 body
12 bodies were found | exact 12 body
two charred corpses | exact 2 body
the bodies of 12 people | exact 12 body
dozens of bodies | vague body
several families | vague family
no families | none family
# lower limits
at least 27 | at_least 27
at least one | at_least 1
at least a dozen people | at_least 12
at least 27 civilians | at_least 27
At Least 27 Civilians | at_least 27
the deaths of at least 27 civilians | at_least 27
at least another 12 | at_least 12
27 or more | at_least 27
27 people or more | at_least 27
one or more | at_least 1
27 at least | at_least 27
400-plus | at_least 400
400 plus | at_least 400
27+ | at_least 27
≥ 27 | at_least 27
27 and counting | at_least 27
no fewer than 12 | at_least 12
no less than twelve | at_least 12
not fewer than 12 | at_least 12
a minimum of 12 | at_least 12
more than 400 | more_than 400
more than 400 insurgents | more_than 400
more than a hundred | more_than 100
more than one person | more_than 1
more than 2 million displaced | more_than 2000000
more than zero | more_than 0
over 400 | more_than 400
just over 100 | more_than 100
well over a thousand | more_than 1000
above 50 | more_than 50
in excess of 1,000 | more_than 1000
upwards of 50 | more_than 50
>50 | more_than 50
# upper limits
up to 50 | up_to 50
as many as 60 people | up_to 60
at most 5 | up_to 5
no more than ten | up_to 10
not more than ten | up_to 10
a maximum of 12 | up_to 12
max. 12 | up_to 12
50 or fewer | up_to 50
50 at most | up_to 50
fewer than 50 | fewer_than 50
less than a dozen | fewer_than 12
under 20 | fewer_than 20
just under 100 | fewer_than 100
below 20 | fewer_than 20
# about and nearly
about 30 | about 30
around thirty | about 30
some 30 people | about 30
roughly 40 | about 40
approximately 40 | about 40
approx. 12 | about 12
c. 30 | about 30
~30 | about 30
an estimated 300 | about 300
an estimated 300 people | about 300
in the region of 300 | about 300
30 or so | about 30
a dozen or so people | about 12
30-odd | about 30
nearly 100 | nearly 100
nearly two dozen | nearly 24
almost a thousand | nearly 1000
close to 200 | nearly 200
# ranges
10 to 15 | range 10 15
10-15 | range 10 15
10–15 | range 10 15
10 – 15 | range 10 15
10 to 15 civilians | range 10 15
between 10 and 15 | range 10 15
between ten and fifteen people | range 10 15
from 10 to 15 | range 10 15
anywhere between 10 and 15 | range 10 15
two or three | range 2 3
one or two soldiers | range 1 2
two or three dozen people | range 24 36
two to three hundred | range 200 300
fifty to a hundred | range 50 100
ninety to a hundred and five | range 90 105
10 to 15 thousand | range 10000 15000
2-3 million people | range 2000000 3000000
1.5 to 2 million | range 1500000 2000000
10,000-15,000 people | range 10000 15000
an estimated 10,000 to 15,000 people | range 10000 15000
100 to 2,000 | range 100 2000
2011 to 2013 people | range 2011 2013
zero to five | range 0 5
# vague words
a couple | vague
a couple of men | vague
a few | vague
a few dozen | vague
several | vague
several hundred | vague
several of the wounded | vague
a handful of fighters | vague
a number of soldiers | vague
a large number of people | vague
multiple people | vague
many | vague
many civilians | vague
countless victims | vague
tens of people | vague
dozens | vague
dozens of people | vague
"dozens" | vague
dozens dead | vague
some hundreds | vague
scores of civilians | vague
hundreds | vague
hundreds and hundreds | vague
an estimated several hundred people | vague
thousands displaced | vague
tens of thousands of people | vague
hundreds of thousands | vague
millions of people | vague
# no number
soldiers | unspecified
government soldiers | unspecified
US soldiers | unspecified
people | unspecified
people were killed | unspecified
women and children | unspecified
deaths | unspecified
some soldiers | unspecified
some of the soldiers | unspecified
bodies | unspecified body
# nobody
no | none
no one | none
no-one was hurt | none
none | none
none of the passengers | none
nobody | none
nobody was killed | none
zero | none
0 | none
zero casualties | none
no casualties | none
no casualties were reported | none
no deaths or injuries | none
no survivors | none
no loss of life | none
not one soldier | none
not a single person was hurt | none
# nothing stated
heavy losses | not_stated
heavy casualties | not_stated
casualties | not_stated
losses | not_stated
an unknown number | not_stated
an unknown number of people | not_stated
an unspecified number of soldiers | not_stated
an as yet undetermined number of civilians | not_stated
no immediate reports of casualties | not_stated
no word on casualties | not_stated
"""

# A phrase and the kind of its refusal.
REFUSED = """
27 percent | percentage
27% | percentage
27 per cent of the villagers | percentage
$400 | money
400 dollars | money
€5 million | money
27-year-old | age
a 27-year-old man | age
27 years old | age
aged 27 | age
the 1990s | decade
over-60s | decade
15 October | date
May 5 | date
2011-10-15 | date
10:30 | date
2011 | year
1999 | year
in 2011 | year
2011-2013 | year
27th | ordinal
the first soldier | ordinal
twenty-seventh | ordinal
half of them | fraction
two-thirds of the village | fraction
a third | fraction
3.5 people | fraction
3.5 | fraction
1.5 to 2 | fraction
1/2 | fraction
3½ | fraction
most of the soldiers | share
the majority of passengers | share
1 in 5 | ratio
one in five | ratio
one out of five | ratio
27 of 40 passengers | ratio
27 people a day | rate
27 per 100,000 | rate
four porters and a night watchman | several_figures
27 times | multiple
twice as many | multiple
tenfold | multiple
-5 | negative
minus five | negative
−5 | negative
1.200 | grouping
1.000 people | grouping
1,20 | grouping
1,2000 | grouping
007 | grouping
9007199254740992 | too_large
99999999999999999999 people | too_large
10,000 million million | several_figures
5m | metres
2-3m | metres
at least zero | zero
about 0 | zero
nearly no one | zero
at least about 30 | two_limits
at least 27 or more | two_limits
up to 27 or more | two_limits
at least 10 to 15 | two_limits
about 10 to 15 | two_limits
at least several dozen | limit_of_vague
up to several hundred | limit_of_vague
dozens or more | limit_of_vague
no more than a handful | limit_of_vague
hundreds, possibly thousands | several_figures
dozens to hundreds | several_figures
dozens, if not hundreds | several_figures
27 and 40 | several_figures
27 killed and 40 injured | several_figures
27 killed, 40 wounded | several_figures
10 or 15 | several_figures
a soldier and a civilian | several_figures
2 soldiers and 3 civilians | several_figures
a family of five | several_figures
27 people in two provinces | several_figures
twenty thirty | several_figures
15 to 10 | descending
10 to 10 | descending
between 15 and 10 | descending
2011–12 | descending
10 to 15,000 | range_scale
two to three hundred and fifty | range_scale
perhaps 30 | hedge
27 people, possibly soldiers | hedge
27 years | measure
27 km | measure
12 hours | measure
27 houses | things
12 tanks | things
hundreds of vehicles | things
27 people's homes | things
27 soldier | agreement
a soldiers | agreement
1 people | agreement
12 families and soldiers | units
at least | no_number
at least soldiers | no_number
soldier | no_number
27 widgets | not_understood
27 fewer people | not_understood
27 soldiers, killing civilians | not_understood
27? | not_understood
11 handful bodies | not_understood
not 27 | not_understood
more than expected | not_understood
covid-19 | not_understood
mehr als 400 | not_understood
عشرات | not_understood
٢٧ | not_understood
"""


def _rows(table: str) -> Iterator[tuple[str, list[str]]]:
    for line in table.strip().splitlines():
        phrase, mark, said = line.partition(" | ")
        if mark:
            yield phrase, said.split()


def _expected(phrase: str, said: list[str]) -> dict[str, Any]:
    numbers = [int(word) for word in said[1:] if word.isdecimal()]
    units = [word for word in said[1:] if not word.isdecimal()]
    names = dict(zip(("number", "number_to"), numbers, strict=False))
    return {"qualifier": said[0], "phrase": phrase, "unit": units[0] if units else "person"} | names


READ_ROWS = list(_rows(READ))
REFUSED_ROWS = [(phrase, said[0]) for phrase, said in _rows(REFUSED)]


def test_the_tables_of_phrases_are_large_and_have_no_row_twice() -> None:
    phrases = [phrase for phrase, _ in READ_ROWS] + [phrase for phrase, _ in REFUSED_ROWS]
    assert len(phrases) == len(set(phrases))
    assert len(READ_ROWS) >= 140
    assert len(REFUSED_ROWS) >= 50
    assert {said[0] for _, said in READ_ROWS} == set(get_args(Qualifier))


@pytest.mark.parametrize(("phrase", "said"), READ_ROWS, ids=[phrase for phrase, _ in READ_ROWS])
def test_a_phrase_is_read_and_kept_verbatim(phrase: str, said: list[str]) -> None:
    assert Count.parse(phrase).model_dump(exclude_none=True) == _expected(phrase, said)


@pytest.mark.parametrize(("phrase", "kind"), REFUSED_ROWS, ids=[phrase for phrase, _ in REFUSED_ROWS])
def test_a_phrase_is_refused_by_name(phrase: str, kind: str) -> None:
    with pytest.raises(PhraseError) as refusal:
        Count.parse(phrase)
    error = refusal.value
    assert error.kind == kind
    assert repr(phrase) in str(error)
    assert error.remedy is not None
    assert error.understood in phrase


def test_every_kind_of_refusal_is_shown_by_a_phrase() -> None:
    others = {"language", "empty", "too_long", "characters"}
    assert {kind for _, kind in REFUSED_ROWS} | others == set(REASONS)


@pytest.mark.parametrize(
    ("phrase", "understood"),
    [
        ("at least 27 widgets", "at least 27"),
        ("27 people in Ruritania", "27 people"),
        ("27 (twenty-seven)", "27"),
        ("Hundreds, possibly thousands", "Hundreds"),
    ],
)
def test_a_refusal_says_what_was_understood(phrase: str, understood: str) -> None:
    with pytest.raises(PhraseError) as refusal:
        Count.parse(phrase)
    assert refusal.value.understood == understood
    assert repr(understood) in str(refusal.value)


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("", "empty"),
        (" ", "empty"),
        ("“”", "empty"),
        ("27\npeople", "characters"),
        ("27\tpeople", "characters"),
        ("27 " * 100, "too_long"),
    ],
)
def test_what_is_no_phrase_at_all_is_refused(phrase: str, kind: str) -> None:
    with pytest.raises(PhraseError) as refusal:
        Count.parse(phrase)
    assert refusal.value.kind == kind


@pytest.mark.parametrize("language", ["en", "EN", "en-GB", "en-US"])
def test_english_is_read_under_all_its_tags(language: str) -> None:
    assert Count.parse("27", language=language).number == 27


@pytest.mark.parametrize("language", ["de", "ar-EG", "", "english", "-"])
def test_a_language_that_is_not_known_is_refused_with_those_that_are(language: str) -> None:
    with pytest.raises(PhraseError, match=rf"in the language '{language}'.* give: en") as refusal:
        Count.parse("27", language=language)
    assert refusal.value.kind == "language"


def test_a_refusal_is_of_the_family_and_survives_pickling() -> None:
    with pytest.raises(PhraseError) as refusal:
        Count.parse("27 widgets")
    assert isinstance(refusal.value, NewsschemaError)
    assert isinstance(refusal.value, ValueError)
    copy = pickle.loads(pickle.dumps(refusal.value))  # noqa: S301 - our own bytes
    assert (str(copy), vars(copy)) == (str(refusal.value), vars(refusal.value))


def _words(text: str) -> set[str]:
    return set(text.split())


# Words of the lexicon, so that arbitrary text comes near to being understood.
LEXICON = st.sampled_from(
    sorted(
        {word for phrase in VAGUE for word in phrase}
        | _words("a an of the and or to at least more than up between some no - – , + 27 1,200 3.5 0 one twenty")
        | _words("hundred thousand million dozen half soldier soldiers people families killed dead were k m plus")
    )
)


@given(st.text(max_size=40) | st.lists(LEXICON, max_size=7).map(" ".join) | st.lists(LEXICON, max_size=5).map("".join))
@example("\ud800")
@example("İ27")
@example("a")
@example("of")
@example("between")
@example("27 of the")
@example("9" * 200)
@example("a million and a half and a half")
def test_reading_gives_a_count_or_a_phrase_error_whatever_the_text(text: str) -> None:
    outcome = _outcome(text)
    if isinstance(outcome, PhraseError):
        assert outcome.kind in REASONS
    else:
        assert outcome.phrase == text
        assert Count.model_validate_json(outcome.model_dump_json()) == outcome


def _outcome(text: str) -> Count | PhraseError:
    try:
        return Count.parse(text)
    except PhraseError as refusal:
        return refusal


@given(st.integers(2, MAX_WHOLE_NUMBER))
def test_digits_are_read_with_and_without_grouping(number: int) -> None:
    grouped = f"{number:,}"
    for digits in (str(number), grouped, grouped.replace(",", " ")):
        assert Count.parse(f"at least {digits} people").number == number


ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def _spelled(number: int) -> str:
    for scale, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= scale:
            high, low = divmod(number, scale)
            joint = " and " if 0 < low < 100 else " "
            return f"{_spelled(high)} {word}{joint + _spelled(low) if low else ''}"
    if number < 20:
        return ONES[number]
    return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


@given(st.integers(1, 999_999_999))
@example(999_999_999)
@example(100_100_100)
def test_spelled_numbers_are_read(number: int) -> None:
    assert Count.parse(f"{_spelled(number)} or more").number == number


# --- the lexicon -----------------------------------------------------------------------------------------------


def test_no_word_is_both_people_and_a_thing_or_a_measure() -> None:
    assert not set(NOUNS) & (THINGS | MEASURES)


def test_every_screen_has_a_reason() -> None:
    assert {reason for reason, _ in SCREENS} <= set(REASONS)
