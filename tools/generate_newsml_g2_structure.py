"""Writes the structure of NewsML-G2 as data: of each type its attributes, its children in order, and its text.

The writer uses it to put parts of foreign documents back in their places without making a document invalid.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from lxml import etree

Node = etree._Element  # noqa: SLF001  # lxml has no other name for it

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = Path(os.environ.get("NEWSSCHEMA_SHARED") or ROOT.parent / "shared")
SCHEMA: Final = SHARED / "standards" / "newsml-g2" / "NewsML-G2_2.35-spec-All-Power.xsd"
TARGET: Final = ROOT / "newsschema" / "formats" / "newsml_g2" / "structure.json"
XS: Final = "{http://www.w3.org/2001/XMLSchema}"
FACETS: Final = ("pattern", "minInclusive", "maxInclusive", "maxLength", "length")


def kind_of(node: Node) -> str:
    """Return the name of a component of a schema; that of a comment is no name."""
    return str(node.tag).removeprefix(XS)


class Structure:
    """One pass over a schema; anonymous types are named for the path that leads to them."""

    def __init__(self, root: Node) -> None:
        self.named = {(kind_of(child), child.get("name", "")): child for child in root}
        self.types: dict[str, dict[str, Any]] = {}
        self.simple: dict[str, dict[str, Any]] = {}

    def find(self, kind: str, name: str | None) -> Node | None:
        """Return a named component, whatever prefix it is referred to by."""
        return self.named.get((kind, (name or "").rpartition(":")[2]))

    def all(self) -> dict[str, Any]:
        """Return the table: elements by tag, types by name, simple types by name."""
        elements = {name: self.element(node, name) for (kind, name), node in self.named.items() if kind == "element"}
        return {"elements": elements, "types": self.types, "simple": self.simple}

    def element(self, node: Node, path: str) -> str:
        """Return the name of an element's type, and see to it that the type is known."""
        reference = node.get("ref")
        if reference is not None:
            target = self.find("element", reference)
            return self.element(target, reference) if target is not None else self.text_type("xs:string", reference)
        name = node.get("type")
        if name is not None:
            found = self.find("complexType", name)
            return self.type(found, name) if found is not None else self.text_type(name, path)
        inner = node.find(f"{XS}complexType")
        if inner is not None:
            return self.type(inner, path)
        return self.text_type(f"{path}#text", path, node.find(f"{XS}simpleType"))

    def text_type(self, name: str, path: str, node: Node | None = None) -> str:
        """Return the name of a type that has text only."""
        key = f"{path}#simple"
        self.types[key] = {"text": self.simple_type(name, node)}
        return key

    def type(self, node: Node, name: str) -> str:
        """Return the name of a type, and see to it that its attributes and children are known."""
        if name not in self.types:
            entry = self.types[name] = {}
            Walk(self, name, entry).part(node, Place())
        return name

    def simple_type(self, name: str, node: Node | None = None) -> str:
        """Return the name of a simple type, and see to it that what it restricts is known."""
        node = self.find("simpleType", name) if node is None else node
        if node is not None and name not in self.simple:
            entry = self.simple[name] = {}
            for part in node:
                self._constrain(entry, name, part)
        return name

    def _constrain(self, entry: dict[str, Any], name: str, part: Node) -> None:
        kind, inner = kind_of(part), part.find(f"{XS}simpleType")
        if kind == "restriction":
            entry["base"] = self.simple_type(part.get("base") or f"{name}#base", inner)
            for facet in part:
                if kind_of(facet) == "enumeration":
                    entry.setdefault("values", []).append(facet.get("value"))
                elif kind_of(facet) in FACETS:
                    entry[kind_of(facet)] = facet.get("value")
        elif kind == "list":
            entry["list"] = self.simple_type(part.get("itemType") or f"{name}#item", inner)
        elif kind == "union":
            members = [self.simple_type(one) for one in part.get("memberTypes", "").split()]
            unnamed = enumerate(part.findall(f"{XS}simpleType"))
            entry["union"] = members + [self.simple_type(f"{name}#{number}", one) for number, one in unnamed]


class Place(NamedTuple):
    """Where in a definition a walk is: whether what comes repeats, may be absent, or is one of a choice."""

    repeats: bool = False
    optional: bool = False
    group: int | None = None


class Walk:
    """One pass over the definition of a type.

    A child is written as [order, type, repeats, group]: members of one choice share a group; where a group does
    not repeat, only one of its members may occur, once.
    """

    def __init__(self, structure: Structure, name: str, entry: dict[str, Any]) -> None:
        self.structure = structure
        self.name = name
        self.entry = entry
        self.order = 0
        self.group = 0
        self.steps: dict[str, Callable[[Node, Place], None]] = {
            "sequence": self.sequence,
            "choice": self.choice,
            "group": self.reference,
            "complexContent": self.part,
            "simpleContent": self.part,
            "extension": self.extension,
            "element": self.element,
            "any": self.wildcard,
            "attribute": self.attribute,
            "attributeGroup": self.attributes,
            "anyAttribute": self.foreign_attributes,
        }

    def part(self, node: Node, place: Place) -> None:
        """Walk the parts of a definition."""
        if node.get("mixed") == "true":
            self.entry["mixed"] = True
        for part in node:
            step = self.steps.get(kind_of(part))
            if step is not None:
                many = place.repeats or part.get("maxOccurs", "1") != "1"
                step(part, place._replace(repeats=many))

    def sequence(self, part: Node, place: Place) -> None:
        """Walk a sequence; a member of a repeating one may follow any other."""
        optional = place.optional or part.get("minOccurs") == "0"
        self.part(part, Place(place.repeats, optional, place.group if place.repeats else None))

    def choice(self, part: Node, place: Place) -> None:
        """Walk a choice, whose members share a group."""
        self.part(part, Place(place.repeats, True, self.grouped(place)))

    def grouped(self, place: Place) -> int:
        """Return the group of what comes, a new one where it has none."""
        if place.group is not None:
            return place.group
        self.group += 1
        return self.group

    def reference(self, part: Node, place: Place) -> None:
        """Walk a named group."""
        target = self.structure.find("group", part.get("ref"))
        if target is not None:
            self.part(target, place._replace(optional=place.optional or part.get("minOccurs") == "0"))

    def extension(self, part: Node, _: Place) -> None:
        """Walk what a type extends, then what it adds."""
        base = self.structure.find("complexType", part.get("base"))
        if base is not None:
            self.part(base, Place())
        else:
            self.entry["text"] = self.structure.simple_type(part.get("base", ""))
        self.part(part, Place())

    def element(self, part: Node, place: Place) -> None:
        """Take a child."""
        tag = str(part.get("name") or part.get("ref")).rpartition(":")[2]
        self.order += 1
        if not place.optional and part.get("minOccurs", "1") != "0":
            self.entry.setdefault("needs", []).append(tag)
        kind = self.structure.element(part, f"{self.name}/{tag}")
        child = [self.order, kind, int(place.repeats), self.grouped(place)]
        self.entry.setdefault("children", {})[tag] = child

    def wildcard(self, part: Node, place: Place) -> None:
        """Take a place where anything may stand."""
        self.order += 1
        self.entry["any"] = [self.order, part.get("namespace", "##any"), int(place.repeats), self.grouped(place)]

    def attribute(self, part: Node, _: Place) -> None:
        """Take an attribute."""
        attributes = self.entry.setdefault("attributes", {})
        name = part.get("name")
        if name is None:
            reference = part.get("ref", "")
            attributes[reference] = "xs:language" if reference == "xml:lang" else "xs:string"
            return
        kind = part.get("type") or f"{self.name}/@{name}"
        attributes[name] = self.structure.simple_type(kind, part.find(f"{XS}simpleType"))
        if part.get("use") == "required":
            self.entry.setdefault("required", []).append(name)

    def attributes(self, part: Node, _: Place) -> None:
        """Walk a named group of attributes."""
        target = self.structure.find("attributeGroup", part.get("ref"))
        if target is not None:
            self.part(target, Place())

    def foreign_attributes(self, _: Node, __: Place) -> None:
        """Remember that attributes of other namespaces may stand here."""
        self.entry["foreign"] = True


def main() -> int:
    """Write the table, or leave it as it is where the standard is not at hand."""
    if not SCHEMA.exists():
        print(f"{TARGET.name}: left as it is, there is no {SCHEMA.name}")
        return 0
    structure = Structure(etree.parse(SCHEMA).getroot()).all()
    TARGET.write_text(json.dumps(structure, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
