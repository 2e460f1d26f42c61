"""The account of a conversion: every item that was read is in exactly one of its places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from newsschema.diagnostics import Diagnostic


@dataclass(slots=True)
class Account:
    """What became of every item: *read = written + merged + duplicate + unchanged + rejected + skipped*."""

    read: int = 0
    written: int = 0
    merged: int = 0
    duplicate: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    """Items that are no article, and articles that this output leaves out, by kind."""
    sources: int = 0
    quotes: int = 0
    casualty_reports: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    """How often each finding occurred."""
    reasons: Counter[str] = field(default_factory=Counter)
    """How many items were rejected, by the code of their first error."""
    losses: int = 0
    bytes_in: int = 0
    """The bytes of the sources, as they lie on the disk; of streams, unpacked."""
    bytes_out: int = 0
    """The bytes of the outputs, without the ledger."""
    files: int = 0
    """How many files the outputs are."""
    outputs: list[str] = field(default_factory=list)
    rejects: str | None = None
    withdrawn: int = 0
    """Of the duplicates, those that a canceled version withdrew."""

    @property
    def adds_up(self) -> bool:
        """Whether every item read is accounted for."""
        places = self.written + self.merged + self.duplicate + self.unchanged + self.rejected
        return self.read == places + self.skipped.total()

    def note(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Counts findings."""
        self.codes.update(found.code for found in diagnostics)

    def add(self, other: Account) -> None:
        """Adds what became of other items."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Account:
        """The account that `to_dict` gave as plain data."""
        account = cls(outputs=list(data["outputs"]), rejects=data["rejects"])
        for name in _NUMBERS:
            setattr(account, name, data.get(name, 0))
        for name in _COUNTERS:
            setattr(account, name, Counter(data[name]))
        return account

    def to_dict(self) -> dict[str, Any]:
        """The account as plain data."""
        return {
            "read": self.read,
            "written": self.written,
            "merged": self.merged,
            "duplicate": self.duplicate,
            "withdrawn": self.withdrawn,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "skipped": dict(sorted(self.skipped.items())),
            "sources": self.sources,
            "quotes": self.quotes,
            "casualty_reports": self.casualty_reports,
            "codes": dict(sorted(self.codes.items())),
            "reasons": dict(sorted(self.reasons.items())),
            "losses": self.losses,
            "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out,
            "files": self.files,
            "outputs": self.outputs,
            "rejects": self.rejects,
        }


_NUMBERS: Final = (
    "read",
    "written",
    "merged",
    "duplicate",
    "withdrawn",
    "unchanged",
    "rejected",
    "sources",
    "quotes",
    "casualty_reports",
    "losses",
    "bytes_in",
    "bytes_out",
    "files",
)
_COUNTERS: Final = ("skipped", "codes", "reasons")
