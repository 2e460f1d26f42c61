"""NS5xx: feeds: what only several articles together show."""

from __future__ import annotations

from newsschema.catalogue.entries import ERROR, WARNING, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "NS501",
        WARNING,
        "the same version, sent twice",
        "This version of the article was in the run before, with the same content. Whoever counts articles "
        "counts it twice.",
        "Send each version once.",
        "IPTC NewsML-G2, guid and version",
    ),
    Rule(
        "NS502",
        ERROR,
        "changed without a new version",
        "This version of the article was in the run before, with another content. Whoever holds the first of "
        "the two does not learn that it changed.",
        "Raise the version with every change.",
        "IPTC NewsML-G2, version",
    ),
    Rule(
        "NS503",
        WARNING,
        "a version that goes back",
        "A later version of the article was in the run before this one. Systems that take the last one they "
        "see now hold the old text.",
        "Send versions in their order; sort the files, if they were read in another one.",
        "IPTC NewsML-G2, version",
    ),
    Rule(
        "NS504",
        WARNING,
        "one story under two identifiers",
        "The text was in the run before under another identifier: corrections of the one will not reach the "
        "other, and both are counted.",
        "Keep the identifier when a story is sent again.",
        "IPTC NewsML-G2, guid",
    ),
    Rule(
        "NS505",
        WARNING,
        "versions are missing",
        "The version of the article is more than one above the one seen last: a version was lost on the way, "
        "or not given.",
        "Look for the versions between.",
        "IPTC NewsML-G2, version",
        state="preview",
    ),
    Rule(
        "NS506",
        WARNING,
        "a replaced figure that the named version does not have",
        "The report replaces a figure of an earlier version of an article. That version was in the run, and "
        "has no such figure.",
        "Correct the identifier or the version in supersedes; keep the identifiers of reports from version to version.",
        "newsschema model, supersession",
    ),
    Rule(
        "NS507",
        WARNING,
        "a toll that falls from version to version without a reason",
        "The figure is certainly below that of an earlier version, and neither a reason nor a note nor a "
        "correction says why.",
        "Say why in supersedes, such as double_counting or found_alive.",
        "revisions of public death counts, 2020 to 2022; practice of casualty recorders",
    ),
    Rule(
        "NS508",
        WARNING,
        "the first version was made at two times",
        "Two versions of the article disagree on when the first version was made.",
        "Keep first_created from the first version.",
        "IPTC NewsML-G2, firstCreated",
    ),
)
