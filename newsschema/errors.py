"""The exceptions of newsschema: one family whose members say what, where and what to do.

Exceptions are for a caller's mistake or for a source that cannot be used; what is wrong inside a document
is a `newsschema.diagnostics.Diagnostic`, and only functions that return one document turn it into a
`DocumentError`. Every member keeps its fields as arguments in order, so it survives pickling between processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """Any failure that newsschema itself reports; `remedy` says what to do about it, where that is known."""

    code: str | None = None
    """The code of the catalogue under which this failure is reported as a diagnostic, if it is one of a source."""

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return _sentences(self.message, self.remedy)


class UsageError(NewsschemaError):
    """A call or a command that cannot be carried out as asked: contradicting options, a value of the wrong kind."""


class SourceError(NewsschemaError):
    """A source that cannot be opened or read, or that matches nothing; `source` is its name as given."""

    code = "NS028"

    def __init__(self, source: str, reason: str, remedy: str | None = None, code: str = "NS028") -> None:
        super().__init__(f"{_shown(source)}: {reason}", remedy)
        self.args = (source, reason, remedy, code)
        self.source = source
        self.reason = reason
        self.code = code


class LimitError(NewsschemaError):
    """A limit that protects against hostile or broken input was passed.

    `limit` is the name of the field in `Limits`, `allowed` its value, `found` what was met where it is known.
    """

    code = "NS007"

    def __init__(
        self, source: str, limit: str, reason: str, allowed: float, found: float | None = None, code: str = "NS007"
    ) -> None:
        option = "--" + limit.replace("_", "-")
        super().__init__(f"{_shown(source)}: {reason}", f"If the source is trusted, raise the limit with {option}")
        self.args = (source, limit, reason, allowed, found, code)
        self.source = source
        self.limit = limit
        self.reason = reason
        self.allowed = allowed
        self.found = found
        self.code = code


class FormatError(NewsschemaError):
    """A format that is unknown, or that cannot be read or written; `format` names it, with its version if known."""

    code = "NS012"

    def __init__(
        self, format: str, reason: str, source: str | None = None, remedy: str | None = None, code: str = "NS012"
    ) -> None:
        where = f"{_shown(source)}: " if source is not None else ""
        super().__init__(f"{where}{reason}", remedy)
        self.args = (format, reason, source, remedy, code)
        self.format = format
        self.reason = reason
        self.source = source
        self.code = code


class DocumentError(NewsschemaError):
    """A document with errors, where exactly one good document was asked for; `diagnostics` holds all that was found."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], source: str | None = None) -> None:
        super().__init__(_summary(diagnostics, source))
        self.args = (diagnostics, source)
        self.diagnostics = diagnostics
        self.source = source


def _summary(diagnostics: tuple[Diagnostic, ...], source: str | None) -> str:
    where = _shown(source) if source is not None else "the document"
    if not diagnostics:
        return f"{where} cannot be read"
    lines = [f"{where} has {len(diagnostics)} problem{'s' if len(diagnostics) > 1 else ''}"]
    lines += [f"  {diagnostic}" for diagnostic in diagnostics]
    return "\n".join(lines)


class VersionError(NewsschemaError):
    """A document of a version of the model that this installation does not read; `version` is what it says."""

    code = "NS022"

    def __init__(self, version: str, supported: str) -> None:
        super().__init__(
            f"schema version {version!r} cannot be read: this installation reads {supported}",
            "Install a newer newsschema, or mend schema_version if it is mistaken",
        )
        self.args = (version, supported)
        self.version = version
        self.supported = supported


class MissingExtraError(NewsschemaError):
    """A feature whose optional dependency is not installed; `extra` is the name to install."""

    def __init__(self, extra: str, needed_for: str) -> None:
        super().__init__(
            f"{needed_for} needs packages that are not installed", f"Run: pip install 'newsschema[{extra}]'"
        )
        self.args = (extra, needed_for)
        self.extra = extra
        self.needed_for = needed_for

    def __str__(self) -> str:
        # No full stop after a command that is there to be copied.
        return f"{self.message}. {self.remedy}"


class OutputError(NewsschemaError):
    """A destination that cannot be written, or that already holds something; `destination` is its name as given."""

    def __init__(self, destination: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"{destination}: {reason}", remedy)
        self.args = (destination, reason, remedy)
        self.destination = destination
        self.reason = reason
