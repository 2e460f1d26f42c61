"""Assessed figures, the reservation of text and data mining, and documents that say an earlier version."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from newsschema.diagnostics import from_validation_error
from newsschema.v1 import SCHEMA_VERSION, Article, AssessedFigure, Person, Quote, Rights, UnnamedSource, redact

NAME = "https://news.example/flood"
SPEAKER = {"type": "organization", "name": "Marrow Register"}
CHAIN = {"links": [{"role": "originator", "agents": [SPEAKER]}]}
COUNT = {"qualifier": "at_least", "number": 1}
REPORTS = [
    {"identifier": f"{NAME}#c{number}", "outcome": "killed", "count": COUNT, "attribution": CHAIN} for number in (1, 2)
]


def story(**figure: Any) -> Article:
    base = {"identifier": f"{NAME}#f1", "outcome": "killed", "best": 2, "by": SPEAKER, "reports": [f"{NAME}#c1"]}
    return Article.model_validate(
        {"identifier": NAME, "casualty_reports": REPORTS, "assessed_figures": [{**base, **figure}]}
    )


def refusals(**figure: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(ValidationError) as caught:
        story(**figure)
    return [(one.code, one.path) for one in from_validation_error(caught.value)]


@pytest.mark.parametrize(
    "figures",
    [{"low": 1}, {"high": 0, "best": None}, {"low": 2, "best": 2, "high": 2}, {"low": 0, "best": None, "high": 9}],
)
def test_one_figure_will_do_and_equal_ones_are_in_order(figures: dict[str, Any]) -> None:
    assert story(**figures).assessed_figures


@pytest.mark.parametrize(
    "figures", [{"best": None}, {"low": 3}, {"high": 1}, {"low": 9, "best": None, "high": 8}, {"low": 3, "high": 1}]
)
def test_figures_that_are_missing_or_fall_are_refused(figures: dict[str, Any]) -> None:
    assert refusals(**figures) == [("NS360", "/assessed_figures/0")]


def test_what_it_rests_on_is_in_the_article() -> None:
    assert refusals(reports=[f"{NAME}#c1", f"{NAME}#c9"]) == [("NS361", "/assessed_figures/0/reports/1")]
    assert refusals(event=f"{NAME}#e1") == [("NS320", "/assessed_figures/0/event")]
    assert refusals(reports=[])[0][1] == "/assessed_figures/0/reports"
    assert [code for code, _ in refusals(identifier=f"{NAME}#c2")] == ["NS102", "NS102"]


def test_an_assessor_of_whom_only_a_code_is_known_is_not_named_to_the_public() -> None:
    public = redact(story(by={"type": "person", "qcode": "staff:17"})).assessed_figures[0]
    assert public.by == UnnamedSource()
    named = Person(name="Ilse Varga", qcode="staff:17")
    assert redact(story(by=named)).assessed_figures[0].by == Person(name="Ilse Varga")


@pytest.mark.parametrize(
    ("term", "reserved"),
    [
        ("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED", True),
        ("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", True),
        ("http://ns.useplus.org/ldf/vocab/DMI-ALLOWED", False),
        ("http://ns.useplus.org/ldf/vocab/DMI-UNSPECIFIED", None),
        ("https://news.example/terms", None),
    ],
)
def test_a_reservation_in_the_words_of_another_protocol(term: str, reserved: bool | None) -> None:
    assert Rights(data_mining=term).tdm_reservation is reserved
    assert Rights(notice="x").tdm_reservation is None


def test_what_was_valid_in_an_earlier_version_is_valid_and_of_the_newest() -> None:
    article = Article.model_validate_json(f'{{"type": "article", "schema_version": "1.0", "identifier": "{NAME}"}}')
    assert article == Article(identifier=NAME)
    assert article.schema_version == SCHEMA_VERSION == "1.1"
    quote = {"type": "quote", "schema_version": "1.0", "identifier": "urn:x:q", "kind": "no_response"}
    assert Quote.model_validate({**quote, "attribution": CHAIN}).schema_version == "1.1"
    for version in ("0.9", "1.2", "2.0", "1", None, 1.0, ["1.0"]):
        with pytest.raises(ValidationError):
            Article.model_validate({"identifier": NAME, "schema_version": version})


def test_its_documentation_says_what_each_field_means() -> None:
    described = AssessedFigure.model_json_schema()["properties"]
    assert all(member.get("description") for member in described.values())
