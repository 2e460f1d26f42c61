"""NS2xx: quotes: words, marks, speakers, chains and places."""

from __future__ import annotations

from newsschema.catalogue.entries import ERROR, WARNING, Rule

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
    Rule(
        "NS201",
        WARNING,
        "the words of the quote are not those that its spans mark",
        "Letters and digits of the quote differ from those of its content spans. Either the quote was "
        "shortened without a sign, or the wrong words were marked. Signs of editing in the text (..., [ ]) "
        "are allowed for.",
        "Correct the text or the spans, or show what was left out or added.",
        "W3C Web Annotation, TextQuoteSelector; desk practice",
    ),
    Rule(
        "NS202",
        WARNING,
        "direct words that stand in no quotation marks",
        "A direct quote gives the very words, so they stand between quotation marks, after the dash of a "
        "dialogue, or in an element that quotes. Without marks readers take them for the writer's.",
        "Set the marks, or change the kind to indirect.",
        "PARC 3.0, direct quotations; agency style guides",
    ),
    Rule(
        "NS203",
        WARNING,
        "a mixed quote that is not mixed",
        "A mixed quote has a fragment in quotation marks inside words of the writer. Here the one or the "
        "other is missing.",
        "Change the kind to direct or indirect, or mark the spans of both parts.",
        "PARC 3.0, mixed quotations",
    ),
    Rule(
        "NS204",
        WARNING,
        "reported words in quotation marks",
        "The words of an indirect quote stand between quotation marks, which say that they are the speaker's own.",
        "Change the kind to direct or mixed, or remove the marks.",
        "PARC 3.0, indirect quotations",
    ),
    Rule(
        "NS205",
        WARNING,
        "a translated quote without its original",
        "The chain names a translator, but the words before translation are not kept, so nobody can check "
        "what was said.",
        "Add original with its text and language.",
        "newsschema model; practice of agencies that quote across languages",
    ),
    Rule(
        "NS206",
        WARNING,
        "an original in the language of the quote",
        "The quote is said to be translated, and its original is in the same language: one of the two tags is "
        "wrong, or nothing was translated.",
        "Correct the language of the quote or of the original.",
        "BCP 47; schema.org translationOfWork",
    ),
    Rule(
        "NS207",
        WARNING,
        "the same words of two speakers",
        "Two quotes of the article have the same words and different speakers. One of them was attributed "
        "wrongly, by copying most often.",
        "Correct the speaker, or give the words once, to both of them jointly.",
        "Quotebank, quotations by speaker; desk practice",
    ),
    Rule(
        "NS208",
        WARNING,
        "a speaker who is only a pronoun or a role",
        "The name of the speaker is a pronoun (she, they) or a bare role (the minister): a mention was taken "
        "for the person.",
        "Name whom the text means; if it names nobody, use an unnamed_source with the description that it gives.",
        "Stanford CoreNLP, quote attribution; BBC Citron, coreference",
    ),
    Rule(
        "NS209",
        WARNING,
        "said after the article",
        "The words, or a step of their way, are dated after the article was published, changed and made.",
        "Correct the date of the words or of the article.",
        "desk practice",
    ),
    Rule(
        "NS212",
        WARNING,
        "a source of whom nothing is said",
        "The description of an unnamed source is no more than that it is one. Readers cannot judge what it "
        "may know, or whose side it is on.",
        "Describe the source as closely as its safety allows: where it stands, and how it knows.",
        "agency rules on anonymous sources",
    ),
    Rule(
        "NS213",
        WARNING,
        "an unnamed source quoted without a reason",
        "The article itself quotes somebody word for word without a name, and does not say why. That is "
        "allowed only for a reason, which readers are told.",
        'Add the reason, such as "not authorised to speak".',
        "agency rules on anonymous sources",
    ),
    Rule(
        "NS214",
        WARNING,
        "words that nobody said",
        "Words are given as said, and nothing is known of who said them: no name, no description, no body.",
        "Add the description that the text gives of the speaker.",
        "PolNeAR, attributions without a source; desk practice",
    ),
    Rule(
        "NS215",
        ERROR,
        "a declined comment of nobody",
        "Somebody declined to comment or did not answer, and the record does not say who was asked.",
        "Name or describe whoever was asked.",
        "newsschema model, declined comments",
    ),
    Rule(
        "NS216",
        ERROR,
        "a chain that is out of order",
        "The links of an attribution run from the origin over spokespeople and relayers to the publisher. In "
        "another order they mean something else.",
        "Put the links in the order in which the words travelled.",
        "newsschema model, attribution",
    ),
    Rule(
        "NS217",
        WARNING,
        "a chain that runs in a circle",
        "The same agent passes the words on twice, so that one of the links is too many.",
        "Keep the first of the two.",
        "W3C PROV; newsschema model, attribution",
    ),
    Rule(
        "NS218",
        WARNING,
        "a relayer that stands as the origin",
        'The only source is "local media" or the like: they reported it, and whoever said it to them is lost.',
        "Begin with an originator that is an unnamed_source, and make the outlet a relayer.",
        "PolNeAR; agency rules on attribution",
    ),
    Rule(
        "NS219",
        WARNING,
        "a chain that runs back in time",
        "A later link of an attribution is dated certainly before an earlier one.",
        "Correct the dates, or the order of the links.",
        "newsschema model, attribution",
    ),
    Rule(
        "NS222",
        WARNING,
        "a spokesperson for nobody else",
        "The spokesperson is the originator too, so that the body spoken for is missing.",
        "Make the body the originator; or remove the second link, where the person spoke for themself.",
        "newsschema model, attribution",
    ),
    Rule(
        "NS223",
        ERROR,
        "spans of one role that overlap",
        "Two spans of the same quote mark the same characters in the same role, so the words would count twice.",
        "Mark each word once.",
        "PolNeAR annotation guidelines",
    ),
    Rule(
        "NS224",
        WARNING,
        "a quote that is placed without its words",
        "The spans of a quote mark the speaker or the verb, but not the words.",
        "Mark the words with a span of the role content.",
        "PolNeAR annotation guidelines",
    ),
    Rule(
        "NS225",
        WARNING,
        "two quotes that cross",
        "The words of one quote begin inside those of another and end outside of them. Quotes stand side by "
        "side, or one inside the other.",
        "Correct the ends of the spans.",
        "PARC 3.0, nested attributions",
    ),
    Rule(
        "NS226",
        WARNING,
        "a quote that is nowhere in the article",
        "The words are given as said, have no place in the text, and are found neither in body, headline, "
        "summary nor captions: a pull quote that was changed, or a quote of another version.",
        "Correct the words, or remove the quote.",
        "desk practice for pull quotes",
    ),
    Rule(
        "NS227",
        WARNING,
        "a cue that is another word than the one marked",
        "The cue and the span that marks it in the text are different words.",
        "Correct the cue or the span.",
        "PolNeAR, cues",
    ),
    Rule(
        "NS228",
        WARNING,
        "a denial that is recorded as a statement",
        "The verb says that the speaker denied the words, and the kind says that the speaker stated them, "
        "which is the opposite.",
        "Change the kind to denial.",
        "PolNeAR, denials",
    ),
    Rule(
        "NS229",
        WARNING,
        "quotation marks that are part of the quote",
        "The text of a direct quote begins and ends with quotation marks. They belong to the page, and would "
        "be set twice.",
        "Remove the marks from the text.",
        "newsschema model, quotes",
    ),
)
