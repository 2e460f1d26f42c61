"""Dates in the forms that publishers use, in the form of the model, as precise as they were stated."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_ISO: Final = re.compile(
    r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?:(?:\s*[T,]\s*|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?"
    r"\s*([A-Za-z]+|[+-]\d{1,2}(?::?\d{2})?)?(?:(?<=\d)Z)?(?:\s?\[[^\]]*\])?)?)?)?",
    re.ASCII,
)
_BASIC: Final = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(?:\.(\d+))?([A-Za-z]+|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_TIME: Final = r"(?:,?\s+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp]\.?[Mm]\.?)?)?"
_ZONE: Final = r"(?:\s+\(?([A-Z]{1,5}|[+-]\d{2}:?\d{2})\)?)?"
_JAVA: Final = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) "
    r"(?:([A-Z]{1,5}|GMT[+-]\d{4})(?:[+-]\d{4})? )?(\d{4})(?: GMT([+-]\d{4}).*)?",
    re.ASCII,
)
_SCRIPT: Final = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (GMT[+-]\d{4}|UTC|GMT|Z)(?: ?\([^)]*\))?",
    re.ASCII,
)
_DOTTED: Final = re.compile(
    r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[,\s]\s?(?:-\s|um\s)?(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?:\sUhr)?"
    r"(?:\s([A-Z]{1,5}|[+-]\d{2}:?\d{2}))?)?",
    re.ASCII,
)
_IDEOGRAPHIC: Final = re.compile(
    r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일](?:\s?(\d{1,2})[:時时](\d{2})(?:[:分](\d{2}))?[分秒]?)?"
)
_MONTH_FIRST: Final = re.compile(
    rf"(?:[^\W\d_]+,?\s+)?([^\W\d_]{{3,10}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}{_ZONE}"
)
_DAY_FIRST: Final = re.compile(
    rf"(?:[^\W\d_]+,?\s+)?(\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?\s+(?:de\s+)?([^\W\d_]{{3,10}})\.?,?\s+(?:de\s+)?(\d{{4}}){_TIME}{_ZONE}"
)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv enero gennaio janeiro januari",
            "february feb februar feber février fevrier févr febrero febbraio fevereiro februari",
            "march mar märz maerz mars marzo março maart",
            "april apr avril avr abril aprile",
            "may mai mayo maggio maio mei",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet juil julio luglio julho",
            "august aug août aout agosto augustus",
            "september sep sept septembre septiembre setiembre settembre setembro",
            "october oct oktober octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember décembre decembre diciembre dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
_ZONES: Final = {
    "Z": "Z",
    "UTC": "Z",
    "GMT": "Z",
    "WET": "+00:00",
    "WEST": "+01:00",
    "CET": "+01:00",
    "MEZ": "+01:00",
    "CEST": "+02:00",
    "MESZ": "+02:00",
    "EET": "+02:00",
    "EEST": "+03:00",
    "MSK": "+03:00",
    "SAST": "+02:00",
    "PKT": "+05:00",
    "JST": "+09:00",
    "KST": "+09:00",
    "AEST": "+10:00",
    "AEDT": "+11:00",
    "NZST": "+12:00",
    "NZDT": "+13:00",
    "EST": "-05:00",
    "EDT": "-04:00",
    "PST": "-08:00",
    "PDT": "-07:00",
}
"""Names of zones that mean one thing; `IST`, `CST` and `BST` mean several and are not here."""

_FORMS: Final[tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = (
    (_DOTTED, ("day", "month", "year", "hour", "minute", "second", "zone")),
    (_SCRIPT, ("month", "day", "year", "hour", "minute", "second", "zone")),
    (_JAVA, ("month", "day", "hour", "minute", "second", "zone", "year", "offset")),
    (_MONTH_FIRST, ("month", "day", "year", "hour", "minute", "second", "half", "zone")),
    (_DAY_FIRST, ("day", "month", "year", "hour", "minute", "second", "half", "zone")),
)
"""The forms in which the year does not come first, with what each group is."""

_UNSEEN: Final = re.compile("[\x00-\x08\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Characters that nobody sees, such as the marks of direction that scripts put around the parts of a date."""

_EPOCH: Final = re.compile(r"(?:/Date\()?(\d{10}|\d{13})(?:\)/)?", re.ASCII)


class _Parts(NamedTuple):
    """The parts of a date as stated; those not stated are empty."""

    year: str
    month: str = ""
    day: str = ""
    hour: str = ""
    minute: str = ""
    second: str = ""
    fraction: str = ""
    zone: str = ""


def understood(text: str) -> str | None:
    """Returns a date in the form of the model (ISO 8601), or none where it cannot be told what was meant.

    Nothing is added but the seconds of a time that has none. The result may still name a day that does not exist.
    """
    text = " ".join(_UNSEEN.sub("", text).split())
    if (epoch := _EPOCH.fullmatch(text)) is not None:
        moment = datetime.fromtimestamp(int(epoch[1][:10]), UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = _parts(text)
    if parts is None:
        return None
    zone = _zone(parts.zone)
    if zone is None:
        return None
    date = "-".join([parts.year, *(part.zfill(2) for part in (parts.month, parts.day) if part)])
    if not parts.hour:
        return date
    fraction = f".{parts.fraction[:9]}" if parts.fraction else ""
    return f"{date}T{parts.hour.zfill(2)}:{parts.minute}:{parts.second or '00'}{fraction}{zone}"


def _parts(text: str) -> _Parts | None:
    if found := _ISO.fullmatch(text) or _BASIC.fullmatch(text) or _IDEOGRAPHIC.fullmatch(text):
        return _Parts(*(group or "" for group in found.groups()))
    for pattern, names in _FORMS:
        if (found := pattern.fullmatch(text)) is not None:
            stated = dict(zip(names, (group or "" for group in found.groups()), strict=True))
            return _ordered(stated)
    return None


def _ordered(stated: dict[str, str]) -> _Parts | None:
    """Returns the parts of a date by their names; a month may be a word, and hours be counted to twelve."""
    month = stated["month"] if stated["month"].isdigit() else _month(stated["month"])
    if not month:
        return None
    hour = _hour(stated["hour"], stated.get("half", ""))
    zone = stated.get("offset") or stated["zone"]
    return _Parts(stated["year"], month, stated["day"], hour, stated["minute"], stated["second"], "", zone)


def _month(name: str) -> str:
    number = _MONTHS.get(name.lower())
    return "" if number is None else str(number)


def _hour(hour: str, half: str) -> str:
    if not half:
        return hour
    return str(int(hour) % 12 + (12 if half[0] in "Pp" else 0))


def _zone(zone: str) -> str | None:
    """Returns a zone as an offset; empty where none was stated, none where it is not known."""
    if not zone:
        return ""
    zone = zone.removeprefix("GMT") or "GMT"
    if zone[0] not in "+-":
        return _ZONES.get(zone.upper())
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{zone[0]}{hours.zfill(2)}:{minutes}"


def in_zone(text: str, zone: str) -> str | None:
    """Returns a date-time without zone with the offset that a zone has then; none where there is no such zone.

    `zone` is an offset such as `+02:00`, `Z`, or a name of the tz database such as `Europe/Vienna`.
    """
    offset = _zone(zone) if zone[:1] in "+-" or zone.upper() in _ZONES else None
    if offset is not None:
        return text + offset
    try:
        moment = datetime.fromisoformat(text[:26]).replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OSError, KeyError):
        return None
    shift = moment.utcoffset() or timedelta()
    written = timezone(timedelta(minutes=round(shift.total_seconds() / 60))).tzname(None).removeprefix("UTC")
    return text + (written or "Z")


def lacks_zone(text: str) -> bool:
    """Tells whether a date of the model's form has a time but no zone."""
    return len(text) > 10 and text[-1] != "Z" and text[-6] not in "+-"
