"""NS4xx: interchange: what readers tolerate, codes of vocabularies, and what platforms ask for."""

from __future__ import annotations

from newsschema.catalogue.entries import ERROR, INFO, WARNING, Rule

RULES: tuple[Rule, ...] = (
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
    Rule(
        "NS460",
        INFO,
        "an item that is no article was set aside",
        "A message may hold concepts, plans and catalogs beside articles. They are counted by their kind and not read.",
        "Nothing needs to be done.",
        "NewsML-G2 2.35, item types",
    ),
    Rule(
        "NS461",
        INFO,
        "an identifier was derived, since the guid is no IRI",
        "A guid identifies an item everywhere only if it is an absolute IRI. The one derived is the same for every "
        "version of the item; the guid is kept and written back.",
        "Give items guids that are IRIs, such as urn:newsml: or tag:.",
        "NewsML-G2 2.35, guid; RFC 9562, UUID version 5",
    ),
    Rule(
        "NS462",
        WARNING,
        "an XML signature was left out",
        "A signature holds for the bytes that were signed; for a document that is written anew it would be false.",
        "Check the signature on the original document.",
        "XML Signature Syntax and Processing 1.1",
    ),
)
