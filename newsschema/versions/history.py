"""What is done with the table of versions: telling what a version does not have, taking it out and bringing it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from newsschema.errors import UsageError, VersionError
from newsschema.positions import join_pointer
from newsschema.v1 import Extension, Model
from newsschema.v1.trees import tree as tree_of
from newsschema.versions.releases import Release, Version, parse_version
from newsschema.versions.shapes import Shape, Steps, shape_of, unknown_parts
from newsschema.versions.trees import at, in_order, original, put, without

Tree = dict[str, Any]
AnyDocument = TypeVar("AnyDocument", bound=Model)

FORMAT: Final = "newsschema/"
"""What the format of an extension begins with that holds a part of a newer document."""

_STATUS: Final[Steps] = ("pub_status",)
_CAUTIOUS: Final = {_STATUS: "withheld"}
"""What stands for a part that is kept, where its absence would say too much: that the article may be used."""

_MOST_TRIED: Final = 40
"""Of more parts than these it is not tried out one by one which of them fit."""

_RULES_OF_USE: Final[frozenset[Steps]] = frozenset({_STATUS, ("embargo",)})


class _Kept(NamedTuple):
    """A part of a newer document, as an extension holds it."""

    version: Version
    path: str
    value: Any
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class History:
    """The versions of one major version, oldest first, and the classes of the newest by the `type` of documents."""

    releases: Sequence[Release]
    classes: Mapping[str, type[BaseModel]]

    @cached_property
    def newest(self) -> Version:
        """The version that the classes are of."""
        return self.releases[-1].version

    @cached_property
    def _shapes(self) -> dict[Version, Shape]:
        """The shape of each version: that of the classes without what later versions added."""
        return {
            release.version: shape_of(
                self.classes.values(),
                [name for later in self.releases if later.version > release.version for name in later.added],
            )
            for release in self.releases
        }

    def check(self, text: str) -> Version:
        """Reads the version of a document and raises `VersionError` where it is of another major version."""
        version = parse_version(text)
        if version.major != self.newest.major:
            raise VersionError(text, f"{self.newest.major}.0 to {self.newest}")
        return version

    def upgrade(self, tree: Mapping[str, Any], to: Version | str | None = None) -> Tree:
        """Turns a document into one of a later version; raises `VersionError` for one of a later version than that."""
        target = self._target(to)
        if self.check(str(tree.get("schema_version"))) > target:
            version = str(tree["schema_version"])
            raise VersionError(version, str(target), f"version {version} is later than {target}: that is no upgrade")
        return self.to_version(tree, target)[0]

    def to_version(self, tree: Mapping[str, Any], to: Version | str | None = None) -> tuple[Tree, tuple[str, ...]]:
        """Turns a document into one of another version, with the JSON Pointers of what moved to its extensions."""
        target = self._target(to)
        version = self.check(str(tree.get("schema_version")))
        model = self._class_of(tree)
        _refuse_deep(tree)
        self._refuse_premature(tree, version, model)
        as_it_is = self._lowered(dict(tree), version, target, model)
        kept = sorted(_kept(tree, version.major), key=lambda part: part.version)
        if not kept:
            return as_it_is
        found = self._with_kept(tree, kept, version, target, model)
        if self._is_valid(found[0], model) or not self._is_valid(as_it_is[0], model):
            return found
        # What comes back to a document that changed meanwhile may not fit any more: then it stays where it is kept.
        fitting: list[_Kept] = []
        waiting = kept if len(kept) <= _MOST_TRIED else []
        while waiting:
            left: list[_Kept] = []
            for part in waiting:
                trial = self._with_kept(tree, [*fitting, part], version, target, model)
                (fitting if self._is_valid(trial[0], model) else left).append(part)
            waiting = left if len(left) < len(waiting) else []
        return self._with_kept(tree, fitting, version, target, model) if fitting else as_it_is

    def _with_kept(
        self, tree: Mapping[str, Any], kept: Sequence[_Kept], version: Version, target: Version, model: type[BaseModel]
    ) -> tuple[Tree, tuple[str, ...]]:
        """A document of the target version with some of the parts that its extensions keep at their places again."""
        found = self._lowered(_with_parts(tree, kept), version, target, model, kept)
        _in_place(found[0], tree["extensions"])
        return found

    def refuse_premature(self, tree: Mapping[str, Any]) -> None:
        """Refuses a document with parts that a version later than its own added, with `VersionError`."""
        self._refuse_premature(tree, self.check(str(tree.get("schema_version"))), self._class_of(tree))

    @cached_property
    def later_names(self) -> frozenset[str]:
        """The names and tokens that versions after the first added: a document that has none of them is of each."""
        found = (name.partition("=") for release in self.releases[1:] for name in release.added)
        return frozenset(token or name.rpartition(".")[2] for name, _, token in found)

    def brought_back(self, document: AnyDocument) -> AnyDocument:
        """Returns a document of the newest version with what its extensions keep of such a one at its place again.

        A reader of an earlier version put it there. What does not fit any more stays where it is kept.
        """
        kept: tuple[Extension, ...] = getattr(document, "extensions", ())
        if not any(entry.format.startswith(FORMAT) for entry in kept):
            return document
        written = tree_of(document)
        if not any(part.version <= self.newest for part in _kept(written, self.newest.major)):
            return document
        found = self.to_version(written)[0]
        return type(document).model_validate_json(orjson.dumps(found)) if found != written else document

    def _target(self, to: Version | str | None) -> Version:
        target = self.newest if to is None else to if isinstance(to, Version) else parse_version(to)
        if target not in self._shapes:
            versions = ", ".join(str(release.version) for release in self.releases)
            raise VersionError(
                str(target), versions, f"there is no version {target} to convert to; there is {versions}"
            )
        return target

    def _class_of(self, tree: Mapping[str, Any]) -> type[BaseModel]:
        name = tree.get("type")
        if not isinstance(name, str) or name not in self.classes:
            raise UsageError(f"{name!r} is no type of document", f"Take one of: {', '.join(self.classes)}")
        return self.classes[name]

    def _refuse_premature(self, tree: Mapping[str, Any], version: Version, model: type[BaseModel]) -> None:
        """Refuses a document with parts that a later version added: what an old version accepts never changes."""
        if version >= self.newest:
            return
        known = set(unknown_parts(tree, model.__name__, self._shapes[self.newest]))
        for steps in unknown_parts(tree, model.__name__, self._shapes[version]):
            if steps not in known:
                reason = f"{join_pointer(steps)} is of a later version than {version}, which the document says it is of"
                raise VersionError(str(version), str(self.newest), reason)

    def _as_newest(self, tree: Mapping[str, Any]) -> bytes:
        return orjson.dumps({**tree, "schema_version": str(self.newest)})

    def _is_valid(self, tree: Mapping[str, Any], model: type[BaseModel]) -> bool:
        try:
            model.model_validate_json(self._as_newest(tree))
        except ValidationError:
            return False
        return True

    def _lowered(
        self, whole: Tree, version: Version, target: Version, model: type[BaseModel], back: Sequence[_Kept] = ()
    ) -> tuple[Tree, tuple[str, ...]]:
        """A document as one of the target version, with what that does not have in its extensions.

        `back` are the parts that came back from there, in the order of their versions.
        """
        if max([version, *(part.version for part in back)]) <= target:
            return {**whole, "schema_version": str(target)}, ()
        parts = set(unknown_parts(whole, model.__name__, self._shapes[target]))
        parts = self._settled(whole, parts, model)
        kept = in_order(parts)
        result, _ = without({**whole, "schema_version": str(target)}, kept)
        values = {steps: at(whole, steps) for steps in kept}
        if parts & _RULES_OF_USE:
            values.setdefault(_STATUS, whole.get("pub_status", "usable"))
            result["pub_status"] = _CAUTIOUS[_STATUS]
        entries = [
            {
                "format": f"{FORMAT}{_version_of(steps, version, back)}",
                "path": join_pointer(steps),
                "content": orjson.dumps(value).decode(),
            }
            for steps, value in values.items()
        ]
        others = result.get("extensions") or []
        if entries and isinstance(others, list):
            result["extensions"] = [*others, *entries]
        return result, tuple(join_pointer(steps) for steps in kept)

    def _settled(self, whole: Tree, parts: set[Steps], model: type[BaseModel]) -> set[Steps]:
        """Adds to the parts what cannot stand without them: a quote without its speaker, a reference to nothing."""
        while parts:
            copy, origins = without({**whole, "schema_version": str(self.newest)}, parts)
            grown = parts | set(_leaning(model, copy, origins, whole, parts))
            # What lies in another part goes with it.
            grown = {steps for steps in grown if not any(steps[:depth] in grown for depth in range(len(steps)))}
            if grown == parts:
                break
            parts = grown
        return parts


def _version_of(steps: Steps, version: Version, back: Sequence[_Kept]) -> Version:
    """The version that a part is of: the one it came back with, or the latest of the document and what it holds."""
    path = join_pointer(steps)
    inner = [part for part in back if part.path == path or part.path.startswith(f"{path}/")]
    own = [part.version for part in inner if part.path == path]
    return own[0] if own else max([version, *(part.version for part in inner)])


def _in_place(document: Tree, before: Sequence[Any]) -> None:
    """Lets what stays in the extensions keep its place among them."""
    found = document.get("extensions", [])
    staying = [entry for entry in before if entry in found]
    if staying:
        document["extensions"] = [*staying, *(entry for entry in found if entry not in staying)]


def _refuse_deep(tree: Mapping[str, Any]) -> None:
    try:
        orjson.dumps(tree)
    except orjson.JSONEncodeError as error:
        version = str(tree["schema_version"])
        reason = f"a document of version {version} cannot be converted: {str(error).lower()}"
        raise VersionError(version, version, reason) from None


def _leaning(
    model: type[BaseModel], copy: Tree, origins: Mapping[Steps, Steps], whole: Tree, parts: set[Steps]
) -> Iterator[Steps]:
    """Yields what is refused only because parts were taken out, as ways in the whole document."""
    try:
        model.model_validate_json(orjson.dumps(copy))
    except ValidationError as error:
        gone = {_identifier(at(whole, steps)) for steps in parts} - {None}
        for problem in error.errors(include_url=False, include_input=False):
            refusals = problem.get("ctx", {}).get("refusals")
            if refusals is None:
                yield from _incomplete(problem["type"], _existing(copy, problem["loc"]), problem["loc"], origins, parts)
                continue
            for code, path, _ in refusals:
                if _leans(code, copy, path, gone, parts):
                    # A part of a total is not to be read as one more toll: the report goes with the total. And what
                    # was concluded from several reports is not to be read as concluded from fewer.
                    yield original(tuple(path[:2] if code in ("NS322", "NS361") else path), origins)


def _leans(code: str, copy: Tree, path: Steps, gone: set[Any], parts: set[Steps]) -> bool:
    """Whether a rule between the parts of an article is broken because of what was taken out of it."""
    if code in ("NS320", "NS321", "NS322", "NS361"):
        return at(copy, path) in gone
    if code == "NS141":
        return any(steps[:1] == ("media",) for steps in parts)
    return code == "NS230" and ("body",) in parts


def _identifier(value: Any) -> Any:
    return value.get("identifier") if isinstance(value, dict) else None


def _incomplete(
    kind: str, steps: Steps, location: Sequence[str | int], origins: Mapping[Steps, Steps], parts: set[Steps]
) -> Iterator[Steps]:
    """Yields the object that is refused because a part of it was taken out."""
    owner = original(steps, origins)
    if kind == "too_short":
        # A list that is too short takes the object along that holds it.
        owner, taken = owner[:-1], any(part[:-1] == owner for part in parts)
    elif kind == "missing":
        member = (*owner, location[-1])
        taken = any(part[: len(member)] == member for part in parts)
    else:
        taken = any(part[: len(owner)] == owner and len(part) <= len(owner) + 2 for part in parts)
    if taken and owner:
        yield owner


def _existing(tree: Any, location: Iterable[str | int]) -> Steps:
    """The steps of an error's location that exist in the document; the tags of unions are not among them."""
    steps: list[str | int] = []
    for step in location:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            continue
        steps.append(step)
    return tuple(steps)


def _with_parts(tree: Mapping[str, Any], kept: Sequence[_Kept]) -> Tree:
    """A document with the parts that its extensions keep at their places again, as far as these are still there.

    The parts of an earlier version were the last to be taken out, so they come first.
    """
    whole: Tree = orjson.loads(orjson.dumps(tree))
    entries = [part.entry for part in kept]
    others = [entry for entry in whole.pop("extensions") if entry not in entries]
    if others:
        whole["extensions"] = others
    homeless = [dict(part.entry) for part in kept if not put(whole, part.path, part.value, _CAUTIOUS)]
    if homeless:
        whole["extensions"] = [*whole.get("extensions", []), *homeless]
    return whole


def _kept(tree: Mapping[str, Any], major: int) -> Iterator[_Kept]:
    extensions = tree.get("extensions")
    for entry in extensions if isinstance(extensions, list) else ():
        if not isinstance(entry, dict) or set(entry) != {"format", "path", "content"}:
            continue
        name, path, content = entry["format"], entry["path"], entry["content"]
        if not (isinstance(name, str) and isinstance(path, str) and isinstance(content, str)):
            continue
        try:
            version = parse_version(name.removeprefix(FORMAT)) if name.startswith(FORMAT) else None
            value = orjson.loads(content)
        except (VersionError, orjson.JSONDecodeError):
            continue
        if version is not None and version.major == major:
            yield _Kept(version, path, value, entry)
