"""NS2xx: quotes: words, marks, speakers, chains and places."""

from __future__ import annotations

from newsschema.catalogue.entries import ERROR, Rule

RULES: tuple[Rule, ...] = (
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
