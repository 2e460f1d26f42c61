"""NS9xx: safety: what could harm a reader, a source or a system."""

from __future__ import annotations

from newsschema.catalogue.entries import ERROR, WARNING, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "NS901",
        ERROR,
        "a link that runs a script",
        "A link begins with javascript: or vbscript:, so that following it runs what it holds.",
        "Remove the link, and look at where the document comes from.",
        "OWASP Cross Site Scripting Prevention; HTML Living Standard, javascript: URLs",
    ),
    Rule(
        "NS902",
        WARNING,
        "a link that holds its document",
        "A data: link holds what it leads to, which can be a page that runs scripts, and which no filter of "
        "addresses sees.",
        "Publish the file, and link to its address.",
        "RFC 2397; OWASP Cross Site Scripting Prevention",
    ),
    Rule(
        "NS903",
        WARNING,
        "a script in what was offered as text",
        "A field, or a part of the foreign document that is kept, holds a script, a frame, a form or an event "
        "handler. Whoever shows it without escaping runs it.",
        "Remove it, and look at where the document comes from.",
        "OWASP Cross Site Scripting Prevention",
    ),
    Rule(
        "NS904",
        ERROR,
        "text that is shown in another order than it is stored",
        "A character forces the direction of the text, so that readers see other words than machines: exe.fdp "
        "for pdf.exe. No news text needs it.",
        "Remove the characters U+202D and U+202E.",
        "Unicode Technical Report 36; CVE-2021-42574",
    ),
    Rule(
        "NS905",
        WARNING,
        "a change of direction that does not end",
        "An embedding or isolate of another direction is not closed in its paragraph, so that it reorders "
        "what follows.",
        "Close it with U+202C or U+2069, or use the dir attribute of the body.",
        "Unicode Standard Annex 9",
    ),
    Rule(
        "NS906",
        WARNING,
        "characters that nobody sees",
        "The text holds characters that are never shown (tags, invisible operators, a row of zero-width "
        "ones): they can carry words for machines alone.",
        "Remove the characters.",
        "Unicode Technical Report 36; Unicode Standard, Tags",
    ),
    Rule(
        "NS907",
        ERROR,
        "a host that is written to look like another",
        "The name of a host mixes letters of scripts that look alike, or consists of look-alikes alone, as in "
        "addresses that imitate a newspaper or a bank.",
        "Look at the address; if it is genuine, give it without the look-alikes.",
        "Unicode Technical Standard 39; RFC 5891",
    ),
    Rule(
        "NS908",
        ERROR,
        "a password in a link",
        "The address holds a name and a password, for everybody who reads the article.",
        "Remove them, and change the password.",
        "RFC 3986 section 3.2.1",
    ),
    Rule(
        "NS910",
        ERROR,
        "an unnamed source whose name is there",
        "The description of a source that is not named is a name, or tells how to reach the source: an "
        "address, a number, an account.",
        "Describe the source without it, and look for copies that were sent already.",
        "agency rules on anonymous sources; Society of Professional Journalists, Code of Ethics",
    ),
    Rule(
        "NS911",
        WARNING,
        "a victim who needs protection is named",
        "A figure about a child, somebody held, or sexual violence has words in which a person of the article "
        "is named.",
        "Remove the name unless the editor has decided on it; take it out of the article's people too.",
        "UNICEF guidelines for reporting on children; Every Casualty Standards, do no harm",
    ),
    Rule(
        "NS912",
        WARNING,
        "a contact in a note for readers",
        "A note that is expressly public holds an email address or a telephone number, which desks mean for "
        "each other.",
        "Make the note internal, or remove the contact.",
        "desk practice; GDPR, article 5",
    ),
    Rule(
        "NS913",
        ERROR,
        "a note for editors in the body",
        "The text of a note that is not for readers stands in the body.",
        "Remove it from the body.",
        "desk practice",
    ),
    Rule(
        "NS914",
        WARNING,
        "words from desk to desk where readers read",
        'Headline, summary or body has a line that is meant for editors: "not for publication", "Eds:", '
        '"embargoed until".',
        "Move it to the editorial notes.",
        "desk practice",
    ),
    Rule(
        "NS915",
        ERROR,
        "a key of an unnamed source that leads to the source",
        "The key that tells unnamed sources apart is an address or identifier, which leads to whoever must "
        "not be found.",
        "Use a key that means nothing elsewhere, such as source-1.",
        "newsschema model, unnamed sources",
    ),
    Rule(
        "NS916",
        WARNING,
        "a person's number or address for readers",
        "A telephone number or postal address of an author is marked as public.",
        "Make it internal, unless the author wants it printed.",
        "GDPR, article 5; desk practice",
    ),
)
