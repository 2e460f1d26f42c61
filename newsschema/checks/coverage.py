"""Where each invariant for casualty reports, quotes and exchange is held: by a code, or not at all for a reason.

The rows are those of the project's study of the field: C for casualty reports, Q for quotes, X for exchange.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["INVARIANTS", "Invariant"]


class Invariant(NamedTuple):
    """One invariant: what it asks for, the codes that hold it, and what they leave out, and why."""

    row: str
    asks: str
    codes: tuple[str, ...]
    reason: str = ""


INVARIANTS: Final = (
    Invariant("C1", "low, best and high rise", ("NS306", "NS360")),
    Invariant("C2", "counts are whole, not negative, below a ceiling", ("NS016", "NS019", "NS305")),
    Invariant("C3", "the number agrees with its qualifier", ("NS301", "NS302", "NS311")),
    Invariant("C4", "a vague word keeps its phrase, and has no number but by a named convention", ("NS303", "NS346")),
    Invariant("C5", "zero is said, never assumed", ("NS304", "NS307")),
    Invariant("C6", "casualties and victims are not the dead", ("NS308",)),
    Invariant("C7", "a part is not larger than the whole", ("NS312", "NS313", "NS314")),
    Invariant("C8", "complete parts can make the whole", ("NS316",)),
    Invariant("C9", "likeliest figures of complete parts add up", ("NS317",)),
    Invariant("C10", "nothing is added up across axes", ("NS318",)),
    Invariant("C11", "dead and missing together are neither of the two", ("NS319",)),
    Invariant(
        "C12", "the dead rise while the injured and missing stay", (),
        "Who died later is no outcome of the model, and one article seldom states both figures at both times: in real "
        "stories the rule would nearly always be wrong.",
    ),
    Invariant("C13", "every claim has an attribution", ("NS015", "NS020")),
    Invariant(
        "C14", "as of, published and retrieved follow one another", ("NS327",),
        "When a document was fetched is not part of it.",
    ),
    Invariant("C15", "nobody is counted before the event, which ends after its start", ("NS110", "NS326", "NS328")),
    Invariant(
        "C16", "an event far from its article", ("NS117", "NS329"),
        "Events long past are news on anniversaries; a mis-read year is found where it lies ahead or before print.",
    ),
    Invariant("C17", "what replaces a figure is newer and of the same matter", ("NS323", "NS330", "NS331", "NS506")),
    Invariant("C18", "a figure does not fall without a reason", ("NS332", "NS507")),
    Invariant("C19", "periods and cumulative figures have dates", ("NS333",)),
    Invariant("C20", "increments make the cumulative figure", ("NS334",)),
    Invariant("C21", "units are not mixed", ("NS324", "NS345")),
    Invariant("C22", "figures that exclude each other are disputed", ("NS335",)),
    Invariant("C23", "corroboration comes from another origin", ("NS336",)),
    Invariant("C24", "a party alone confirms nothing", ("NS337",)),
    Invariant("C25", "whoever accepts responsibility is named", ("NS338",)),
    Invariant("C26", "the attacker is counted, or not", ("NS339",)),
    Invariant("C27", "estimates and counts are kept apart", ("NS340",)),
    Invariant(
        "C28", "named victims are no more than the figure", ("NS102",),
        "The model counts victims and does not list them; identifiers are unique.",
    ),
    Invariant("C29", "victims who need protection are not named", ("NS911",)),
    Invariant("C30", "incidents and their aggregate are not added up", ("NS341",)),
    Invariant(
        "C31", "a total is not spread over days or places without a rule", (),
        "The model has no field for a share that was allocated: a total of several days stays one claim of its period.",
    ),
    Invariant("C32", "a best figure in the middle is explained", ("NS343",)),
    Invariant("C33", "what was dropped feeds no total", ("NS342",)),
    Invariant(
        "Q1", "spans lie inside the text", ("NS230", "NS231"),
        "The text stands in the same document, so that no checksum has to name its version.",
    ),
    Invariant(
        "Q2", "the exact words are there", ("NS230",),
        "A stated span is refused and not moved; words without a span are placed by `annotate`, which asks where they "
        "occur several times.",
    ),
    Invariant(
        "Q3", "a quote has words, and spans of one role do not overlap", ("NS210", "NS223", "NS224"),
        "A cue of two pieces (said ... adding) is one cue to editors.",
    ),
    Invariant("Q4", "a source is empty only where it is implied", ("NS121", "NS214")),
    Invariant("Q5", "direct, mixed and indirect words stand as such", ("NS202", "NS203", "NS204")),
    Invariant("Q6", "a declined comment has no words, and says who was asked", ("NS211", "NS215")),
    Invariant("Q7", "an unnamed source is not named", ("NS014", "NS910", "NS915")),
    Invariant("Q8", "an unnamed source is described, with a reason", ("NS212", "NS213", "NS214")),
    Invariant("Q9", "chains run in order from one origin", ("NS216", "NS217", "NS219", "NS220", "NS221", "NS222")),
    Invariant("Q10", "a relayer is not lost", ("NS218",)),
    Invariant("Q11", "a translated quote has its original", ("NS205", "NS206")),
    Invariant("Q12", "words are not of two speakers, and pull quotes are in the article", ("NS207", "NS226")),
    Invariant("Q13", "a speaker is more than a pronoun or a role", ("NS208",)),
    Invariant(
        "Q14", "a quote and the figure it states agree", ("NS309", "NS347", "NS348"),
        "Evidence and quote need not overlap in the text: editors give a figure first and let somebody explain it.",
    ),
    Invariant(
        "Q15", "quotes nest", ("NS225",),
        "Depth is not limited: nothing breaks where quotes are nested deeper.",
    ),
    Invariant("X1", "codes are of their vocabularies", ("NS018", "NS410", "NS411", "NS412", "NS413")),
    Invariant(
        "X2", "an export tells what it drops", (),
        "A loss belongs to a conversion and not to a document: the conversion's report of losses tells it.",
    ),
    Invariant(
        "X3", "all formats hold the same figures, identifiers and spans", (),
        "Held by the tests of the formats, which write and read every article and compare all of it.",
    ),
)  # fmt: skip
"""Every row, in order."""
