"""Which places of a document hold words that a report must not repeat, derived from the marks of the model."""

from __future__ import annotations

import types
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Final, Union, get_args, get_origin

from newsschema.diagnostics import Diagnostic
from newsschema.positions import join_pointer, split_pointer
from newsschema.v1.agents import Contact
from newsschema.v1.article import Article
from newsschema.v1.base import Model, mark_of

FOREIGN_NAMES: Final = frozenset(
    {
        # schema.org: people and how to reach them
        "author", "creator", "contributor", "editor", "person", "givenname", "familyname", "additionalname",
        "alternatename", "email", "telephone", "faxnumber", "address", "contactpoint", "contacttype", "birthdate",
        "spokenbycharacter", "accountableperson",
        # NewsML-G2 and NITF: people, how to reach them, and what is for the desk
        "by", "byline", "bytag", "contactinfo", "persondetails", "phone", "im", "web", "ednote", "ed-msg", "infosource",
        "line", "locality", "postalcode", "title", "extensions", "assignment",
    }
)  # fmt: skip
"""Terms and elements of foreign formats, in lower case, whose words may be personal or internal."""

SAFETY: Final = "NS9"
"""How the codes of findings begin whose words are never repeated."""

_MAY_BE_PEOPLE: Final = frozenset({"about", "mentions", "subject"})


def is_sensitive(pointer: str, model: type[Model] = Article) -> bool:
    """Tells whether a JSON Pointer leads into a field that is marked internal or personal.

    A path that is no pointer into the model (a term of JSON-LD, an XPath) is judged by the names in it.
    """
    steps = split_pointer(pointer)
    known = _walk(steps, (model,))
    if known is not None:
        return known
    names = [_plain(step) for step in pointer.replace("[", "/").split("/")]
    return bool(sensitive_names().intersection(names)) or not _MAY_BE_PEOPLE.isdisjoint(names[:-1])


def marked(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Marks the findings whose words may be personal or internal: those of safety, and those of marked fields."""
    return tuple(
        replace(found, sensitive=True, path=_known_part(found.path))
        if found.code.startswith(SAFETY) or (found.path and is_sensitive(found.path))
        else found
        for found in diagnostics
    )


def _known_part(pointer: str) -> str:
    """A pointer as far as the model knows its names: what follows are words of the document.

    A path that does not begin in the model is one of terms or elements, whose names are their standard's.
    """
    models: tuple[type[Model], ...] = (Article,)
    kept: list[str] = []
    for step in split_pointer(pointer):
        if not step.isdecimal():
            found = [_fields(model)[step] for model in models if step in _fields(model)]
            if not found:
                break
            models = tuple(model for _, inner in found for model in inner)
        kept.append(step)
    return join_pointer(kept) if kept else pointer


def models_of(model: type[Model], field: str) -> tuple[type[Model], ...]:
    """The classes of the model that a field of another may hold."""
    return _fields(model)[field][1] if field in _fields(model) else ()


def sensitive_pointers(value: Any, model: type[Model] = Article) -> Iterable[str]:
    """Yields the JSON Pointer of each value of an own-JSON tree that stands in a marked field."""
    if isinstance(value, dict):
        yield from _of_members(value, (model,), "")


def _of_members(value: dict[str, Any], models: tuple[type[Model], ...], at: str) -> Iterable[str]:
    for name, inner in value.items():
        place = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
        marks = [_fields(one)[name] for one in models if name in _fields(one)]
        if not marks and models:
            # A member that the model does not have may be a misspelt one that it does.
            if _plain(name) in sensitive_names():
                yield place
            continue
        if any(marked for marked, _ in marks):
            yield place
            continue
        inner_models = tuple(one for _, found in marks for one in found)
        for step, item in enumerate(inner) if isinstance(inner, list) else [(None, inner)]:
            if isinstance(item, dict):
                yield from _of_members(item, inner_models, place if step is None else f"{place}/{step}")


def _walk(steps: tuple[str, ...], models: tuple[type[Model], ...]) -> bool | None:
    """True or false for a path of the model; none for a path that leaves it."""
    for step in steps:
        if step.isdecimal():
            continue
        found = [_fields(model)[step] for model in models if step in _fields(model)]
        if not found:
            return None
        if any(marked for marked, _ in found):
            return True
        models = tuple(model for _, inner in found for model in inner)
    return False


@cache
def _fields(model: type[Model]) -> dict[str, tuple[bool, tuple[type[Model], ...]]]:
    """For each field whether it is marked, and the models inside it."""
    found = {}
    for name, field in model.model_fields.items():
        mark = mark_of(field.metadata)
        marked = mark.audience == "internal" or mark.personal != "none"
        found[name] = marked or (model is Contact and name == "value"), tuple(_models(field.annotation))
    return found


def _models(annotation: Any) -> Iterable[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _models(get_args(annotation)[0])
    elif get_origin(annotation) in {Union, types.UnionType, tuple}:
        for part in get_args(annotation):
            yield from _models(part)


def _plain(name: str) -> str:
    return name.strip("@]").rpartition(":")[2].replace("_", "").casefold()


@cache
def sensitive_names() -> frozenset[str]:
    """Names, in lower case without separators, under which words stand that a report does not repeat.

    Of the model's fields those that are marked wherever they occur.
    """
    seen: set[type[Model]] = set()
    pending: list[type[Model]] = [Article]
    marked: set[str] = set()
    public: set[str] = set()
    while pending:
        model = pending.pop()
        if model in seen:
            continue
        seen.add(model)
        for name, (is_marked, inner) in _fields(model).items():
            (marked if is_marked else public).add(_plain(name))
            pending.extend(inner)
    return FOREIGN_NAMES | (marked - public)
