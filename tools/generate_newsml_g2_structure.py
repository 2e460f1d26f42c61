"""Writes the structure of NewsML-G2 as data: of each type its attributes, its children in order, and its text.

The writer uses it to put parts of foreign documents back in their places without making a document invalid.
"""

import json
import os
import sys
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("NEWSSCHEMA_SHARED") or ROOT.parent / "shared")
SCHEMA = SHARED / "standards" / "newsml-g2" / "NewsML-G2_2.35-spec-All-Power.xsd"
TARGET = ROOT / "newsschema" / "formats" / "newsml_g2" / "structure.json"
XS = "{http://www.w3.org/2001/XMLSchema}"


class Structure:
    """One pass over a schema; anonymous types are named for the path that leads to them."""

    def __init__(self, root):
        self.named = {(child.tag[len(XS) :], child.get("name")): child for child in root if child.get("name")}
        self.types = {}
        self.simple = {}

    def find(self, kind, name):
        """Return a named component, whatever prefix it is referred to by."""
        return self.named.get((kind, name.rpartition(":")[2]))

    def all(self):
        """Return the table: elements by tag, types by name, simple types by name."""
        elements = {name: self.element(node, name) for (kind, name), node in self.named.items() if kind == "element"}
        return {"elements": elements, "types": self.types, "simple": self.simple}

    def element(self, node, path):
        """Return the name of an element's type, and see to it that the type is known."""
        if node.get("ref"):
            return self.element(self.find("element", node.get("ref")), node.get("ref"))
        if node.get("type"):
            found = self.find("complexType", node.get("type"))
            if found is not None:
                return self.type(found, node.get("type"))
            return self.text_type(node.get("type"), path)
        inner = node.find(f"{XS}complexType")
        return (
            self.type(inner, path)
            if inner is not None
            else self.text_type(f"{path}#text", path, node.find(f"{XS}simpleType"))
        )

    def text_type(self, name, path, node=None):
        """Return a type that has text only."""
        key = f"{path}#simple"
        self.types[key] = {"text": self.simple_type(name, node)}
        return key

    def type(self, node, name):
        """Return the name of a type, and see to it that its attributes and children are known."""
        if name in self.types:
            return name
        entry = self.types[name] = {}
        Walk(self, name, entry).part(node)
        return name

    def simple_type(self, name, node=None):
        """Return the name of a simple type, and see to it that what it restricts is known."""
        if node is None:
            node = self.find("simpleType", name)
        if node is None:
            return name
        if name not in self.simple:
            entry = self.simple[name] = {}
            for part in node:
                if not isinstance(part.tag, str):
                    continue
                kind = part.tag[len(XS) :]
                if kind == "restriction":
                    entry["base"] = self.simple_type(part.get("base") or f"{name}#base", part.find(f"{XS}simpleType"))
                    facets = [(one.tag[len(XS) :], one.get("value")) for one in part if isinstance(one.tag, str)]
                    for facet, value in facets:
                        if facet == "enumeration":
                            entry.setdefault("values", []).append(value)
                        elif facet in ("pattern", "minInclusive", "maxInclusive", "maxLength", "length"):
                            entry[facet] = value
                elif kind == "list":
                    entry["list"] = self.simple_type(
                        part.get("itemType") or f"{name}#item", part.find(f"{XS}simpleType")
                    )
                elif kind == "union":
                    members = [self.simple_type(one) for one in part.get("memberTypes", "").split()]
                    inner = part.findall(f"{XS}simpleType")
                    entry["union"] = members + [
                        self.simple_type(f"{name}#{number}", one) for number, one in enumerate(inner)
                    ]
        return name


class Walk:
    """One pass over the definition of a type.

    A child is written as [order, type, repeats, group]: members of one choice share a group; where a group does
    not repeat, only one of its members may occur, once.
    """

    def __init__(self, structure, name, entry):
        self.structure = structure
        self.name = name
        self.entry = entry
        self.order = 0
        self.group = 0

    def part(self, node, repeats=False, optional=False, group=None):
        """Walk the parts of a definition."""
        if node.get("mixed") == "true":
            self.entry["mixed"] = True
        for part in node:
            if isinstance(part.tag, str):
                step = getattr(self, "_" + part.tag[len(XS) :].lower(), None)
                if step is not None:
                    step(part, repeats or part.get("maxOccurs", "1") != "1", optional, group)

    def _sequence(self, part, repeats, optional, group):
        self.part(part, repeats, optional or part.get("minOccurs") == "0", group if repeats else None)

    def _choice(self, part, repeats, optional, group):
        if group is None:
            self.group += 1
            group = self.group
        self.part(part, repeats, True, group)

    def _group(self, part, repeats, optional, group):
        self.part(
            self.structure.find("group", part.get("ref")), repeats, optional or part.get("minOccurs") == "0", group
        )

    def _complexcontent(self, part, repeats, optional, group):
        self.part(part, repeats, optional, group)

    _simplecontent = _complexcontent

    def _extension(self, part, repeats, optional, group):
        base = self.structure.find("complexType", part.get("base"))
        if base is not None:
            self.part(base)
        else:
            self.entry["text"] = self.structure.simple_type(part.get("base"))
        self.part(part)

    def _element(self, part, repeats, optional, group):
        tag = (part.get("name") or part.get("ref")).rpartition(":")[2]
        self.order += 1
        if group is None:
            self.group += 1
            group = self.group
        if not optional and part.get("minOccurs", "1") != "0":
            self.entry.setdefault("needs", []).append(tag)
        kind = self.structure.element(part, f"{self.name}/{tag}")
        self.entry.setdefault("children", {})[tag] = [self.order, kind, int(repeats), group]

    def _any(self, part, repeats, optional, group):
        self.order += 1
        if group is None:
            self.group += 1
            group = self.group
        self.entry["any"] = [self.order, part.get("namespace", "##any"), int(repeats), group]

    def _attribute(self, part, repeats, optional, group):
        attributes = self.entry.setdefault("attributes", {})
        if part.get("ref"):
            attributes[part.get("ref")] = "xs:language" if part.get("ref") == "xml:lang" else "xs:string"
            return
        name = part.get("name")
        kind = part.get("type") or f"{self.name}/@{name}"
        attributes[name] = self.structure.simple_type(kind, part.find(f"{XS}simpleType"))
        if part.get("use") == "required":
            self.entry.setdefault("required", []).append(name)

    def _attributegroup(self, part, repeats, optional, group):
        self.part(self.structure.find("attributeGroup", part.get("ref")))

    def _anyattribute(self, part, repeats, optional, group):
        self.entry["foreign"] = True


def main():
    """Write the table, or leave it as it is where the standard is not at hand."""
    if not SCHEMA.exists():
        print(f"{TARGET.name}: left as it is, there is no {SCHEMA.name}")
        return 0
    structure = Structure(etree.parse(SCHEMA).getroot()).all()
    TARGET.write_text(json.dumps(structure, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
