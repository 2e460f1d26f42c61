"""NS3xx: casualty reports: counts, parts, times, sources and verification."""

from __future__ import annotations

from newsschema.catalogue.entries import ERROR, Rule

RULES: tuple[Rule, ...] = (
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
