"""What stands under a field is its documentation wherever the field is shown, without slowing the import."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from newsschema import Article
from newsschema.v1 import Model, codes
from newsschema.v1.documentation import attribute_docstrings, field_docstrings


class Report(Article):
    """An article of somebody else's making."""

    desk: Literal["home", "away"] | None = None
    """Where it was written."""
    mood: str | None = Field(default=None, description="Said beside the field.")
    """Said under the field."""


def members(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema["$defs"].values()):
        yield from part.get("properties", {}).items()


def test_every_field_of_the_schema_has_a_description() -> None:
    assert [name for name, member in members(Article.model_json_schema()) if not member.get("description")] == []


def test_a_class_of_the_users_own_is_documented_with_what_it_inherits() -> None:
    properties = Report.model_json_schema()["properties"]
    assert properties["desk"]["description"] == "Where it was written."
    assert properties["headline"]["description"] == "The headline."


def test_what_a_field_says_of_itself_comes_first() -> None:
    assert Report.model_json_schema()["properties"]["mood"]["description"] == "Said beside the field."


def test_a_class_inside_a_function_has_its_own_documentation() -> None:
    class Note(Model):
        desk: str
        """Whose note it is."""

    assert field_docstrings(Note) == {"desk": "Whose note it is."}


def test_a_class_without_a_source_has_none() -> None:
    made = type("Made", (Model,), {"__module__": "nowhere"})
    assert field_docstrings(made) == {}


def test_names_of_a_module_are_documented() -> None:
    assert attribute_docstrings(codes)["PubStatus"]
