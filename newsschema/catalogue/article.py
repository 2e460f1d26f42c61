"""NS1xx: the article: its dates, identity, rights, language, body and media."""

from __future__ import annotations

from newsschema.catalogue.entries import ERROR, Rule

RULES: tuple[Rule, ...] = (
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
