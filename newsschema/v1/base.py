"""What every part of the model shares: the frozen base class and the marks for audience and personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from newsschema.v1.documentation import field_docstrings

Audience = Literal["internal", "public"]
"""For whom a value is meant: `public` for readers, `internal` for the newsroom and its partners only."""

PersonalData = Literal["none", "identity", "contact", "special"]
"""What a field may say about a living person: nothing, who they are, how to reach them, or a special category."""


@dataclass(frozen=True, slots=True)
class Mark:
    """States, where a field is used, for whom it is and what it may tell about a person."""

    audience: Audience = "public"
    personal: PersonalData = "none"

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        json_schema = handler(schema)
        if self.audience == "internal":
            json_schema["x-audience"] = self.audience
        if self.personal != "none":
            json_schema["x-personal"] = self.personal
        return json_schema


INTERNAL: Final = Mark(audience="internal")
IDENTITY: Final = Mark(personal="identity")
CONTACT: Final = Mark(audience="internal", personal="contact")
OPEN_CONTACT: Final = Mark(personal="contact")
SPECIAL: Final = Mark(personal="special")
INTERNAL_IDENTITY: Final = Mark(audience="internal", personal="identity")


_NOTHING: Final = ()


class Model(BaseModel):
    """An immutable value of the model: unknown members are refused, and equality is by value."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        validate_default=False,
        revalidate_instances="never",
        # No field is called like a method of Pydantic, which is looked for field by field at every import.
        protected_namespaces=(),
        # Which of the values refused are personal or internal is not known to whoever prints the error.
        hide_input_in_errors=True,
    )

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        json_schema = handler(core_schema)
        members = handler.resolve_ref_schema(json_schema).get("properties", {})
        for name, text in field_docstrings(cls).items():
            if name in members and cls.model_fields[name].description is None:
                members[name]["description"] = text
        return json_schema

    def replace(self, **changes: Any) -> Self:
        """Returns a validated copy with some fields changed.

        Raises `pydantic.ValidationError` where the result would break a rule of the model; `model_copy` would
        not notice.
        """
        fields = {name: value for name, value in self.__dict__.items() if name not in changes}
        return type(self)(**fields, **changes)


class StatedModel(Model):
    """A value that must say something: an object without any stated member is refused, since absent means the same."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if says_nothing(self):
            raise PydanticCustomError("NS136", "an object that says nothing is left out: absent means the same")
        return self


def says_nothing(model: Model) -> bool:
    """True where every member is absent or empty."""
    # There is one empty tuple, and `==` would compare models. Mostly the first member settles it.
    for value in model.__dict__.values():  # noqa: SIM110  # `all` would make a generator for each of many small models
        if value is not None and value is not _NOTHING:
            return False
    return True


def mark_of(metadata: list[Any]) -> Mark:
    """Finds the mark among a field's metadata; a field without one is public and not personal."""
    return next((item for item in metadata if isinstance(item, Mark)), Mark())
