"""Registries that rules look values up in, as data with their sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


COUNTRIES: Final = _words(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW "
    "BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI "
    "FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN "
    "IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME "
    "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF "
    "PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
    "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE "
    "YT ZA ZM ZW"
)
"""The officially assigned codes of ISO 3166-1 alpha-2."""

LANGUAGES: Final = _words(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz "
    "ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik "
    "io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml "
    "mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd "
    "se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve "
    "vi vo wa wo xh yi yo za zh zu"
)
"""The two-letter languages of the IANA Language Subtag Registry (ISO 639-1, with the deprecated bh and sh)."""

SHORTER_TAGS: Final[Mapping[str, str]] = {
    "ara": "ar", "ben": "bn", "bul": "bg", "cat": "ca", "ces": "cs", "cze": "cs", "chi": "zh", "zho": "zh", "dan": "da",
    "deu": "de", "ger": "de", "dut": "nl", "nld": "nl", "ell": "el", "gre": "el", "eng": "en", "est": "et", "fas": "fa",
    "per": "fa", "fin": "fi", "fra": "fr", "fre": "fr", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "ind": "id",
    "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv", "lit": "lt", "nor": "no", "pol": "pl", "por": "pt", "ron": "ro",
    "rum": "ro", "rus": "ru", "slk": "sk", "slv": "sl", "spa": "es", "srp": "sr", "swa": "sw", "swe": "sv", "tam": "ta",
    "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi",
}  # fmt: skip
"""ISO 639-2 codes of frequent languages for which BCP 47 (RFC 5646, section 2.2.1) takes the two letters."""

_SCRIPTS: Final[Mapping[str, str]] = {
    "Latn": "af az bs ca cs cy da de en eo es et eu fi fo fr fy ga gd gl ha hr ht hu id ig is it jv lb lt lv mg ms "
    "mt nb nl nn no oc pl pt qu rm ro sk sl so sq st su sv sw tk tl tn tr ts uz vi wa wo xh yo zu",
    "Cyrl": "be bg kk ky mk mn os ru sr tg tt uk uz az bs",
    "Arab": "ar az fa ks ku pa ps sd ug ur uz",
    "Hebr": "he yi",
    "Grek": "el",
    "Deva": "hi ks mr ne sa sd",
    "Hans": "ja ko zh",
    "Kana": "ja",
    "Hang": "ko",
    "Thai": "th",
    "Geor": "ka",
    "Armn": "hy",
    "Beng": "as bn",
    "Taml": "ta",
    "Ethi": "am ti",
}
SCRIPTS_OF: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(script for script, languages in _SCRIPTS.items() if language in languages.split())
    for language in sorted({one for languages in _SCRIPTS.values() for one in languages.split()})
}
"""The scripts that news in a language is written in (CLDR, supplemental language data); other languages pass."""

RANGES: Final[Mapping[str, str]] = {
    "Latn": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "Cyrl": "\u0400-\u052f",
    "Arab": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "Hebr": "\u05d0-\u05f4",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Deva": "\u0900-\u097f",
    "Hans": "\u3400-\u4dbf\u4e00-\u9fff",
    "Kana": "\u3041-\u30ff",
    "Hang": "\u1100-\u11ff\uac00-\ud7a3",
    "Thai": "\u0e01-\u0e5b",
    "Geor": "\u10a0-\u10ff",
    "Armn": "\u0531-\u058f",
    "Beng": "\u0981-\u09fe",
    "Taml": "\u0b82-\u0bfa",
    "Ethi": "\u1200-\u139f",
}
"""The letters of those scripts (Unicode Scripts.txt, without rare blocks)."""

RETIRED_TOPICS: Final = frozenset(
    {"20000064", "20000160", "20000162", "20000163", "20000164", "20000165", "20000166", "20000167"}
)
"""Media Topics about conflict and disaster that IPTC has retired."""

SCHEMES: Final[Mapping[str, str]] = {
    "medtop": "http://cv.iptc.org/newscodes/mediatopic/",
    "subj": "http://cv.iptc.org/newscodes/subjectcode/",
    "genre": "http://cv.iptc.org/newscodes/genre/",
    "ninat": "http://cv.iptc.org/newscodes/ninature/",
    "stat": "http://cv.iptc.org/newscodes/pubstatusg2/",
    "rnd": "http://cv.iptc.org/newscodes/rendition/",
    "wldreg": "http://cv.iptc.org/newscodes/worldregion/",
    "iso3166-1a2": "http://cvx.iptc.org/iso3166-1a2/",
    "iso3166-1a3": "http://cvx.iptc.org/iso3166-1a3/",
    "iso3166-2": "http://cvx.iptc.org/iso3166-2/",
    "cpnat": "http://cv.iptc.org/newscodes/cpnature/",
    "drol": "http://cv.iptc.org/newscodes/descriptionrole/",
}
"""Frequent aliases of IPTC's catalog for G2 standards, edition 41, and the schemes that they stand for."""

ALIASES: Final = _words(
    "a1312cat a1312prio a1312svc a1312vers acdc altidrole aoprop app aspfacet aspfacetvalue authoritystatus "
    "bcp47 catinat chprop cinat ciprol colin colsp conf cpnat cpprole cptdefrole cptnoterole crel ctech ctrol "
    "cusip cwarn dbpedia digsrctype dimensionunit drol dummy ecirol edconf ednoterole encd entityprop eocstat "
    "eorol eprol eregrol erol figi fisymtype freebase frmt gen genre geonames geonameshttps gics googletopicsv1 "
    "googletopicsv2 hashscope hashtype hatarget hopaction howextr howpr iabadproduct10 iabadproduct20 "
    "iabaudience10 iabcontent20 iabcontent21 iabcontent22 iabcontent30 ikos imgregrole imgregtype impt irel "
    "irep isin iso3166-1a2 iso3166-1a3 iso3166-2 iso4217a iso4217n isrol ivqu lbtyp loctyp loutorient lrol "
    "mb-artist mb-label mb-recording mb-release mb-releasegroup mb-work medtop medtype mic mtyp ncostat ninat "
    "nityp nmsig not nprod nprov nprt nrol oito parasport pgrmod plinat plus prio prodgenre prop prov pst1 "
    "rcalctype rel riaspect rightsprop riscope rnd role1 rscaleunit rtype scn secst sedol sev sig skos sov squ "
    "stat subj ticker tidm timeunit tone tpctyp trustindicator urgy useracttype valfmt vcdc videodef why "
    "wikidata wldreg"
)
"""Every alias of that catalog."""

DIGITAL_SOURCE_TYPES: Final = _words(
    "digitalCapture computationalCapture negativeFilm positiveFilm print minorHumanEdits humanEdits compositeCapture "
    "algorithmicallyEnhanced dataDrivenMedia digitalArt digitalCreation virtualRecording compositeSynthetic "
    "trainedAlgorithmicMedia algorithmicMedia screenCapture composite compositeWithTrainedAlgorithmicMedia "
    "softwareImage"
)
"""The terms of IPTC's NewsCodes `digitalsourcetype`, retired ones included."""

DATA_MINING_TERMS: Final = _words(
    "DMI-UNSPECIFIED DMI-ALLOWED DMI-PROHIBITED-AIMLTRAINING DMI-PROHIBITED-GENAIMLTRAINING "
    "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING DMI-PROHIBITED DMI-PROHIBITED-SEECONSTRAINT "
    "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR DMI-PROHIBITED-SEELINKEDRIGHTSEXPR"
)
"""The terms of the PLUS vocabulary for its property Data Mining."""
