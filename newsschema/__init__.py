"""A typed, versioned model of news articles, their quotes and casualty reports, with converters that lose nothing.

`Article`, `Quote` and `CasualtyReport` are the documents; `read`, `write`, `convert` and `validate` work on files in
any of the formats, `dumps` and `loads` on one document in memory.

A name is loaded when it is first used: the command line and programs that read one format start without the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newsschema.archive.account import Account
    from newsschema.archive.conversion import TooManyRejects, convert, write
    from newsschema.archive.reading import Record, read, read_records
    from newsschema.archive.sources import Limits
    from newsschema.archive.validation import Result, validate
    from newsschema.diagnostics import Diagnostic, Severity
    from newsschema.errors import (
        DocumentError,
        FormatError,
        LimitError,
        MissingExtraError,
        NewsschemaError,
        OutputError,
        SourceError,
        UsageError,
        VersionError,
    )
    from newsschema.formats import dumps, load_all, loads
    from newsschema.formats.base import ReadOptions
    from newsschema.v1 import (
        SCHEMA_VERSION,
        Agent,
        AlternateIdentifier,
        AlternativeHeadline,
        Article,
        ArticleReference,
        AssessedFigure,
        Attribution,
        AttributionLink,
        Body,
        BroaderConcept,
        CasualtyReport,
        Concept,
        Contact,
        Contribution,
        Correction,
        Count,
        DateTime,
        DayDate,
        Dispute,
        Document,
        EditorialNote,
        Embargo,
        Event,
        Evidence,
        Extension,
        Instant,
        Link,
        LiveBlogUpdate,
        Media,
        Mentions,
        Model,
        Name,
        Organization,
        OriginalText,
        PartialDate,
        PartOf,
        Party,
        Period,
        Person,
        Place,
        Population,
        Quote,
        RecorderFigures,
        Rendition,
        Rights,
        SourceCredit,
        SourceDocument,
        SpanError,
        Supersession,
        TermLabel,
        TextSpan,
        UnnamedSource,
        Verification,
        VerificationNote,
        redact,
    )

    __version__: str

__all__ = [
    "SCHEMA_VERSION",
    "Account",
    "Agent",
    "AlternateIdentifier",
    "AlternativeHeadline",
    "Article",
    "ArticleReference",
    "AssessedFigure",
    "Attribution",
    "AttributionLink",
    "Body",
    "BroaderConcept",
    "CasualtyReport",
    "Concept",
    "Contact",
    "Contribution",
    "Correction",
    "Count",
    "DateTime",
    "DayDate",
    "Diagnostic",
    "Dispute",
    "Document",
    "DocumentError",
    "EditorialNote",
    "Embargo",
    "Event",
    "Evidence",
    "Extension",
    "FormatError",
    "Instant",
    "LimitError",
    "Limits",
    "Link",
    "LiveBlogUpdate",
    "Media",
    "Mentions",
    "MissingExtraError",
    "Model",
    "Name",
    "NewsschemaError",
    "Organization",
    "OriginalText",
    "OutputError",
    "PartOf",
    "PartialDate",
    "Party",
    "Period",
    "Person",
    "Place",
    "Population",
    "Quote",
    "ReadOptions",
    "Record",
    "RecorderFigures",
    "Rendition",
    "Result",
    "Rights",
    "Severity",
    "SourceCredit",
    "SourceDocument",
    "SourceError",
    "SpanError",
    "Supersession",
    "TermLabel",
    "TextSpan",
    "TooManyRejects",
    "UnnamedSource",
    "UsageError",
    "Verification",
    "VerificationNote",
    "VersionError",
    "__version__",
    "convert",
    "dumps",
    "load_all",
    "loads",
    "read",
    "read_records",
    "redact",
    "validate",
    "write",
]

_HOMES: Final = {
    "newsschema.archive.account": ("Account",),
    "newsschema.archive.conversion": ("TooManyRejects", "convert", "write"),
    "newsschema.archive.reading": ("Record", "read", "read_records"),
    "newsschema.archive.sources": ("Limits",),
    "newsschema.archive.validation": ("Result", "validate"),
    "newsschema.diagnostics": ("Diagnostic", "Severity"),
    "newsschema.errors": (
        "DocumentError",
        "FormatError",
        "LimitError",
        "MissingExtraError",
        "NewsschemaError",
        "OutputError",
        "SourceError",
        "UsageError",
        "VersionError",
    ),
    "newsschema.formats": ("dumps", "load_all", "loads"),
    "newsschema.formats.base": ("ReadOptions",),
}
"""The modules that define the names above; what is not listed belongs to the model."""
_HOME_OF: Final = {name: module for module, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # type checkers follow the imports above, and know every other name to be a mistake

    def __getattr__(name: str) -> object:
        """Returns a public name, which from then on is an attribute of the package as any other."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name == "__version__":
            from importlib.metadata import version

            value = version(__name__)
        else:
            value = getattr(import_module(_HOME_OF.get(name, "newsschema.v1")), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
