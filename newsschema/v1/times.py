"""Dates as a source stated them: the text is kept, and interpretation is a property.

The three types nest: every `Instant` is a `DateTime`, every `DateTime` a `PartialDate`. `==` compares the text, so
that `10:00+02:00` and `08:00Z` differ, as they do in the document; `before` compares what they mean.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

_YEAR: Final = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP: Final = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_MONTH: Final = "(?:0[1-9]|1[0-2])"
_DAY: Final = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP}-02-29)"
)
_TIME: Final = r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
_ZONE: Final = "(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"

INSTANT_PATTERN: Final = f"^{_DAY}{_TIME}{_ZONE}$"
DATE_TIME_PATTERN: Final = f"^{_DAY}{_TIME}{_ZONE}?$"
DAY_OR_FINER_PATTERN: Final = f"^{_DAY}(?:{_TIME}{_ZONE}?)?$"
PARTIAL_DATE_PATTERN: Final = f"^(?:{_YEAR}|{_YEAR}-{_MONTH}|{_DAY}(?:{_TIME}{_ZONE}?)?)$"

_PARTS: Final = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?)?)?)?",
    re.ASCII,
)
# A date without a zone may lie anywhere on earth: 14 hours east to 12 hours west of UTC.
_EASTMOST: Final = timedelta(hours=14)
_WESTMOST: Final = timedelta(hours=12)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


class PartialDate(str):
    """A year, a month, a day or a date-time, exactly as precise as the source stated it (W3C DTF, ISO 8601)."""

    __slots__ = ()
    pattern: ClassVar[str] = PARTIAL_DATE_PATTERN

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema(pattern=cls.pattern))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": cls.pattern}

    @property
    def precision(self) -> str:
        """What was stated last: `year`, `month`, `day`, or `time`."""
        return {4: "year", 7: "month", 10: "day"}.get(len(self), "time")

    @property
    def has_zone(self) -> bool:
        """True for a date-time with `Z` or an offset from UTC."""
        return len(self) > 10 and (self[-1] == "Z" or self[-6] in "+-")

    @property
    def earliest(self) -> datetime | None:
        """The first moment in UTC that the date can mean; none where that lies before the year 1."""
        return _utc(self._first_moment(), -_EASTMOST if self._zone() is None else -self._offset())

    @property
    def latest(self) -> datetime | None:
        """The last moment in UTC (to the microsecond) that the date can mean; none where that is after 9999."""
        return _utc(self._last_moment(), _WESTMOST if self._zone() is None else -self._offset())

    def before(self, other: PartialDate) -> bool | None:
        """Tells whether this date is certainly before the other (True), certainly not (False), or open (None).

        Two dates without a zone are compared as if in the same one: a document rarely mixes places by accident.
        """
        if self._zone() is None and other._zone() is None:
            mine, theirs = (
                (self._first_moment(), self._last_moment()),
                (other._first_moment(), other._last_moment()),
            )
        else:
            mine, theirs = self._bounds(), other._bounds()
        if mine[1] < theirs[0]:
            return True
        return False if mine[0] >= theirs[1] else None

    def _match(self) -> re.Match[str]:
        match = _PARTS.fullmatch(self)
        if match is None:
            raise ValueError(f"{str(self)!r} is not a date: write YYYY, YYYY-MM, YYYY-MM-DD or an ISO 8601 date-time")
        return match

    def _first_moment(self) -> datetime:
        """The first moment on the writer's own clock, labelled UTC until the offset is taken off."""
        year, month, day, hour, minute, second, fraction, _ = self._match().groups()
        micros = int((fraction or "0").ljust(6, "0")[:6])
        day_parts = int(year), int(month or 1), int(day or 1)
        return datetime(*day_parts, int(hour or 0), int(minute or 0), int(second or 0), micros, tzinfo=UTC)

    def _last_moment(self) -> datetime:
        first = self._first_moment()
        if self.precision == "time":
            return first
        month = first.month if len(self) >= 7 else 12
        day = first.day if len(self) == 10 else monthrange(first.year, month)[1]
        return datetime(first.year, month, day, 23, 59, 59, 999999, tzinfo=UTC)

    def _zone(self) -> str | None:
        zone: str | None = self._match()[8]
        return zone

    def _offset(self) -> timedelta:
        zone = self._zone()
        if zone is None or zone == "Z":
            return timedelta()
        size = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        return -size if zone[0] == "-" else size

    def _bounds(self) -> tuple[datetime, datetime]:
        earliest, latest = self.earliest, self.latest
        return (earliest or _FIRST, latest or _LAST)


class DayDate(PartialDate):
    """A day or a date-time (the values that IPTC's `expires` takes)."""

    __slots__ = ()
    pattern = DAY_OR_FINER_PATTERN


class DateTime(DayDate):
    """A date and a time to the second or finer; the zone is there only if the source stated it."""

    __slots__ = ()
    pattern = DATE_TIME_PATTERN


class Instant(DateTime):
    """A date-time with its zone: one moment, in the offset it was written in."""

    __slots__ = ()
    pattern = INSTANT_PATTERN

    @property
    def datetime(self) -> datetime:
        """The moment in the written offset; digits beyond microseconds are cut off."""
        zone = UTC if self._zone() == "Z" else timezone(self._offset())
        return self._first_moment().replace(tzinfo=zone)


def _utc(moment: datetime, shift: timedelta) -> datetime | None:
    try:
        return moment + shift
    except OverflowError:
        return None
