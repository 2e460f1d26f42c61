"""The model, version 1: articles, quotes and casualty reports, and the values they are made of."""

from newsschema.v1.agents import (
    Agent,
    Attribution,
    AttributionLink,
    Contact,
    Contribution,
    Organization,
    Party,
    Person,
    SourceCredit,
    SourceDocument,
    UnnamedSource,
)
from newsschema.v1.annotation import SpanError
from newsschema.v1.article import (
    AlternateIdentifier,
    AlternativeHeadline,
    Article,
    Correction,
    EditorialNote,
    Embargo,
    Link,
    LiveBlogUpdate,
    TermLabel,
    VerificationNote,
)
from newsschema.v1.assessments import AssessedFigure
from newsschema.v1.base import Model
from newsschema.v1.body import Body
from newsschema.v1.casualties import (
    CasualtyReport,
    Dispute,
    Evidence,
    PartOf,
    Period,
    Population,
    Supersession,
    Verification,
)
from newsschema.v1.concepts import BroaderConcept, Concept, Event, Mentions, Place
from newsschema.v1.counts import Count, RecorderFigures
from newsschema.v1.extensions import Extension
from newsschema.v1.media import Media, Rendition, Rights
from newsschema.v1.names import Name
from newsschema.v1.quotes import ArticleReference, OriginalText, Quote
from newsschema.v1.redaction import redact
from newsschema.v1.spans import TextSpan
from newsschema.v1.times import DateTime, DayDate, Instant, PartialDate
from newsschema.v1.version import SCHEMA_VERSION

Document = Article | Quote | CasualtyReport
"""What can stand alone."""

__all__ = [
    "SCHEMA_VERSION",
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
    "Dispute",
    "Document",
    "EditorialNote",
    "Embargo",
    "Event",
    "Evidence",
    "Extension",
    "Instant",
    "Link",
    "LiveBlogUpdate",
    "Media",
    "Mentions",
    "Model",
    "Name",
    "Organization",
    "OriginalText",
    "PartOf",
    "PartialDate",
    "Party",
    "Period",
    "Person",
    "Place",
    "Population",
    "Quote",
    "RecorderFigures",
    "Rendition",
    "Rights",
    "SourceCredit",
    "SourceDocument",
    "SpanError",
    "Supersession",
    "TermLabel",
    "TextSpan",
    "UnnamedSource",
    "Verification",
    "VerificationNote",
    "redact",
]
