"""The English words in which news counts people, as data: numbers, limits, vague words, nouns and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from newsschema.v1.codes import CountUnit
from newsschema.v1.conventions import Concept

Phrase = tuple[str, ...]
"""Words in lower case, without hyphens: `no-one` and `no one` are the same."""

Limit = Literal["at_least", "more_than", "up_to", "fewer_than", "about", "nearly", "some", "estimated"]
"""What a phrase before or after a number does to it; `some` and `estimated` mean about, save before a vague word."""


def _phrases(*texts: str) -> tuple[Phrase, ...]:
    return tuple(tuple(text.split()) for text in texts)


def _listed(text: str) -> Phrase:
    return tuple(text.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- numbers ---------------------------------------------------------------------------------------------------

UNITS: Final[Mapping[str, int]] = {
    word: value
    for value, word in enumerate(
        _listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
TENS: Final[Mapping[str, int]] = {
    word: 10 * value
    for value, word in enumerate(_listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
SCALES: Final[Mapping[str, int]] = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
ABBREVIATED_SCALES: Final[Mapping[str, int]] = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}
"""Scales glued to digits; all but `k` are read only before a noun, because `5m` alone may be metres."""

# --- what stands around a number -------------------------------------------------------------------------------

_LIMIT_PHRASES: Final[Mapping[Limit, tuple[Phrase, ...]]] = {
    "at_least": _phrases(
        "at least",
        "at the least",
        "at the very least",
        "at a minimum",
        "no fewer than",
        "not fewer than",
        "no less than",
        "not less than",
        "a minimum of",
        "minimum",
        "min",
        "≥",
    ),
    "more_than": _phrases(
        "more than",
        "slightly more than",
        "a little more than",
        "far more than",
        "many more than",
        "greater than",
        "over",
        "just over",
        "well over",
        "slightly over",
        "a little over",
        "far over",
        "above",
        "well above",
        "just above",
        "in excess of",
        "upwards of",
        "upward of",
        "north of",
        "exceeding",
        ">",
    ),
    "up_to": _phrases(
        "up to",
        "as many as",
        "at most",
        "at the most",
        "at the very most",
        "no more than",
        "not more than",
        "a maximum of",
        "maximum",
        "max",
        "≤",
    ),
    "fewer_than": _phrases(
        "fewer than",
        "slightly fewer than",
        "less than",
        "slightly less than",
        "a little less than",
        "under",
        "just under",
        "well under",
        "slightly under",
        "a little under",
        "below",
        "just below",
        "<",
    ),
    "about": _phrases(
        "about",
        "around",
        "around about",
        "somewhere around",
        "roughly",
        "approximately",
        "approx",
        "circa",
        "ca",
        "c",
        "in the region of",
        "in the order of",
        "on the order of",
        "in the neighbourhood of",
        "in the neighborhood of",
        "something like",
        "more or less",
        "~",
    ),
    "nearly": _phrases(
        "nearly", "almost", "close to", "close on", "approaching", "nearing", "just short of", "not quite"
    ),
    "some": _phrases("some"),
    "estimated": _phrases("an estimated", "estimated"),
}
LIMITS: Final[Mapping[Phrase, Limit]] = {
    phrase: limit for limit, phrases in _LIMIT_PHRASES.items() for phrase in phrases
}

_SUFFIX_PHRASES: Final[Mapping[Limit, tuple[Phrase, ...]]] = {
    "at_least": _phrases(
        "or more", "or above", "plus", "+", "at least", "at the least", "at a minimum", "minimum", "and counting"
    ),
    "up_to": _phrases("or fewer", "or less", "at most", "at the most", "maximum"),
    "about": _phrases("or so", "odd", "or thereabouts", "approximately", "more or less"),
}
SUFFIXES: Final[Mapping[Phrase, Limit]] = {
    phrase: limit for limit, phrases in _SUFFIX_PHRASES.items() for phrase in phrases
}

NEUTRAL_BEFORE: Final[Mapping[Phrase, CountUnit | None]] = {
    **dict.fromkeys(
        _phrases(
            "the",
            "all",
            "all the",
            "only",
            "just",
            "exactly",
            "precisely",
            "another",
            "a further",
            "an additional",
            "an extra",
            "a total of",
            "a combined total of",
            "a toll of",
            "a death toll of",
            "the death of",
            "the deaths of",
            "deaths of",
            "the lives of",
        )
    ),
    **dict.fromkeys(_phrases("the bodies of", "bodies of", "the body of", "the remains of"), "body"),
}
"""What may stand before a number without changing it, with the unit it sets, if it sets one."""

NEUTRAL_AFTER: Final = frozenset(
    _phrases("in all", "in total", "on board", "aboard", "altogether", "so far", "to date", "thus far")
)
"""What may stand at the end without changing the number."""

MORE_AFTER: Final = _words("more other further additional extra")
"""Words between a number and its noun that leave the number as it is."""

# --- words instead of numbers ----------------------------------------------------------------------------------

_VAGUE_SCALES: Final[Mapping[str, Concept | None]] = {
    "dozen": "dozens",
    "hundred": "hundreds",
    "thousand": "thousands",
    "hundred thousand": "hundreds_of_thousands",
    "million": None,
}
_VAGUE_FACTORS: Final = ("several", "a few", "a couple", "a couple of", "many", "multiple", "a good few")
_VAGUE_PLURALS: Final[Mapping[str, Concept | None]] = {
    "tens": "tens",
    "dozens": "dozens",
    "scores": "scores",
    "hundreds": "hundreds",
    "thousands": "thousands",
    "tens of thousands": "tens_of_thousands",
    "hundreds of thousands": "hundreds_of_thousands",
    "millions": None,
    "tens of millions": None,
    "hundreds of millions": None,
}
_VAGUE_WORDS: Final[Mapping[str, Concept | None]] = {
    "a couple": "couple",
    "a few": "few",
    "few": None,
    "very few": None,
    "quite a few": None,
    "several": "several",
    "a handful": None,
    "a small group": None,
    "a group": None,
    "a number": "a_number_of",
    "a small number": "a_number_of",
    "small numbers": "a_number_of",
    "multiple": "a_number_of",
    "many": "many",
    "very many": "many",
    "a great many": "many",
    "a good many": "many",
    "numerous": "many",
    "countless": "many",
    "innumerable": "many",
    "a lot": "many",
    "lots": "many",
    "a large number": "many",
    "large numbers": "many",
    "a great number": "many",
    "great numbers": "many",
    "a significant number": "many",
    "a considerable number": "many",
    "an unusually large number": "many",
}


def _vague() -> Iterable[tuple[str, Concept | None]]:
    yield from _VAGUE_WORDS.items()
    for word, concept in _VAGUE_PLURALS.items():
        for before in ("", "many ", "several ", "literally "):
            # "several tens" is as good as "tens", but "several hundreds of thousands" names the thousands twice.
            yield before + word, concept
    for word in ("dozens", "hundreds", "thousands"):
        yield f"{word} upon {word}", _VAGUE_PLURALS[word]
        yield f"{word} and {word}", _VAGUE_PLURALS[word]
    for factor in _VAGUE_FACTORS:
        for scale, concept in _VAGUE_SCALES.items():
            yield f"{factor} {scale}", concept


VAGUE: Final[Mapping[Phrase, Concept | None]] = {tuple(text.split()): concept for text, concept in _vague()}
"""Vague words, with what they mean to the conventions, or None where no convention speaks of them."""

NONE: Final = frozenset(
    _phrases("no", "zero", "0", "nil", "not one", "not a", "not a single", "not one single", "not any")
)
"""Zero before a noun, or alone."""

NONE_PRONOUNS: Final = frozenset(_phrases("no one", "noone", "nobody", "none", "not one person", "not a soul"))
"""Zero without a noun."""

NONE_WHOLE: Final = frozenset(
    _phrases(
        "no loss of life", "without loss of life", "without casualties", "without any casualties", "nil casualties"
    )
)
"""Zero, as a whole phrase."""

_UNKNOWN_NUMBERS: Final = "unknown unspecified undisclosed undetermined unconfirmed uncertain indeterminate unclear"
_LOSS_ADJECTIVES: Final = (
    "heavy severe serious significant considerable massive major mass light minor limited terrible grievous "
    "substantial painful big huge large great high low unspecified unknown undisclosed human further more extensive"
)

UNKNOWN_NUMBER: Final = frozenset(
    phrase
    for word in _UNKNOWN_NUMBERS.split()
    for article in ("an ", "")
    for phrase in _phrases(f"{article}{word} number", f"{article}as yet {word} number", f"{word} numbers")
)
"""A number that the source does not give; a noun may follow."""

NOT_STATED_WHOLE: Final = frozenset(
    (
        *_phrases("casualties", "losses", "unknown", "not known", "unspecified", "undisclosed", "not stated"),
        *_phrases("number unknown", "number not given", "number not known", "no figure", "no figures", "no number"),
        *(
            (*lead, noun)
            for noun in ("casualties", "losses", "deaths", "injuries", "fatalities")
            for lead in _phrases(
                "no reports of",
                "no report of",
                "no immediate reports of",
                "no immediate report of",
                "no word on",
                "no immediate word on",
                "no word of",
                "no information on",
                "no details of",
                "no details on",
            )
        ),
        *(
            (*before, adjective, noun)
            for adjective in _LOSS_ADJECTIVES.split()
            for noun in ("losses", "casualties", "tolls", "toll")
            for before in ((), ("very",), ("a",), ("a", "very"))
        ),
    )
)
"""Whole phrases that speak of losses, or of their absence from the reports, and give no number."""

# --- nouns -----------------------------------------------------------------------------------------------------

_PEOPLE: Final = """
abductee abduction activist addict administrator adolescent adult adviser advisor aggressor aide airman ambassador
amputee analyst anarchist apprentice arrest artist assailant assassin assistant athlete attacker attendant author baby
baker banker bather beggar boatman bodyguard bomber boy broadcaster builder bureaucrat butcher bystander cadet
cameraman campaigner captain captive caregiver carer caretaker carpenter case casualty celebrant chairman chauffeur
chef chief child citizen civilian clansman cleaner clergyman cleric clerk climber coach coastguard collaborator
colleague colonel columnist combatant commander commando commuter comrade conductor congregant conscript constable
consultant contractor convict cook coordinator correspondent councillor counsellor courier coworker crewman crewmember
criminal customer cyclist dancer daughter dealer death defector defendant defender delegate demonstrator dependant
dependent deportee deputy deserter detainee detective detention devotee diner diplomat director dissident diver doctor
driver drowning economist editor educator elder electrician emigrant employee enemy engineer envoy escapee evacuee
executive expat expatriate expert extremist fan farmer farmhand fatality father fellow female ferryman fighter
firefighter fireman fisher fisherman follower footballer foreigner friend fugitive gangster gardener gendarme general
girl governor graduate grandchild grandfather grandmother grandparent guard guardian guardsman guerrilla guest guide
gunman handler harvester herder herdsman hijacker hiker hitchhiker holidaymaker homeowner homicide hostage housewife
human hunter husband imam immigrant individual infant infantryman infection inhabitant injury inmate inspector
instructor insurgent intern internee interpreter intruder invader investigator islamist jailer jihadi jihadist
journalist judge kid kidnapper kidnapping killer killing laborer labourer lady lawmaker lawyer leader lecturer
legionnaire legislator lieutenant life lifeguard local looter loyalist magistrate maid male man manager marcher marine
mariner mayor mechanic medic member mercenary merchant midwife migrant militant militiaman miner minister minor
missionary monitor monk mother motorcyclist motorist mountaineer mourner murder musician national nationalist
navigator negotiator neighbor neighbour newborn newcomer newsman nomad noncombatant nun nurse observer occupant
officer official onlooker operative operator opponent orderly organiser organizer orphan other outlaw outpatient owner
painter parachutist paramedic paramilitary paratrooper parent parishioner parliamentarian participant partisan
passenger patient patrolman peacekeeper peasant pedestrian penitent pensioner performer perpetrator person pharmacist
photographer picnicker pilgrim pilot pirate player plumber poacher policeman policewoman politician porter preacher
priest principal prisoner private producer professional professor prosecutor protester protestor psychologist pupil
rabbi rafter raider ranger rebel recruit referee refugee relative reporter representative rescuer researcher reservist
resident responder returnee revolutionary rider rioter robber runner saboteur sailor salesman saleswoman scavenger
scholar schoolboy schoolchild schoolgirl schoolteacher scientist scout seafarer seaman secretary seeker seller senator
sentry separatist sergeant servant serviceman servicemember servicewoman settler shepherd shooter shopkeeper shopper
sibling singer sister skier skipper smuggler sniper soldier son soul speaker specialist spectator spokesman
spokeswoman staffer stepchild steward stewardess stowaway striker student suicide supervisor supplier supporter
surgeon survivor suspect swimmer teacher technician teen teenager tenant terrorist thief toddler tourist trader
trafficker trainee trainer traitor translator traveler traveller trawlerman treasurer trespasser tribesman tribeswoman
tutor undergraduate unionist vacationer vendor veteran victim vigilante villager visitor volunteer voter waiter
waitress warden warrior watchman welder widow widower wife witness woman worker worshiper worshipper youngster youth
"""

_DEMONYMS: Final = """
afghan african alawite albanian algerian american angolan arab argentine argentinian armenian asian australian austrian
azerbaijani bahraini bangladeshi belarusian belgian bolivian bosnian botswanan brazilian briton buddhist bulgarian
burundian cambodian cameroonian canadian catholic chadian chechen chilean christian colombian copt croat croatian
cuban cypriot czech dane djiboutian dominican ecuadorian egyptian emirati eritrean estonian ethiopian european fijian
filipina filipino finn gambian georgian german ghanaian greek guatemalan guinean haitian hindu honduran hungarian hutu
icelander indian indonesian iranian iraqi israeli italian ivorian jamaican jew jordanian kazakh kenyan korean kosovar
kurd kuwaiti laotian latvian liberian libyan lithuanian macedonian malawian malaysian maldivian malian mauritanian
mexican moldovan mongolian moroccan mozambican muslim namibian nepali nicaraguan nigerian nigerien norwegian omani
pakistani palestinian panamanian paraguayan peruvian protestant qatari romanian russian rwandan salvadoran saudi scot
serb serbian shiite sikh singaporean slovak slovene slovenian somali spaniard sunni swede syrian tajik tanzanian thai
tibetan tuareg tunisian turk tutsi ugandan ukrainian uruguayan uyghur uzbek venezuelan yazidi yemeni zambian
zimbabwean
"""

_UNCHANGED: Final = """
burmese chinese congolese druze japanese kyrgyz lebanese maltese nepalese portuguese rohingya senegalese shia
sudanese swiss taiwanese vietnamese
"""

_COLLECTIVES: Final = """
crew french british dutch irish people personnel police staff servicepeople tradespeople
townspeople troops
"""

_IRREGULAR: Final[Mapping[str, tuple[str, ...]]] = {
    "child": ("children",),
    "person": ("people", "persons"),
    "wife": ("wives",),
    "housewife": ("housewives",),
    "midwife": ("midwives",),
    "life": ("lives",),
    "thief": ("thieves",),
    "schoolchild": ("schoolchildren",),
    "grandchild": ("grandchildren",),
    "stepchild": ("stepchildren",),
    "human": ("humans",),
    "german": ("germans",),
}


class Noun(NamedTuple):
    """A noun for what is counted; collectives and a few others have one form for one and for many."""

    unit: CountUnit
    singular: bool
    plural: bool


def _plurals(noun: str) -> tuple[str, ...]:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("man"):
        return (noun[:-3] + "men",)
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return (noun[:-1] + "ies",)
    if noun.endswith(("s", "x", "ch", "sh")):
        return (noun + "es",)
    return (noun + "s",)


def _nouns() -> Iterable[tuple[str, Noun]]:
    demonyms = _DEMONYMS.split()
    for noun in (*_PEOPLE.split(), *demonyms):
        yield noun, Noun("person", singular=True, plural=False)
        plurals = (noun + "s",) if noun in demonyms else _plurals(noun)
        for plural in plurals:
            yield plural, Noun("person", singular=False, plural=True)
    for noun in _UNCHANGED.split():
        yield noun, Noun("person", singular=True, plural=True)
    for noun in _COLLECTIVES.split():
        yield noun, Noun("person", singular=False, plural=True)
    units: tuple[tuple[str, CountUnit], ...] = (
        ("household", "household"),
        ("family", "family"),
        ("body", "body"),
        ("corpse", "body"),
        ("cadaver", "body"),
    )
    for noun, unit in units:
        yield noun, Noun(unit, singular=True, plural=False)
        yield _plurals(noun)[0], Noun(unit, singular=False, plural=True)


NOUNS: Final[Mapping[str, Noun]] = dict(_nouns())

STATES: Final = frozenset(
    _phrases(
        *_listed(
            "abducted affected alive arrested beheaded buried burned burnt captured dead detained died displaced "
            "drowned escaped evacuated executed expelled fled freed homeless hospitalised hospitalized hurt ill "
            "imprisoned infected injured jailed kidnapped killed maimed massacred missing murdered perished poisoned "
            "released rescued safe shot sick slain stabbed stranded survived trapped unharmed unhurt uninjured "
            "uprooted wounded"
        ),
        "unaccounted for",
        "presumed dead",
        "taken hostage",
        "lost their lives",
        "lost his life",
        "lost her life",
    )
)
"""What happened to the people; stands before, after or instead of the noun."""

TAIL: Final = _words(
    "already also are badly be been being believed confirmed critically declared fatally feared found had has "
    "have is left lightly now officially pronounced recovered reported reportedly said seriously severely "
    "slightly still was were who"
)
"""Words that link a noun to what happened, and leave the number as it is."""

DETERMINERS: Final = _words("the these those its their his her our your my them us")

NOT_MODIFIERS: Final = _words(
    "a an and any as at be been being but by could every each except for from had half has have he if in "
    "including into is it less fewer lesser may more most might near no none nor not of off on onto or other per "
    "she should since so than that then there they this though to too until up was we were when where which while "
    "who whom whose will with within without would yet you another some all both either neither minus plus times "
    "about around nearly almost over under above below between among because before after during against toward "
    "towards via approx approximately roughly only just very far handful couple few several odd estimated exactly "
    "number numbers circa"
)
"""Words that cannot stand between a number and its noun."""

MEASURES: Final = _words(
    "second seconds minute minutes hour hours day days night nights week weeks weekend weekends month months year "
    "years decade decades century centuries am pm o'clock km kms kilometre kilometres kilometer kilometers mile "
    "miles m metre metres meter meters cm centimetre centimetres foot feet inch inches yard yards acre acres "
    "hectare hectares tonne tonnes ton tons kg kgs kilo kilos kilogram kilograms gram grams litre litres liter "
    "liters gallon gallons barrel barrels degree degrees celsius fahrenheit mph kph knot knots volt volts watt "
    "watts point points magnitude vote votes seat seats goal goals copies"
)
"""Units of measure."""

THINGS: Final = _words(
    "home homes house houses building buildings structure structures apartment apartments flat flats hut huts "
    "tent tents school schools hospital hospitals clinic clinics shop shops church churches mosque mosques "
    "factory factories bridge bridges road roads village villages town towns city cities district districts "
    "province provinces country countries camp camps car cars truck trucks lorry lorries bus buses train trains "
    "plane planes aircraft helicopter helicopters jet jets ship ships boat boats ferry ferries vessel vessels "
    "vehicle vehicles tank tanks convoy convoys drone drones missile missiles rocket rockets bomb bombs shell "
    "shells mine mines weapon weapons rifle rifles gun guns attack attacks raid raids strike strikes airstrike "
    "airstrikes incident incidents clash clashes explosion explosions blast blasts battle battles event events "
    "earthquake earthquakes flood floods dog dogs horse horses sheep goat goats cow cows cattle animal animals "
    "livestock bird birds organisation organisations organization organizations group groups company companies "
    "unit units brigade brigades battalion battalions division divisions regiment regiments force forces bed beds "
    "crop crops tree trees"
)
"""Things that news counts beside people."""

HEDGES: Final = _words(
    "perhaps possibly maybe probably presumably allegedly supposedly apparently potentially likely hopefully"
)
"""Doubt about the number, for which a count has no place."""

SHARES: Final = _words("most majority minority half halves third thirds quarter quarters proportion percentage share")

# --- what is refused at first sight ----------------------------------------------------------------------------

_MONTHS: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL_WORDS: Final = (
    r"(?:first(?![ -]responders?\b)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|(?:twen|thir|for|fif|six|seven|eigh|nine)tieth"
    r"|hundredth|thousandth|millionth)"
)

SCREENS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("percentage", r"[%‰]|\bper ?cents?\b|\bpercents?\b|\bpct\b|\bpercentage\b"),
        (
            "money",
            r"[$£€¥₹₽₩₪₺₴]|\b(?:dollars?|euros?|pounds?|usd|eur|gbp|rupees?|roubles?|rubles?|yen|yuan|francs?|cents?)\b",
        ),
        ("age", r"\b(?:years?|months?|weeks?|days?)[ -]olds?\b|\bage[ds]?\b"),
        ("decade", r"\b[0-9]+'?s\b"),
        ("date", rf"\b{_MONTHS}\.? [0-9]|[0-9] {_MONTHS}\b"),
        ("date", r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|[0-9]:[0-9]{2}\b"),
        ("year", r"^\s*(?:in|since|by|until|till|before|after|during|from) (?:1[5-9]|20)[0-9]{2}\s*$"),
        ("fraction", r"[0-9]/[0-9]|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⁄]"),
        (
            "fraction",
            (
                r"\b(?:a|one|two|three|four)[ -](?:thirds?|quarters?(?! of a million)|fifths?|sixths?|sevenths?"
                r"|eighths?|ninths?|tenths?|hundredths?)\b|\bhalf (?:of|the|all|its|their)\b|\bhalves\b"
            ),
        ),
        ("ordinal", rf"[0-9](?:st|nd|rd|th)\b|\b{_ORDINAL_WORDS}s?\b"),
        (
            "rate",
            (
                r"\bper\b|\b(?:each|every) (?:second|minute|hour|day|night|week|month|year)\b"
                r"|\b(?:a|an) (?:second|minute|hour|day|night|week|month|year)\s*$|\b(?:daily|hourly)\b"
            ),
        ),
        ("rate", r"\b(?:weekly|monthly|yearly|annual|annually)\b"),
        (
            "multiple",
            (
                r"\btimes\b|\b(?:once|twice|thrice|doubled?|tripled?|quadrupled?)\b|[0-9]x\b"
                r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)-?fold\b"
            ),
        ),
        ("negative", r"^\s*(?:[-−‐‑–—]\s*[0-9]|minus\b|negative\b)"),
        ("ratio", r"[0-9]:[0-9]|\b(?:out of|in every|of every)\b"),
        (
            "grouping",
            r"[0-9],[0-9]{1,2}(?![0-9])|[0-9],[0-9]{4,}|[0-9]{4,},[0-9]{3}|(?<![0-9,. ])0[0-9]|[0-9]'[0-9]",
        ),
    )
)
"""Figures that are no count of people, in the order in which they are looked for."""

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "language": ("phrases in the language {part!r} are not read", "Set the fields yourself, or give: {languages}"),
    "empty": ("there are no words to read", "Give the words that state the count"),
    "too_long": ("the phrase is longer than {limit} characters", "Give only the words that state the count"),
    "characters": (
        "the phrase has a line break or a character that text cannot carry",
        "Give the words that state the count on one line",
    ),
    "percentage": (
        "a percentage is no count of people",
        "Leave it in the text, or give the number of people it stands for",
    ),
    "money": ("an amount of money is no count of people", "Give the words that count people"),
    "age": ("an age is no count of people", "Give the words that count people"),
    "decade": ("a decade or an age group is no count of people", "Give the words that count people"),
    "date": ("a date or a time is no count of people", "Give the words that count people"),
    "year": ("{part!r} may be a year", "Give the noun too, or write the number with a comma"),
    "fraction": ("a fraction is no count of people", "Give a whole number"),
    "ordinal": ("an ordinal says which one, not how many", "Give the words that say how many"),
    "rate": ("a rate is no count of people", "Give the number and the period it was counted in"),
    "multiple": ("a multiple needs the figure it refers to", "Give the number itself"),
    "negative": ("a negative number is no count of people", "Give the figure itself"),
    "ratio": ("a ratio is no count of people", "Give the number of people"),
    "share": ("a share of a group is no count of people", "Give the number of people, if one is stated"),
    "grouping": ("the digits are grouped in a way that can be read twice", "Write the number as 1200 or 1,200"),
    "too_large": ("the number is larger than any count can hold", "Check the figure"),
    "metres": ("{part!r} may be metres", "Give the noun too, or write the word million"),
    "zero": (
        "a limit on zero says nothing",
        "If nobody was counted, say none; if the number is not known, say so",
    ),
    "two_limits": (
        "the phrase limits its number in two ways",
        "Set the fields yourself, and keep the words as the phrase",
    ),
    "limit_of_vague": (
        "the phrase puts a limit on a vague word, which can be read in more than one way",
        "Say vague, and keep the words as the phrase",
    ),
    "several_figures": (
        "the phrase is ambiguous: it names more than one figure",
        "Give each figure a count of its own, or set the fields yourself",
    ),
    "descending": ("the second number of the range is not higher than the first", "Put the lower number first"),
    "range_scale": (
        "the first number of the range may lack its hundreds or thousands",
        "Write both numbers out, as in 10,000 to 15,000",
    ),
    "hedge": ("{part!r} casts doubt on the number, and no kind of count says so", "Give the number without it"),
    "measure": ("{part!r} is a measure, not people", "Give the words that count people"),
    "things": ("{part!r} is no word for people", "Give the words that count people, households, families or bodies"),
    "agreement": ("the number and the noun {part!r} do not agree", "Check the words"),
    "units": ("people and other units are counted together", "Give each unit a count of its own"),
    "no_number": ("there is no number in it", "Give the words that say how many"),
    "not_understood": (
        "{part!r} is not understood",
        "Give only the words that state the count, or set the fields yourself",
    ),
}
"""Why a phrase is refused, and what to do: a message and a remedy; `{part}` is the part in question."""

LONGEST: Final = max(
    len(phrase) for table in (LIMITS, SUFFIXES, VAGUE, NEUTRAL_BEFORE, UNKNOWN_NUMBER, STATES) for phrase in table
)
"""The number of words in the longest phrase of any table."""
