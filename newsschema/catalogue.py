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
        "Values or elements are nested far beyond what a news document needs; reading on could exhaust memory.",
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
        "The compressed file or archive ends early or its checksum is wrong: an interrupted transfer, most often.",
        "Fetch the file again.",
        "RFC 1952; RFC 8878; APPNOTE.TXT (ZIP)",
    ),
    Rule(
        "NS009",
        ERROR,
        "compressed data expands too much",
        "The data expands to many times its size, as a decompression bomb does, or beyond the limit for one file.",
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
        "The document can be read but holds no article: a page that lost its markup, an empty file, a listing.",
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
        "The text does not follow the form of its slot: a date-time, an IRI, a language tag, a line without breaks.",
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
        "Control characters, lone surrogates and a few others cannot stand in XML 1.0, so no format here takes them.",
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
        "A symbolic or hard link in the source points outside of it, so reading it would read something not given.",
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

_ARTICLE = (
    Rule(
        "NS101",
        ERROR,
        "a standalone record says too little of itself",
        "A quote or casualty report that stands alone is a document, so it says its type and the version of the "
        "model; with one of these members, or an article, it needs both.",
        "Give it type and schema_version, or put it into an article without them.",
        "newsschema model, documents",
    ),
    Rule(
        "NS102",
        ERROR,
        "an identifier is used twice in one article",
        "Quotes, casualty reports, events and media are referred to by their identifiers, so two of them cannot "
        "have the same one, also where they are of different kinds.",
        "Give each part its own identifier, such as the article's with #q1, #q2, #c1.",
        "newsschema model, references",
    ),
    Rule(
        "NS103",
        ERROR,
        "a record inside an article speaks as a document of its own",
        "A quote or casualty report inside an article takes type, version and article from where it stands; its "
        "own could contradict them.",
        "Remove type, schema_version and article from the record.",
        "newsschema model, documents",
    ),
    Rule(
        "NS110",
        ERROR,
        "an end is before its start",
        "The end of a period or event is certainly before its start, even when both are read as generously as "
        "their precision allows.",
        "Exchange the two, or correct the wrong one; leave out what is not known.",
        "ISO 8601-1",
    ),
    Rule(
        "NS121",
        ERROR,
        "a person or organization that nothing names",
        "Somebody who stands in an article by name has a name, an identifier or a code. Whoever is not named is "
        "an unnamed source, which cannot be mistaken for a gap.",
        "Give a name, or write the source as an unnamed_source with the description that the text gives.",
        "newsschema model, agents",
    ),
    Rule(
        "NS122",
        ERROR,
        "a source document that nothing names",
        "A report, list or post that serves as a source has a name, an identifier or a link, or nobody could find it.",
        "Give what the text calls the document, or its link.",
        "newsschema model, agents",
    ),
    Rule(
        "NS123",
        ERROR,
        "a concept without identifier, code and name",
        "A subject or genre says which term it is, by IRI, by code or by name.",
        "Give at least one of identifier, qcode and names, or leave the concept out.",
        "NewsML-G2, concepts; schema.org DefinedTerm",
    ),
    Rule(
        "NS124",
        ERROR,
        "a place with one coordinate",
        "Latitude and longitude mean a point only together.",
        "Give both, or neither.",
        "WGS 84",
    ),
    Rule(
        "NS125",
        ERROR,
        "a place that nothing locates",
        "A place has a name, an identifier or code, a country or subdivision, or coordinates.",
        "Give what is known of the place, or leave it out.",
        "newsschema model, places",
    ),
    Rule(
        "NS126",
        ERROR,
        "a link that leads nowhere",
        "A link to another document gives its identifier or its URL.",
        "Give the identifier or the URL of the other document.",
        "NewsML-G2 link",
    ),
    Rule(
        "NS130",
        ERROR,
        "the markup of the body is broken, or uses what a body may not hold",
        "The body holds a listed subset of HTML, well-formed: no comment, no script, no other element or "
        "attribute, each element closed.",
        "Use Body.from_xhtml(), which keeps what a body may hold and says what it left out.",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS131",
        ERROR,
        "white space in the body that its normal form does not have",
        "Outside pre, white space is one space between words: none between blocks, none at their ends, no tab or "
        "line end.",
        "Use Body.from_xhtml(), which collapses white space as browsers do.",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS132",
        ERROR,
        "an element stands where the body's normal form has none",
        "The body is a sequence of blocks, and each element has its places: text inside paragraphs, items inside "
        "lists, no link within a link.",
        "Use Body.from_xhtml(), which moves or drops what stands wrongly.",
        "HTML Living Standard, content models",
    ),
    Rule(
        "NS133",
        ERROR,
        "an id of the body is reserved or stands twice",
        "An id stands once in a body. Ids that begin with ns. mark the places of quotes and figures in written "
        "documents, never in a body.",
        "Choose another id, or remove it.",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS134",
        ERROR,
        "a tag or a character of the body is not written as in normal form",
        "Tags are in lower case and their attributes in double quotation marks. In text only &amp; &lt; and &gt; are "
        "references, in attributes &quot; besides; everything else stands as itself.",
        "Write the character as the message says, or use Body.from_xhtml().",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS135",
        ERROR,
        "an element of the body is empty",
        "An element that is there says something; only cells of a table may be empty.",
        "Remove the element, or fill it.",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS141",
        ERROR,
        "the body shows an image that is not among the article's media",
        "The src of an image in the body is the identifier of one of the article's media, where its files, "
        "caption and rights stand.",
        "Add the medium, or correct the src.",
        "newsschema model, media",
    ),
)

_QUOTES = (
    Rule(
        "NS210",
        ERROR,
        "a quote without its words",
        "A quote has the words that were said, in direct or indirect speech. Where somebody was asked and said "
        "nothing, the kind says so.",
        "Give the text, or the kind declined_comment or no_response.",
        "newsschema model, quotes",
    ),
    Rule(
        "NS211",
        ERROR,
        "words where nothing was said",
        "A quote of the kind declined_comment or no_response records that somebody said nothing, so it has no words.",
        "Remove the text, or choose the kind that fits the words.",
        "newsschema model, quotes",
    ),
    Rule(
        "NS220",
        ERROR,
        "an attribution that does not start at the origin",
        "The links of an attribution go from the origin to the reader, so the first is the originator, or a "
        "document where only that is named.",
        "Begin with the originator; where the text only implies one, with an originator that is an unnamed_source.",
        "newsschema model, attribution",
    ),
    Rule(
        "NS221",
        ERROR,
        "an attribution with two originators",
        "A statement has one origin. Those who say it jointly are several agents of one link; two people who say "
        "the same are two quotes or reports.",
        "Put joint originators into one link, or make two records.",
        "newsschema model, attribution",
    ),
    Rule(
        "NS230",
        ERROR,
        "a span whose words are not in the text",
        "A span gives positions in the plain text of the body and the exact words there, and the two do not "
        "agree: often the body changed after the span was made.",
        "Place the words again with article.locate() or article.annotate().",
        "W3C Web Annotation Data Model, text selectors",
    ),
    Rule(
        "NS231",
        ERROR,
        "a span whose length is not that of its words",
        "The exact words of a span have as many characters (Unicode code points) as lie between its start and its end.",
        "Count in code points, not in bytes or UTF-16 units; or place the words with article.locate().",
        "W3C Web Annotation Data Model, text selectors",
    ),
)

_CASUALTIES = (
    Rule(
        "NS301",
        ERROR,
        "a number that does not agree with its qualifier",
        "Exact, at_least, range and the like frame a number and need one; vague, unspecified, none and not_stated "
        "say that there was none.",
        "Give the number, or choose the qualifier that says how it was framed.",
        "newsschema model, counts",
    ),
    Rule(
        "NS302",
        ERROR,
        "the ends of a range do not agree",
        "A range has a lower and a higher number, and no other qualifier has a second one.",
        "Put the lower number first; for one number choose another qualifier.",
        "newsschema model, counts",
    ),
    Rule(
        "NS303",
        ERROR,
        "a count without number and without words",
        "Where no number was said, the words are all there is: dozens, heavy losses.",
        "Put the words of the source into phrase.",
        "newsschema model, counts",
    ),
    Rule(
        "NS304",
        ERROR,
        "zero where nothing can be counted",
        "Exactly, about or at least 0 says nothing that the qualifier none does not say better: that nobody at "
        "all was harmed.",
        "Say none, without a number.",
        "newsschema model, counts",
    ),
    Rule(
        "NS306",
        ERROR,
        "a recorder's figures that are missing or do not rise",
        "A recorder's own low, best and high estimates rise in this order, and at least one is given.",
        "Put the figures in order, or leave them out.",
        "practice of casualty recorders (UCDP, ACLED)",
    ),
    Rule(
        "NS310",
        ERROR,
        "a case classification for what is no case",
        "Suspected, probable and confirmed are classes of cases of a disease; for the dead of a battle they mean "
        "nothing.",
        "Use the outcome case, or leave the classification out.",
        "WHO case definitions",
    ),
    Rule(
        "NS315",
        ERROR,
        "a reversed range of ages",
        "The highest age is below the lowest.",
        "Exchange the two.",
        "newsschema model, population",
    ),
    Rule(
        "NS320",
        ERROR,
        "an event that the article does not have",
        "A casualty report refers to one of the article's events by its identifier.",
        "Add the event, or correct the identifier.",
        "newsschema model, references",
    ),
    Rule(
        "NS321",
        ERROR,
        "a quote as evidence that the article does not have",
        "The evidence of a report names quotes of the same article by their identifiers.",
        "Add the quote, or correct the identifier.",
        "newsschema model, references",
    ),
    Rule(
        "NS322",
        ERROR,
        "a part of a figure that the article does not have",
        "A report that is a part of a larger figure names another report of the same article.",
        "Add the larger report, or correct the identifier; for a figure elsewhere use supersedes or a note.",
        "newsschema model, references",
    ),
    Rule(
        "NS323",
        ERROR,
        "a report that replaces itself",
        "Following what each report replaces leads back to the same one, so none of them is the latest.",
        "Let the later figure replace the earlier one, and not the other way.",
        "newsschema model, supersession",
    ),
)

_INTERCHANGE: tuple[Rule, ...] = (
    Rule(
        "NS401",
        ERROR,
        "the format has no place for this kind of document",
        "A quote or casualty report that stands alone can be written as JSON and as rows of tables; the formats that "
        "are made for articles can carry it only inside one.",
        "Convert the article that holds it, or write JSON.",
        "newsschema formats",
    ),
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
