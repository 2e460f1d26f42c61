"""Tables of correspondence at work: one `Shape` writes a class of the model as a JSON-LD node and reads it back.

A shape reads strictly what it writes: a node that looks otherwise is `Unfamiliar` and goes through `mend` first.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from math import inf
from typing import Annotated, Any, Final, NamedTuple, Protocol, Union, get_args, get_origin

from newsschema.v1 import Model

Node = dict[str, Any]
"""A JSON-LD node object as parsed JSON."""
Fields = dict[str, Any]
"""What a node says, by the model's field names: the candidate for a model."""

POSITION: Final = "ns:position"
"""The place of a node in its field, where one field is spread over several terms."""


class Unfamiliar(Exception):
    """A node is not as our writer makes it."""


class Value(NamedTuple):
    """What a field of the model holds: nodes of some classes, or plain values (`models` is empty)."""

    many: bool
    models: tuple[type[Model], ...]
    plain: tuple[Any, ...]


def value_of(annotation: Any) -> Value:
    """Describes the annotation of a field of the model."""
    many = False
    models: list[type[Model]] = []
    plain: list[Any] = []
    pending = [annotation]
    while pending:
        part = pending.pop(0)
        origin = get_origin(part)
        if origin is Annotated:
            inner = get_args(part)[0]
            if isinstance(inner, type) and issubclass(inner, str | int | float):
                plain.append(part)
            else:
                pending.insert(0, inner)
        elif origin in (Union, types.UnionType):
            pending[:0] = get_args(part)
        elif origin is tuple:
            many = True
            pending.insert(0, get_args(part)[0])
        elif isinstance(part, type) and issubclass(part, Model):
            models.append(part)
        elif part not in (type(None), Ellipsis):
            plain.append(part)
    return Value(many, tuple(models), tuple(plain))


def same(value: Any) -> Any:
    """Returns the value as it is."""
    return value


Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How a value is written, and how it is read."""

AS_IS: Final[Codec] = (same, same)


class Row(Protocol):
    """A correspondence that is more than one field in one term."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the model."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The terms."""

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds to a node what the fields of a model say."""

    def read(self, key: str, value: Any, out: Fields) -> None:
        """Takes the value of one term."""

    def finish(self, out: Fields) -> None:
        """Completes the fields when all terms were taken."""


class Slot(NamedTuple):
    """One field of a class in one term."""

    model: type[Model]
    field: str
    key: str
    value: Value
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


Term = str | tuple[str, Codec]
"""The term of a field, perhaps with a codec of its own."""


class Shape:
    """How one class of the model stands as a node.

    `terms` maps fields to terms, `rows` are the correspondences that take more; every other field of the model has a
    term of our own namespace, named like the field.
    """

    def __init__(
        self,
        model: type[Model],
        type_: str | None = None,
        *,
        terms: Mapping[str, Term] | None = None,
        rows: Iterable[Row] = (),
        constants: Mapping[str, str] | None = None,
        implied: Mapping[str, str] | None = None,
        restores: bool = True,
    ) -> None:
        self.model = model
        self.type = type_
        self.restores = terms is not None and restores
        """Whether a node may hold members of foreign documents, put back where they stood."""
        self.rows = tuple(rows)
        self._terms = dict(terms or {})
        self._skipped = {field for row in self.rows for field in row.fields}
        self.implied = dict(implied or {})
        """Fields that the node's place or type says, with their values: not written, but read."""
        self.opening: Node = ({"@type": type_} if type_ else {}) | dict(constants or {})
        """Members that every node of the shape begins with."""
        SHAPES[model] = self

    @cached_property
    def holds_extensions(self) -> bool:
        """Whether the class has a place for what it has no field for."""
        return "extensions" in self.model.model_fields

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The fields that stand in one term each: those of the table first, then those of our namespace."""
        names = [name for name in self._terms if name not in self._skipped]
        names += [name for name in self.model.model_fields if name not in self._terms]
        return tuple(self._slot(name) for name in names if name not in self._skipped and name not in self.implied)

    def _slot(self, field: str) -> Slot:
        term = self._terms.get(field, own_term(field))
        value = value_of(self.model.model_fields[field].annotation)
        key, codec = (term, codec_of(value)) if isinstance(term, str) else term
        return Slot(self.model, field, key, value, *codec)

    @cached_property
    def by_key(self) -> dict[str, None]:
        """The terms that the shape has."""
        keys = [*self.opening, *(slot.key for slot in self.slots), *(key for row in self.rows for key in row.keys)]
        return dict.fromkeys(keys)

    @cached_property
    def _plan(self) -> tuple[tuple[str, str, Callable[[Any], Any] | None], ...]:
        """The fields that stand in one term each, with the term and what writes the value, if anything need."""
        return tuple((slot.field, slot.key, None if slot.write is same else slot.write) for slot in self.slots)

    @cached_property
    def _row_plan(self) -> tuple[tuple[str | None, Callable[[Mapping[str, Any], Node], None]], ...]:
        """What writes each row, and the field without which it has nothing to write, if it is one field."""
        return tuple((row.fields[0] if len(row.fields) == 1 else None, row.write) for row in self.rows)

    def write(self, model: Model) -> Node:
        """Returns the node of a model."""
        node = self.opening.copy()
        values = model.__dict__
        for field, key, write in self._plan:
            stated = values[field]
            # Everything absent is false, and most fields are absent: zero, false and the empty text come last.
            if stated or (stated is not None and type(stated) is not tuple):
                node[key] = stated if write is None else write(stated)
        for only, write_row in self._row_plan:
            # By type and truth: comparing a model with anything asks Pydantic.
            if only is None or (stated := values[only]) or (stated is not None and type(stated) is not tuple):
                write_row(values, node)
        return self._restored(node) if self.restores and "ns:extensions" in node else node

    def _restored(self, node: Node) -> Node:
        from newsschema.formats.jsonld.restore import restored

        return restored(self, node)

    def read(self, node: Node) -> Fields:
        """Returns the fields that a node states; raises `Unfamiliar` for a node that we would not write."""
        plain = self._plain
        if self._is_plain:
            try:
                return {plain[key]: value for key, value in node.items()}
            except KeyError as error:
                raise Unfamiliar(error.args[0]) from None
        out: Fields = self.implied.copy()
        opening = self.opening
        takers = self._takers
        touched: dict[Row, None] = {}
        for key, value in node.items():
            # Asking twice whether a member is plain is faster than one call of a method, and most are.
            if key in plain:
                out[plain[key]] = value
            elif key in opening:
                if value != opening[key]:
                    raise Unfamiliar(key)
            else:
                known = takers.get(key)
                if known is None:
                    raise Unfamiliar(key)
                field, read, rows = known
                if field is None:
                    read(value, out)
                else:
                    out[field] = read(value)
                for row in rows:
                    touched[row] = None
        for row in touched:
            row.finish(out)
        return out

    @cached_property
    def _plain(self) -> dict[str, str]:
        """The fields of the terms that hold a value as it is, which most members of a document are."""
        return {slot.key: slot.field for slot in self.slots if slot.read is same}

    @cached_property
    def _is_plain(self) -> bool:
        """Whether every term holds a value as it is, as in spans, names and periods."""
        return not (self.rows or self.opening or self.implied) and len(self._plain) == len(self.slots)

    @cached_property
    def _takers(self) -> dict[str, Taker]:
        """What reads each of the other terms."""
        table: dict[str, Taker] = {}
        for slot in self.slots:
            if slot.read is not same:
                table[slot.key] = Taker(slot.field, slot.read, ())
        rows_of: dict[str, list[Row]] = {}
        for row in self.rows:
            for key in row.keys:
                rows_of.setdefault(key, []).append(row)
        for key, rows in rows_of.items():
            is_waiting = len(rows) == 1 and isinstance(rows[0], Waiting)
            taker = Taker(aside(key), same, tuple(rows)) if is_waiting else Taker(None, _taker(key, rows), tuple(rows))
            table[key] = taker
        return table


class Taker(NamedTuple):
    """What reads a term: the codec of its field, or what takes it (with no field) for rows that finish together."""

    field: str | None
    read: Callable[..., Any]
    rows: tuple[Row, ...]


SHAPES: Final[dict[type[Model], Shape]] = {}
"""The shape of each class of the model that has one; the others get one of our own terms alone."""


def aside(key: str) -> str:
    """The name under which a term's value waits for the row that finishes it."""
    return f" {key}"


class Waiting:
    """A row whose terms say something only together: it takes their values when all are there."""

    def read(self, key: str, value: Any, out: Fields) -> None:
        """Puts the value of a term aside."""
        out[aside(key)] = value


def shape_of(model: type[Model]) -> Shape:
    """Returns the shape of a class of the model."""
    try:
        return SHAPES[model]
    except KeyError:
        return Shape(model)


def own_term(field: str) -> str:
    """Returns the term of our namespace for a field: `ns:` and the name in camel case."""
    first, *rest = field.split("_")
    return "ns:" + first + "".join(part.title() for part in rest)


def _taker(key: str, rows: list[Row]) -> Callable[[Any, Fields], None]:
    if len(rows) == 1:
        read = rows[0].read
        return lambda value, out: read(key, value, out)
    # A term is shared by lists only, each of which says what is its own.
    spreads = [row for row in rows if isinstance(row, Spread)]
    known: dict[tuple[Any, Any], tuple[Spread, Branch]] = {}

    def take(value: Any, out: Fields) -> None:
        for node in _list(value):
            sort = node.get("@type"), node.get("ns:as")
            found = known.get(sort)
            if found is None:
                found = known[sort] = _owner(spreads, key, node)
            found[0].take(found[1], node, out)

    return take


def _owner(spreads: list[Spread], key: str, node: Node) -> tuple[Spread, Branch]:
    for row in spreads:
        if (branch := row.find(key, node)) is not None:
            return row, branch
    raise Unfamiliar(key)


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise Unfamiliar
    return value


# --- Codecs


def codec_of(value: Value) -> Codec:
    """The codec of a field that stands in one term: nodes by their shapes, plain values as they are."""
    if not value.models:
        return (list, _list) if value.many else AS_IS
    if len(value.models) == 1:
        # Slots are made at their first use, when every table stands.
        shape = shape_of(value.models[0])
        codec: Codec = shape.write, shape.read
    else:
        codec = node_codec(value.models)
    return many(codec) if value.many else codec


def many(codec: Codec) -> Codec:
    """The codec of a list of values."""
    write, read = codec
    return (lambda values: [write(value) for value in values]), (lambda values: [read(v) for v in _list(values)])


def node_codec(models: tuple[type[Model], ...]) -> Codec:
    """The codec of a node that is of one of some classes."""
    if len(models) > 1:
        return write_node, one_of(models)
    (model,) = models
    return (lambda value: shape_of(model).write(value)), (lambda node: shape_of(model).read(node))


def write_node(model: Model) -> Node:
    """Returns the node of a model of any class."""
    return shape_of(type(model)).write(model)


def one_of(models: Iterable[type[Model]]) -> Callable[[Node], Fields]:
    """What reads a node of one of some classes, which its opening members tell."""
    readers: dict[tuple[Any, Any], Callable[[Node], Fields]] = {}

    def read(node: Node) -> Fields:
        if not readers:
            for model in models:
                opening = SHAPES[model].opening
                readers.setdefault((opening.get("@type"), opening.get("additionalType")), SHAPES[model].read)
        found = readers.get((node.get("@type"), node.get("additionalType")))
        if found is None:
            raise Unfamiliar
        return found(node)

    return read


def single_member(type_: str, key: str, others: Mapping[str, Any] | None = None) -> Codec:
    """The codec of a plain value that stands as one member of a typed node: `QuantitativeValue`, `DefinedTerm`."""
    opening: Node = {"@type": type_, **(others or {})}

    def write(value: Any) -> Node:
        return {**opening, key: value}

    def read(node: Node) -> Any:
        value = node[key]
        if node != {**opening, key: value}:
            raise Unfamiliar
        return value

    return write, read


# --- Rows


class Texts:
    """A list of texts that may say more than their words: the words in a standard term, the rest beside it.

    What a text says besides (language, role) refers to it by its place, so that its words stand once.
    """

    def __init__(self, field: str, key: str, model: type[Model]) -> None:
        self.fields = (field,)
        self.keys = (key, f"ns:{key}Detail")
        self.model = model

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the texts and what they say besides."""
        texts = values[self.fields[0]]
        if not texts:
            return
        node[self.keys[0]] = [text.text for text in texts]
        details = []
        for index, text in enumerate(texts):
            said = shape_of(self.model).write(text)
            del said["ns:text"]
            if said:
                details.append({"ns:index": index, **said})
        if details:
            node[self.keys[1]] = details

    def read(self, key: str, value: Any, out: Fields) -> None:
        """Takes the texts, or what they say besides."""
        out[key] = _list(value)

    def finish(self, out: Fields) -> None:
        """Puts the texts and what they say together."""
        texts, details = out.pop(self.keys[0], None), out.pop(self.keys[1], ())
        if texts is None and not details:
            return
        found: list[Fields] = [{"text": text} for text in texts or ()]
        for detail in details:
            said = dict(detail)
            index = said.pop("ns:index")
            if type(index) is not int or not 0 <= index < len(found) or len(found[index]) > 1:
                raise Unfamiliar(self.keys[1])
            found[index].update(shape_of(self.model).read(said))
        out[self.fields[0]] = found


class Branch(NamedTuple):
    """One of the terms over which a field is spread.

    `type` is the node's type there; `says` are the fields of an item that the term itself states.
    """

    key: str
    says: Mapping[str, Any]
    types: tuple[str, ...] = ()
    mark: str | None = None


class Spread:
    """A list of the model whose items stand in several terms, by what they are, or share a term with other lists.

    Where reading the terms one after the other would not give the order back, each node says its position.
    """

    def __init__(
        self,
        field: str,
        branches: Iterable[Branch],
        *,
        codec: Codec,
        within: str | None = None,
    ) -> None:
        self.field = field
        self.within = within
        self.fields = (within or field,)
        self.branches = tuple(branches)
        self.keys = tuple(dict.fromkeys(branch.key for branch in self.branches))
        self._order = [self.keys.index(branch.key) for branch in self.branches]
        self._places = {key: at for at, key in enumerate(self.keys)}
        self._branches_of = {key: [branch for branch in self.branches if branch.key == key] for key in self.keys}
        self._said = [tuple(own_term(name) for name in branch.says) for branch in self.branches]
        only = self.branches[0] if len(self.branches) == 1 else None
        # All items of such a list are alike, and stand in their order.
        self._one_term = only.key if only is not None and not only.says and only.mark is None else None
        self._write, self._read = codec

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds each item to the term of its branch."""
        owner = values[self.within] if self.within else None
        items = values[self.field] if self.within is None else owner and owner.__dict__[self.field]
        if not items:
            return
        if self._one_term is not None:
            node.setdefault(self._one_term, []).extend([self._write(item) for item in items])
            return
        placed = [(self._branch(item), item) for item in items]
        order = [self._order[at] for at, _ in placed]
        numbered = order != sorted(order)
        for position, (at, item) in enumerate(placed):
            branch = self.branches[at]
            written = self._write(item)
            for name in self._said[at]:
                written.pop(name, None)
            if branch.mark is not None:
                written["ns:as"] = branch.mark
            if numbered:
                written[POSITION] = position
            node.setdefault(branch.key, []).append(written)

    def _branch(self, item: Model) -> int:
        values = item.__dict__
        type_ = self._type(item)
        for at, branch in enumerate(self.branches):
            if branch.types and type_ is not None and type_ not in branch.types:
                continue
            if not branch.says or all(values[name] == value for name, value in branch.says.items()):
                return at
        raise AssertionError(f"{self.field} has no term for {item!r}")

    @staticmethod
    def _type(item: Model) -> Any:
        # Asking a model for an attribute that it lacks takes Pydantic longer than writing it.
        return shape_of(type(item.__dict__.get("agent", item))).type

    def find(self, key: str, node: Node) -> Branch | None:
        """Tells by which of this list's branches a node stands in a term, if by any."""
        type_, mark = node.get("@type"), node.get("ns:as")
        for branch in self._branches_of[key]:
            if branch.mark == mark and (not branch.types or type_ in branch.types):
                return branch
        return None

    def read(self, key: str, value: Any, out: Fields) -> None:
        """Takes all nodes of a term."""
        for node in _list(value):
            branch = self.find(key, node)
            if branch is None:
                raise Unfamiliar(key)
            self.take(branch, node, out)

    def take(self, branch: Branch, node: Node, out: Fields) -> None:
        """Takes one node by its branch."""
        position = None
        if branch.mark is not None or POSITION in node:
            node = node.copy()
            node.pop("ns:as", None)
            position = node.pop(POSITION, None)
            if position is not None and type(position) is not int:
                raise Unfamiliar(POSITION)
        fields = self._read(node)
        for name, value in branch.says.items():
            if value is not None:
                fields.setdefault(name, value)
        out.setdefault(self._store, []).append((self._places[branch.key], position, fields))

    @cached_property
    def _store(self) -> str:
        return f"{self.within or ''} {self.field}"

    def finish(self, out: Fields) -> None:
        """Puts the items into their order."""
        found = out.pop(self._store, None)
        if found is None:
            return
        if len(self.keys) > 1:
            found.sort(key=lambda item: item[0])
        if len(found) > 1 and any(position is not None for _, position, _ in found):
            found.sort(key=lambda item: inf if item[1] is None else item[1])
        items = [fields for _, _, fields in found]
        if self.within is None:
            out[self.field] = items
        else:
            out.setdefault(self.within, {})[self.field] = items


class Flattened(Waiting):
    """A value of the model whose fields stand on the node of its owner; a marker holds what has no term there."""

    def __init__(self, field: str, shape: Shape) -> None:
        self.fields = (field,)
        self.field = field
        self.shape = shape
        self.marker = own_term(field)
        self.keys = (*(key for key in shape.by_key if not key.startswith("ns:")), self.marker)
        self._names = [(aside(key), key) for key in self.keys]

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the fields of the value to its owner's node."""
        value = values[self.field]
        if value is None:
            return
        own: Node = {}
        written = self.shape.write(value)
        for key, member in written.items():
            (own if key.startswith("ns:") else node)[key] = member
        if own or not written:
            node[self.marker] = own

    def finish(self, out: Fields) -> None:
        """Reads the members together."""
        members = {key: out.pop(name) for name, key in self._names if name in out}
        own = members.pop(self.marker, None)
        if own is not None:
            if type(own) is not dict or not all(name.startswith("ns:") for name in own):
                raise Unfamiliar(self.marker)
            members.update(own)
        out[self.field] = self.shape.read(members)


__all__ = [
    "AS_IS",
    "POSITION",
    "SHAPES",
    "Branch",
    "Codec",
    "Fields",
    "Flattened",
    "Node",
    "Row",
    "Shape",
    "Slot",
    "Spread",
    "Texts",
    "Unfamiliar",
    "Value",
    "Waiting",
    "aside",
    "codec_of",
    "many",
    "node_codec",
    "one_of",
    "own_term",
    "same",
    "shape_of",
    "single_member",
    "value_of",
    "write_node",
]
