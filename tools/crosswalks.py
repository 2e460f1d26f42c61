"""What the codes of the model are called elsewhere: Media Topics, HXL, SDG indicator 16.1.2, ACLED, Montandon, PLOVER.

Only what the other vocabulary's own definitions bear out is here; nothing is taken from likeness of words.
There is no Media Topic for a toll: those beside outcomes are related at best.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

MEDIA_TOPIC: Final = "http://cv.iptc.org/newscodes/mediatopic/"

SDG: Final = "sdg_16_1_2"
HXL: Final = "hxl"
ACLED: Final = "acled"
MONTANDON: Final = "montandon"
PLOVER: Final = "plover"

SYSTEMS: Final[Mapping[str, str]] = {
    HXL: "HXL tags and attributes (Humanitarian Exchange Language 1.1)",
    SDG: "the minimum disaggregation of indicator 16.1.2 of the Sustainable Development Goals (OHCHR)",
    ACLED: "sub-event types and fields of the Armed Conflict Location & Event Data",
    MONTANDON: "impact types of the IFRC Montandon STAC extension",
    PLOVER: "modes of the PLOVER event ontology",
}
"""The vocabularies that give their terms no IRI of their own, by the name of the property that holds their term."""


class Near(NamedTuple):
    """What one code corresponds to: terms by vocabulary, and IRIs of terms that are close, broader or related."""

    terms: Mapping[str, str] = {}
    close: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


def _topic(*numbers: int) -> tuple[str, ...]:
    return tuple(f"{MEDIA_TOPIC}{number}" for number in numbers)


_HEAVY: Final = "Heavy weapons and explosive munitions"
_PLANTED: Final = "Planted explosives and unexploded ordnance"
_SMALL_ARMS: Final = "Small arms and light weapons"
_OTHER_MEANS: Final = "Use of objects and other means"

CROSSWALKS: Final[Mapping[str, Mapping[str, Near]]] = {
    "Outcome": {
        "killed": Near({HXL: "#affected+killed", ACLED: "fatalities", MONTANDON: "death"}, related=_topic(20000810)),
        "injured": Near({HXL: "#affected+injured", MONTANDON: "injured"}, related=_topic(20000456)),
        "missing": Near({MONTANDON: "missing"}, related=_topic(20000132)),
        "abducted": Near(
            {HXL: "#affected+abducted", ACLED: "Abduction/forced disappearance"}, related=_topic(20000100)
        ),
        "detained": Near({ACLED: "Arrests"}),
        "displaced": Near({HXL: "#affected+displaced", MONTANDON: "displaced_total"}, related=_topic(20000645)),
        "evacuated": Near({MONTANDON: "evacuated"}),
        "homeless": Near({MONTANDON: "homeless"}),
        "case": Near({HXL: "#affected+infected"}),
        "affected": Near({HXL: "#affected", MONTANDON: "affected_total"}),
        "unharmed": Near({MONTANDON: "unaffected"}),
    },
    "Cause": {
        "air_strike": Near({SDG: _HEAVY, ACLED: "Air/drone strike", PLOVER: "aerial"}),
        "drone_strike": Near({SDG: _HEAVY, ACLED: "Air/drone strike", PLOVER: "drone"}),
        "shelling_or_missile": Near({SDG: _HEAVY, ACLED: "Shelling/artillery/missile attack", PLOVER: "heavy-weapons"}),
        "planted_explosive": Near({SDG: _PLANTED, ACLED: "Remote explosive/landmine/IED", PLOVER: "explosives"}),
        "suicide_attack": Near({ACLED: "Suicide bomb", PLOVER: "suicide-attack"}),
        "grenade": Near({ACLED: "Grenade", PLOVER: "explosives"}),
        "small_arms": Near({SDG: _SMALL_ARMS, PLOVER: "firearms"}),
        "incendiary": Near({SDG: "Incendiary", PLOVER: "unconventional"}),
        "cbrn": Near(
            {SDG: "Chemical, biological, radiological, nuclear", ACLED: "Chemical weapon", PLOVER: "unconventional"}
        ),
        "bladed_or_blunt_weapon": Near({SDG: _OTHER_MEANS, PLOVER: "primitive"}),
        "vehicle_ramming": Near({SDG: _OTHER_MEANS}),
        "less_lethal_weapon": Near(
            {
                SDG: "Less lethal weapons",
                ACLED: "Excessive force against protesters",
                PLOVER: "crowd-control",
            }
        ),
        "torture": Near({PLOVER: "torture"}),
        "sexual_violence": Near({ACLED: "Sexual violence", PLOVER: "sexual"}),
        "deprivation": Near({SDG: "Denial of access to or destruction of objects indispensable to survival"}),
        "earthquake": Near(close=_topic(20000153)),
        "flood": Near(close=_topic(20000154)),
        "landslide": Near(close=_topic(20000155)),
        "storm": Near(broader=_topic(20000151)),
        "volcanic_eruption": Near(close=_topic(20000159)),
        "wildfire": Near(close=_topic(20001202)),
        "tsunami": Near(broader=_topic(20000151)),
        "heat_or_cold": Near(broader=_topic(20000151)),
        "drought_or_famine": Near(close=_topic(20000149)),
        "fire": Near(close=_topic(20000150)),
        "explosion": Near(close=_topic(20000140)),
        "industrial_accident": Near(close=_topic(20000141)),
        "transport_accident": Near(close=_topic(20000143)),
        "road_accident": Near(close=_topic(20000147)),
        "rail_accident": Near(close=_topic(20000146)),
        "air_accident": Near(close=_topic(20000144)),
        "maritime_accident": Near(close=_topic(20000145)),
        "conflict_unspecified": Near(related=_topic(20000056)),
        "unknown": Near({SDG: "Unknown"}),
    },
    "IhlStatus": {
        "civilian": Near({SDG: "Civilian"}),
        "other_protected_person": Near({SDG: "Other protected person"}),
        "armed_forces": Near({SDG: "Member of armed forces"}),
        "direct_participant": Near({SDG: "Person directly participating in hostilities"}),
        "unknown": Near({SDG: "Unknown"}),
    },
    "Sex": {
        "female": Near({HXL: "+f", SDG: "Woman"}),
        "male": Near({HXL: "+m", SDG: "Man"}),
        "other": Near({HXL: "+i"}),
        "unknown": Near({SDG: "Unknown"}),
    },
    "AgeGroup": {
        "infant": Near({HXL: "+infants"}),
        "child": Near({HXL: "+children", SDG: "Child (under 18)"}),
        "adolescent": Near({HXL: "+adolescents"}),
        "adult": Near({HXL: "+adults", SDG: "Adult (18 and over)"}),
        "older_person": Near({HXL: "+elderly"}),
        "unknown": Near({SDG: "Unknown"}),
    },
    "CountUnit": {"person": Near({HXL: "+ind"}), "household": Near({HXL: "+hh"})},
    "PubStatus": {
        "usable": Near(close=("http://cv.iptc.org/newscodes/pubstatusg2/usable",)),
        "withheld": Near(close=("http://cv.iptc.org/newscodes/pubstatusg2/withheld",)),
        "canceled": Near(close=("http://cv.iptc.org/newscodes/pubstatusg2/canceled",)),
    },
    "MediaKind": {
        "image": Near(close=("http://cv.iptc.org/newscodes/ninature/picture",)),
        "video": Near(close=("http://cv.iptc.org/newscodes/ninature/video",)),
        "audio": Near(close=("http://cv.iptc.org/newscodes/ninature/audio",)),
        "graphic": Near(close=("http://cv.iptc.org/newscodes/ninature/graphic",)),
    },
}
"""The correspondences by list and token."""
