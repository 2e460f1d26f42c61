"""The exceptions of newsschema: one family whose members say what, where and what to do.

Exceptions are for a caller's mistake or for a source that cannot be used; what is wrong inside a document is
a `Diagnostic`, and only functions that return one document turn it into a `DocumentError`.
Every member hands its fields on as arguments in order, so that it survives pickling between processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

if TYPE_CHECKING:
    from newsschema.diagnostics import Diagnostic

__all__ = [
    "DocumentError",
    "FormatError",
    "LimitError",
    "MissingExtraError",
    "NewsschemaError",
    "OutputError",
    "SourceError",
    "UsageError",
    "VersionError",
]

STDIN_NAME = "-"


def _sentences(*parts: str | None) -> str:
    """Joins parts into sentences, each closed by a full stop."""
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def _shown(source: str) -> str:
    return "standard input" if source == STDIN_NAME else source


class NewsschemaError(Exception):
    """A failure that newsschema itself reports; its text is the message, then the remedy if one is known."""

    code: str | None = None
    """The code of the catalogue under which the failure of one source is reported as a finding."""
    remedy: str | None = None
    """What to do about it."""

    @property
    def message(self) -> str:
        """What is wrong and where, without the remedy."""
        return ": ".join(str(field) for field in self.args)

    @override
    def __str__(self) -> str:
        return _sentences(self.message, self.remedy)


class UsageError(NewsschemaError):
    """A call or a command that cannot be carried out as asked, such as one with contradicting options."""

    def __init__(self, reason: str, remedy: str | None = None) -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.remedy = remedy

    @property
    @override
    def message(self) -> str:
        return self.reason


class SourceError(NewsschemaError):
    """A source that cannot be opened or read, or that matches nothing; `source` is its name as given."""

    def __init__(self, source: str, reason: str, remedy: str | None = None, code: str = "NS028") -> None:
        super().__init__(source, reason, remedy, code)
        self.source = source
        self.reason = reason
        self.remedy = remedy
        self.code = code

    @property
    @override
    def message(self) -> str:
        return f"{_shown(self.source)}: {self.reason}"


class LimitError(SourceError):
    """A limit that protects against hostile or broken input was passed.

    `limit` is the name of a field of `newsschema.archive.sources.Limits`, `allowed` its value.
    """

    def __init__(self, source: str, reason: str, limit: str, allowed: float, code: str = "NS007") -> None:
        option = "--" + limit.replace("_", "-")
        super().__init__(source, reason, f"If the source is trusted, raise the limit with {option}", code)
        self.args = (source, reason, limit, allowed, code)
        self.limit = limit
        self.allowed = allowed


class FormatError(NewsschemaError):
    """A format that is unknown or cannot be used; `format_name` has its version, if that is known."""

    def __init__(
        self,
        format_name: str,
        reason: str,
        source: str | None = None,
        remedy: str | None = None,
        code: str = "NS012",
    ) -> None:
        super().__init__(format_name, reason, source, remedy, code)
        self.format_name = format_name
        self.reason = reason
        self.source = source
        self.remedy = remedy
        self.code = code

    @property
    @override
    def message(self) -> str:
        return self.reason if self.source is None else f"{_shown(self.source)}: {self.reason}"


class DocumentError(NewsschemaError):
    """A document with errors, where a good one was asked for; `diagnostics` holds all that was found."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], source: str | None = None) -> None:
        super().__init__(diagnostics, source)
        self.diagnostics = diagnostics
        self.source = source

    @property
    @override
    def message(self) -> str:
        where = "the document" if self.source is None else _shown(self.source)
        if not self.diagnostics:
            return f"{where} cannot be read"
        count = len(self.diagnostics)
        lines = [f"{where} has {count} problem{'s' if count > 1 else ''}"]
        return "\n".join(lines + [f"  {diagnostic}" for diagnostic in self.diagnostics])

    @override
    def __str__(self) -> str:
        return self.message


class VersionError(NewsschemaError):
    """A document of a version of the model that this installation does not read, or that it is not really of."""

    code = "NS022"
    remedy = "Install a newer newsschema, or mend schema_version if it is mistaken"

    def __init__(self, version: str, supported: str, reason: str | None = None) -> None:
        super().__init__(version, supported, reason)
        self.version = version
        self.supported = supported
        self.reason = reason

    @property
    @override
    def message(self) -> str:
        if self.reason is not None:
            return self.reason
        return f"schema version {self.version!r} cannot be read: this installation reads {self.supported}"


class MissingExtraError(NewsschemaError):
    """A feature whose optional dependency is not installed; `extra` is the name to install."""

    def __init__(self, extra: str, needed_for: str) -> None:
        super().__init__(extra, needed_for)
        self.extra = extra
        self.needed_for = needed_for
        self.remedy = f"Run: pip install 'newsschema[{extra}]'"

    @property
    @override
    def message(self) -> str:
        return f"{self.needed_for} needs packages that are not installed"

    @override
    def __str__(self) -> str:
        # No full stop after a command that is there to be copied.
        return f"{self.message}. {self.remedy}"


class OutputError(NewsschemaError):
    """A destination that cannot be written, or that already holds something; `destination` is its name."""

    def __init__(self, destination: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(destination, reason, remedy)
        self.destination = destination
        self.reason = reason
        self.remedy = remedy

    @property
    @override
    def message(self) -> str:
        return f"{self.destination}: {self.reason}"
