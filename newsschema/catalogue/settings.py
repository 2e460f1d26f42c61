"""NS59x: what the settings ask of a feed: its size, its budgets, and the dates of its ignores."""

from __future__ import annotations

from newsschema.catalogue.entries import ERROR, WARNING, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "NS590",
        WARNING,
        "an ignore has expired",
        "The settings tolerate a finding until a day, and that day has passed. The finding counts again.",
        "Have the finding mended, or renew the ignore with a reason that still holds.",
        "newsschema settings, ignores",
    ),
    Rule(
        "NS591",
        ERROR,
        "a feed has fewer articles than it should",
        "The settings say how many articles a feed has at least. Fewer mean that it was cut off, or that a publisher "
        "dropped its markup.",
        "Look at the feed; lower min_articles only if so few are right.",
        "newsschema settings, min_articles",
    ),
    Rule(
        "NS592",
        ERROR,
        "a rule is broken more often than its budget allows",
        "The settings or a baseline allow a share of the documents to break a rule, and more of them do.",
        "Mend the findings of the rule that the message names until their share is within the budget.",
        "newsschema settings, budgets",
    ),
)
