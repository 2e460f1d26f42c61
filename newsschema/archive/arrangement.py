"""What a second step does with finished documents: the size of parts, partitions by date, and which versions stay."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from newsschema.errors import UsageError
from newsschema.v1 import Article, Document
from newsschema.v1.times import PartialDate

PART_SIZE: Final = 128 * 2**20
"""About how many bytes a part has; readers of columns like parts of this size."""

UNKNOWN: Final = "unknown"
"""The partition of documents that do not say the year, the month or the day."""

_LEVELS: Final = ("year", "month", "day")
_OF_A_DATE: Final = {"year": slice(0, 4), "month": slice(5, 7), "day": slice(8, 10)}
_WORDS: Final = (
    "summary",
    "body",
    "updates",
    "quotes",
    "casualty_reports",
    "assessed_figures",
    "assessed_figures",
    "verification_notes",
    "mentions",
    "media",
    "terms",
    "extensions",
)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How parts are made from documents: sorted by date, cut at about `part_size` bytes, and at partitions.

    With `dedupe`, of all versions of a document the newest stays, and a canceled one before all others.
    """

    partition_by: tuple[str, ...] = ()
    dedupe: bool = False
    part_size: int = PART_SIZE

    def to_dict(self) -> dict[str, Any]:
        """The arrangement as plain data."""
        return {**asdict(self), "partition_by": list(self.partition_by)}

    def folder_of(self, date: str | None) -> str:
        """The folder of the partition that a date falls into (`year=2024/month=05`), as Hive names them."""
        stated = date or ""
        return "/".join(f"{level}={stated[_OF_A_DATE[level]] or UNKNOWN}" for level in self.partition_by)


def arrangement_for(partition_by: str | None, part_size: int | None, *, dedupe: bool) -> Arrangement | None:
    """The arrangement that the options ask for, if they ask for one. Raises `UsageError` for levels of no date."""
    if partition_by is None and part_size is None and not dedupe:
        return None
    levels = tuple(partition_by.split(",")) if partition_by is not None else ()
    if levels != _LEVELS[: len(levels)]:
        raise UsageError(
            f"documents cannot be partitioned by {partition_by!r}", "Write year, or year,month, or year,month,day"
        )
    if part_size is not None and part_size < 1:
        raise UsageError(f"parts cannot have {part_size} bytes", "Give --part-size a larger number")
    return Arrangement(levels, dedupe, part_size or PART_SIZE)


def date_of(document: Document) -> str | None:
    """The date by which a document is placed: when it was published, else when this version was made.

    In UTC where the zone is known, else as written; a date that states no day or month has none here either.
    """
    stated = (document.published or document.version_created) if isinstance(document, Article) else None
    return _in_utc(stated) if stated is not None else None


def _in_utc(date: PartialDate) -> str:
    first = date.earliest if date.has_zone else None
    return first.isoformat(timespec="microseconds") if first is not None else str(date)


def without_words(article: Article) -> Article:
    """A canceled article without what must not be used any more: it says that it was canceled, when and why.

    Its body, summary, updates, quotes, reports, media and extensions go; names, dates, corrections and notes stay.
    """
    fields = {name: value for name, value in article.__dict__.items() if name not in _WORDS}
    return type(article)(**fields)
