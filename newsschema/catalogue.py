"""The catalogue of codes: every finding that newsschema can report, as plain data.

Families: NS0xx syntax and encoding, NS1xx article, NS2xx quotes, NS3xx casualty reports, NS4xx interchange,
NS5xx feeds, NS9xx safety. A code is never given a second meaning. To add a rule, append it to its family.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["CODES", "Rule", "Severity"]


class Severity(StrEnum):
    """How much a finding weighs: an error refuses, a warning should be looked at, an info was tolerated."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class Rule(NamedTuple):
    """One entry of the catalogue; `source` is the standard or practice that the rule comes from."""

    code: str
    severity: Severity
    summary: str
    explanation: str
    remedy: str
    source: str


_SYNTAX = (
    Rule(
        "NS001",
        ERROR,
        "the text is not valid UTF-8",
        "A byte sequence is not UTF-8, the one encoding of JSON between systems. The usual cause is a file "
        "saved as Windows-1252 or Latin-1, or a document cut in the middle of a character.",
        "Save the document as UTF-8, or declare its encoding where the format allows it (XML, HTML).",
        "RFC 8259 section 8.1",
    ),
    Rule(
        "NS002",
        ERROR,
        "the text is not JSON",
        "The text breaks the grammar of JSON: a missing or extra comma, a missing quotation mark, a value "
        "that is no JSON value, or an end before everything is closed.",
        "Mend the text at the position given; a JSON-aware editor shows it.",
        "RFC 8259",
    ),
    Rule(
        "NS003",
        ERROR,
        "a member name occurs twice in one object",
        "Readers disagree about which of two members of the same name counts; most take the last in silence.",
        "Keep one of the two.",
        "RFC 8259 section 4",
    ),
    Rule(
        "NS004",
        ERROR,
        "the XML is not well-formed",
        "A tag is not closed, an attribute is not quoted, a character is not allowed, or the document ends "
        "early. No XML reader may guess beyond such a place.",
        "Mend the document at the position given, or send it again if it was cut off.",
        "XML 1.0, section 2.1",
    ),
    Rule(
        "NS005",
        ERROR,
        "the document type declaration declares entities or loads other files",
        "Declared entities can expand without end or read other files. No news format needs them, so a "
        "document that declares them is refused unread.",
        "Send the document without an internal subset and without entities of its own.",
        "OWASP XML External Entity Prevention",
    ),
    Rule(
        "NS006",
        ERROR,
        "the document is nested too deeply",
        "Values or elements are nested far beyond what a news document needs; reading on could exhaust "
        "memory.",
        "Check how the document was made; a trusted one can be read with a higher limit.",
        "RFC 8259 section 9",
    ),
    Rule(
        "NS007",
        ERROR,
        "the document is larger than the limit",
        "One document is held in memory while it is read, so its size is limited.",
        "Split the document, or raise the limit if the source is trusted.",
        "newsschema limits",
    ),
    Rule(
        "NS008",
        ERROR,
        "compressed data is truncated or damaged",
        "The compressed file or archive ends early or its checksum is wrong: an interrupted transfer, most "
        "often.",
        "Fetch the file again.",
        "RFC 1952; RFC 8878; APPNOTE.TXT (ZIP)",
    ),
    Rule(
        "NS009",
        ERROR,
        "compressed data expands too much",
        "The data expands to many times its size, as a decompression bomb does, or beyond the limit for one"
        " file.",
        "Look at the file; a trusted one can be read with a higher limit.",
        "newsschema limits",
    ),
    Rule(
        "NS010",
        ERROR,
        "a JSON-LD block of the page cannot be read",
        "A script element of type application/ld+json holds text that is not JSON, even after the usual "
        "mistakes are mended, so search engines do not read it either.",
        "Mend the template that writes the block.",
        "JSON-LD 1.1 section 7; HTML Living Standard",
    ),
    Rule(
        "NS011",
        ERROR,
        "no article here",
        "The document can be read but holds no article: a page that lost its markup, an empty file, a "
        "listing.",
        "Check that the right document was given and that the publisher's markup is still there.",
        "newsschema",
    ),
    Rule(
        "NS012",
        ERROR,
        "the format is recognised but not read",
        "The document is of a format that is known by name and version but has no reader here.",
        "Convert it to NewsML-G2, schema.org JSON-LD or newsschema JSON first.",
        "newsschema formats",
    ),
    Rule(
        "NS013",
        ERROR,
        "the format is not known",
        "The content has the marks of no format that is known here.",
        "Check that the file holds news; if it does, name its format with --from.",
        "newsschema formats",
    ),
    Rule(
        "NS014",
        ERROR,
        "a member is not known",
        "The object has a member that the model does not define at this place: a spelling mistake, or data "
        "that belongs into extensions.",
        "Correct the name, remove the member, or move it to extensions.",
        "newsschema model",
    ),
    Rule(
        "NS015",
        ERROR,
        "a required member is missing",
        "The model requires this member at this place.",
        "Add the member.",
        "newsschema model",
    ),
    Rule(
        "NS016",
        ERROR,
        "a value has the wrong type",
        "The value is of another JSON type than the model has here: text for a number, one value for a list.",
        "Write the value with the type named.",
        "newsschema model",
    ),
    Rule(
        "NS017",
        ERROR,
        "a text does not have the required form",
        "The text does not follow the form of its slot: a date-time, an IRI, a language tag, a line without"
        " breaks.",
        "Write the text in the form named.",
        "newsschema model",
    ),
    Rule(
        "NS018",
        ERROR,
        "a code is not one of the list",
        "The slot takes a token of the list of this version, and, where the list is open, an absolute IRI.",
        "Use a token of the list, or an absolute IRI where the list is open.",
        "newsschema model",
    ),
    Rule(
        "NS019",
        ERROR,
        "a number is out of range",
        "The number is smaller or larger than the model allows here.",
        "Correct the number.",
        "newsschema model",
    ),
    Rule(
        "NS020",
        ERROR,
        "a text or list has the wrong length",
        "The text or list is shorter or longer than the model allows here, or it holds a value twice.",
        "Correct the length as the message says.",
        "newsschema model",
    ),
    Rule(
        "NS021",
        ERROR,
        "the type of an object is missing or not known",
        "Where several kinds of object may stand, the member named says which one it is.",
        "Give the member one of the values listed.",
        "newsschema model",
    ),
    Rule(
        "NS022",
        ERROR,
        "the schema version cannot be read",
        "The document says that it follows a version of the model that this installation does not read.",
        "Install a newer newsschema, or correct schema_version.",
        "newsschema versions",
    ),
    Rule(
        "NS023",
        ERROR,
        "a number is not finite",
        "NaN and infinities are not JSON and mean nothing in a news document.",
        "Leave the member out, or write the number.",
        "RFC 8259 section 6",
    ),
    Rule(
        "NS024",
        ERROR,
        "a text holds a character that cannot be carried",
        "Control characters, lone surrogates and a few others cannot stand in XML 1.0, so no format here "
        "takes them.",
        "Remove the character.",
        "XML 1.0, section 2.2",
    ),
    Rule(
        "NS025",
        ERROR,
        "an archive member's name leads out of the archive",
        "The member's name is absolute or climbs with '..', as in an attack on whoever unpacks it.",
        "Look at where the archive comes from, and pack it again.",
        "CWE-22",
    ),
    Rule(
        "NS026",
        ERROR,
        "a link leads out of the source",
        "A symbolic or hard link in the source points outside of it, so reading it would read something not"
        " given.",
        "Give the target itself as a source, if it is meant.",
        "CWE-59",
    ),
    Rule(
        "NS027",
        ERROR,
        "an archive has too many members",
        "The number of members in one archive is limited.",
        "Split the archive, or raise the limit if the source is trusted.",
        "newsschema limits",
    ),
    Rule(
        "NS028",
        ERROR,
        "the source cannot be read",
        "The file cannot be opened or its device failed while it was read.",
        "Check the name, the permissions and the disk.",
        "newsschema",
    ),
    Rule(
        "NS029",
        ERROR,
        "an archive member is encrypted or packed in an unknown way",
        "The member needs a password or a method of compression that is not available here.",
        "Unpack the archive yourself and give the files.",
        "APPNOTE.TXT (ZIP)",
    ),
    Rule(
        "NS030",
        ERROR,
        "archives are packed in archives too deeply",
        "One level of compression inside an archive is opened; deeper ones are not.",
        "Unpack the inner archive and give it as a source.",
        "newsschema limits",
    ),
    Rule(
        "NS031",
        WARNING,
        "the document is of a newer version of the model",
        "The document says a newer minor version than this package knows. What that version added was moved to the "
        "article's extensions, with its place, and comes back when the article is upgraded.",
        "Install a newer newsschema to read everything in its own field.",
        "newsschema, versions of the model",
    ),
    Rule(
        "NS039",
        ERROR,
        "a value breaks the model",
        "The value breaks a constraint of the model that the message names.",
        "Correct the value as the message says.",
        "newsschema model",
    ),
)

_ARTICLE: tuple[Rule, ...] = ()

_QUOTES: tuple[Rule, ...] = ()

_CASUALTIES: tuple[Rule, ...] = ()

_INTERCHANGE: tuple[Rule, ...] = (
    Rule(
        "NS440",
        INFO,
        "a value is written in an unusual way",
        "The JSON-LD is not as schema.org has it, but what it means is clear: another case of a term, text for a "
        "number, one value for a list, HTML inside a text, a date in another form. It was read as meant.",
        "Nothing needs to be done; a publisher may mend the template.",
        "schema.org; JSON-LD 1.1",
    ),
    Rule(
        "NS441",
        INFO,
        "members that the model has no field for are kept as extensions",
        "The JSON-LD says more than the model has fields for. It is kept with the thing it belongs to and comes back "
        "when JSON-LD is written.",
        "Nothing needs to be done.",
        "newsschema model, extensions",
    ),
    Rule(
        "NS442",
        WARNING,
        "a value that its field refuses is kept as an extension",
        "The value has no meaning in its field: a date that does not exist, a link that is none, a name that is "
        "empty. The field stays empty, and the value is kept as it was.",
        "Look at the value; mend the source if it is a mistake.",
        "newsschema model, extensions",
    ),
    Rule(
        "NS443",
        INFO,
        "a value is derived from the page",
        "The article did not say it, so it was taken from what stands beside it: the page's canonical link, language "
        "or title, or a number in the article.",
        "Nothing needs to be done; a publisher may state it in the JSON-LD.",
        "newsschema JSON-LD reader",
    ),
    Rule(
        "NS444",
        INFO,
        "a time has no zone",
        "The date-time does not say in which zone it is, so that the moment is not known. It is kept as written.",
        "Give --assume-timezone if the zone of the source is known.",
        "ISO 8601; W3C Date and Time Formats",
    ),
    Rule(
        "NS445",
        INFO,
        "a time without zone was given the assumed zone",
        "The date-time does not say in which zone it is, and --assume-timezone supplied it.",
        "Check that the zone is right for the source.",
        "newsschema option --assume-timezone",
    ),
    Rule(
        "NS446",
        WARNING,
        "the markup beside the text was left out, since it is of another text",
        "The document holds the body twice: as plain text and as markup. They differ, so one of them was changed "
        "without the other; the plain text holds.",
        "Change the text and its markup together, or remove the markup.",
        "newsschema, mapping of the body",
    ),
    Rule(
        "NS447",
        INFO,
        "JSON that is not well-formed was read as meant",
        "The block is not JSON, but a person would read it without doubt: raw line breaks in a text, a comma too "
        "many, a comment around it.",
        "Mend the template that writes the block: strict readers refuse it.",
        "RFC 8259",
    ),
    Rule(
        "NS448",
        INFO,
        "several blocks of the page describe one article",
        "More than one object of the page is the same article. They were joined: the first holds, the others add "
        "what it does not say.",
        "Nothing needs to be done.",
        "schema.org; JSON-LD 1.1, node objects",
    ),
)

_SAFETY: tuple[Rule, ...] = ()


def _table(*families: tuple[Rule, ...]) -> Mapping[str, Rule]:
    table: dict[str, Rule] = {}
    for rule in (rule for family in families for rule in family):
        if rule.code in table:
            raise ValueError(f"code {rule.code} is given twice")
        table[rule.code] = rule
    return MappingProxyType(dict(sorted(table.items())))


CODES: Mapping[str, Rule] = _table(_SYNTAX, _ARTICLE, _QUOTES, _CASUALTIES, _INTERCHANGE, _SAFETY)
"""Every rule by its code, in the order of codes."""
