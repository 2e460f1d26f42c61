"""The examples of what readers, the model and the settings refuse: files as they would come. All is fiction.

Each code has a folder with a `bad` file, named for the line and column of the finding (`bad@7.18.json`), and a `good`
one, its close neighbour. Rules over articles have their examples in `newsschema.checks.examples`.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

__all__ = ["COMMANDS", "NOT_SHOWN", "FileExample", "FileExamples", "file_examples"]

COMMANDS: Final = {
    "NS006": "newsschema validate FILE --max-nesting 4",
    "NS007": "newsschema validate FILE --max-document-size 250",
    "NS009": "newsschema validate FILE --max-expanded-size 300",
    "NS027": "newsschema validate FILE --max-members 1",
    "NS033": "newsschema validate FILE --schema",
    "NS034": "newsschema validate FILE --xsd agency.xsd",
    "NS401": "newsschema convert FILE out --to newsml-g2",
    "NS445": "newsschema validate FILE --assume-timezone Europe/Berlin",
    **dict.fromkeys(
        ("NS470", "NS471", "NS472", "NS473", "NS474", "NS475"), "newsschema validate FILE --profile newsml-g2"
    ),
    **dict.fromkeys(("NS590", "NS591", "NS592"), "newsschema validate --config FILE"),
}
"""The commands that show a code; `newsschema validate FILE` shows all others."""

NOT_SHOWN: Final = {
    "NS028": "The file is missing, locked or on a device that failed: nothing in a document makes it so.",
    "NS032": "A mistake of newsschema itself; the document that shows one is a reason to mend it.",
    "NS035": "Such a document has more than 64 MiB.",
    "NS036": "A mistake of a rule, such as one of another package.",
    "NS039": "Every refusal of the model has a code of its own; this one stands by for what its parser may add.",
}
"""The codes that no document can show, and why."""


class FileExample(NamedTuple):
    """One file: its name, its bytes, and where in it the finding is, counted from 1."""

    name: str
    data: bytes
    line: int | None
    column: int | None

    @property
    def place(self) -> str:
        """Where the finding is, in words."""
        return "" if self.line is None else f"line {self.line}, column {self.column}"

    @property
    def text(self) -> str:
        """What a person can read of it: its text, bytes that are none escaped; of an archive its members."""
        if self.name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                return _table((_label(one), f"{one.file_size} bytes") for one in archive.infolist())
        if self.name.endswith(".tar"):
            with tarfile.open(fileobj=io.BytesIO(self.data)) as archive:
                return _table(
                    (one.name, f"-> {one.linkname}" if one.issym() else f"{one.size} bytes") for one in archive
                )
        if self.name.endswith(".gz"):
            return f"{self.name}  {len(self.data)} bytes"
        return self.data.decode("utf-8", "backslashreplace").rstrip("\n")


def _label(member: zipfile.ZipInfo) -> str:
    return f"{member.filename} (encrypted)" if member.flag_bits & 1 else member.filename


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name}  {rest}" for name, rest in rows)


class FileExamples(NamedTuple):
    """What is refused, what is not, and the command that shows it."""

    bad: FileExample
    good: FileExample
    command: str


def file_examples(code: str) -> FileExamples:
    """Returns the examples of a code; raises `KeyError` for one that has none."""
    folder = files(__name__) / code
    if not code or not folder.is_dir():
        raise KeyError(code)
    found = {file.name.partition(".")[0].partition("@")[0]: file for file in folder.iterdir()}
    return FileExamples(_example(found["bad"]), _example(found["good"]), COMMANDS.get(code, "newsschema validate FILE"))


def _example(file: Traversable) -> FileExample:
    name = file.name
    kind, mark, rest = name.partition("@")
    if not mark:
        return FileExample(name, file.read_bytes(), None, None)
    line, column, suffix = rest.split(".", 2)
    return FileExample(f"{kind}.{suffix}", file.read_bytes(), int(line), int(column))
