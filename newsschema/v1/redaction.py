"""The public side of a document, derived from the audience marks of its fields."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from newsschema.v1.agents import AttributionLink, Contribution, Person, SourceCredit, UnnamedSource
from newsschema.v1.assessments import AssessedFigure
from newsschema.v1.base import Audience, Model, StatedModel, mark_of, says_nothing
from newsschema.v1.casualties import Dispute, Verification

AnyModel = TypeVar("AnyModel", bound=Model)


def redact(document: AnyModel) -> AnyModel:
    """Returns an article, quote or report without what is internal; redacting twice is redacting once.

    Notes that are not expressly public, extensions, contact data, staff codes and local keys go; a person of whom
    only such a code is known becomes an unnamed source in a chain, and leaves a list of credits.
    """
    return _public(document)


def _public(model: AnyModel) -> AnyModel:
    changed: dict[str, Any] = {}
    values = model.__dict__
    for name, audience in _audiences(type(model)):
        value = values[name]
        if value is None or value == ():
            continue
        kept = _public_value(value, audience)
        if kept is not value:
            changed[name] = kept
    _hide_nobody(model, changed)
    if not changed:
        return model
    fields = {name: value for name, value in values.items() if name not in changed}
    fields.update((name, value) for name, value in changed.items() if value is not None)
    if _is_emptied(type(model), fields):
        # Pydantic's plugin gives `model_construct` the type of the base class.
        return cast(AnyModel, type(model).model_construct(**fields))
    return type(model)(**fields)


def _public_value(value: Any, audience: Audience) -> Any:
    if isinstance(value, Model):
        own = getattr(value, "audience", None) or audience
        if own != "public" or _is_nobody(value):
            return None
        public = _public(value)
        return None if isinstance(public, StatedModel) and says_nothing(public) else public
    if isinstance(value, tuple):
        kept = tuple(item for item in (_public_value(item, audience) for item in value) if item is not None)
        return value if len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True)) else kept
    return value if audience == "public" else None


def _is_emptied(kind: type[Model], fields: dict[str, Any]) -> bool:
    """True where nothing of a value is public; its holder then leaves it out."""
    return issubclass(kind, StatedModel) and not any(fields.values())


def _is_nobody(value: Model) -> bool:
    """True for a person, or the credit of one, of whom only an internal code is known."""
    agent = value.agent if isinstance(value, Contribution | SourceCredit) else value
    return isinstance(agent, Person) and agent.name is None and agent.identifier is None


def _hide_nobody(model: Model, changed: dict[str, Any]) -> None:
    """Puts an unnamed source where only internal codes named who spoke, verified, denied or assessed."""
    if isinstance(model, AttributionLink) and changed.get("agents") == ():
        changed["agents"] = (UnnamedSource(),)
    elif isinstance(model, Verification | Dispute | AssessedFigure) and "by" in changed and changed["by"] is None:
        changed["by"] = UnnamedSource()


@cache
def _audiences(model: type[Model]) -> tuple[tuple[str, Audience], ...]:
    return tuple((name, mark_of(field.metadata).audience) for name, field in model.model_fields.items())
