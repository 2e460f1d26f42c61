"""The code lists of version 1 and the namespaces they live in.

A closed list takes its tokens only; an open list takes its tokens or the absolute IRI of a term of another
vocabulary, so that a misspelt token never passes as an open one. The labels of such IRIs stand in `Article.terms`.
"""

from __future__ import annotations

from typing import Final, Literal

from newsschema.v1.text import Iri

NAMESPACE: Final = "https://w3id.org/newsschema/1#"
"""The namespace of newsschema's own terms."""

CODE_NAMESPACE: Final = "https://w3id.org/newsschema/cv/"
"""The namespace of newsschema's code values: `.../cv/<list>/<token>`."""

PubStatus = Literal["usable", "withheld", "canceled"]
"""The publishing status of an article (IPTC NewsCodes, `stat`)."""

ArticleKind = Literal[
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "Article",
    "BlogPosting",
    "Report",
    "SatiricalArticle",
    "AdvertiserContentArticle",
    "ScholarlyArticle",
    "SocialMediaPosting",
    "TechArticle",
]
"""The kind of article: schema.org's `Article` and its subtypes."""

QuoteKind = Literal["direct", "indirect", "mixed", "denial", "declined_comment", "no_response"]
"""How words are reported: in quotation marks, in the writer's words, both, as a denial, or not given at all."""

SpanRole = Literal["content", "cue", "source"]
"""What a span of text is to a quote: the words, the verb that introduces them, or the name of the speaker (PARC)."""

AttributionRole = Literal["originator", "spokesperson", "document", "relayer", "translator", "publisher"]
"""What a link of a chain did on the way from the origin to the reader."""

Channel = (
    Literal[
        "interview",
        "press_conference",
        "statement",
        "speech",
        "broadcast",
        "social_media",
        "court",
        "document",
        "email",
        "telephone",
        "poll",
        "press_report",
        "other",
    ]
    | Iri
)
"""Where the words were given."""

DocumentKind = Literal["report", "list", "database", "post", "statement", "record"] | Iri
"""What kind of document a source is."""

MediaKind = Literal["image", "video", "audio", "graphic"]
"""The kind of a medium (IPTC NewsCodes, `ninat`: picture, video, audio, graphic)."""

LinkRelation = (
    Literal[
        "related",
        "previous_version",
        "translation_of",
        "part_of",
        "derived_from",
        "has_part",
        "citation",
    ]
    | Iri
)
"""How another document relates to the article."""

NoteRole = Literal["correction", "embargo", "legal", "contact", "update", "kill", "usage"] | Iri
"""What an editorial note is about."""

HeadlineRole = Literal["alternative", "short", "kicker", "subtitle", "main", "seo", "social", "print"] | Iri
"""What an alternative headline is for."""

ContributionRole = (
    Literal[
        "author",
        "editor",
        "translator",
        "photographer",
        "reporter",
        "contributor",
        "illustrator",
        "videographer",
        "correspondent",
        "producer",
        "commentator",
    ]
    | Iri
)
"""What a person or organisation contributed."""

Outcome = (
    Literal[
        "killed",
        "injured",
        "missing",
        "killed_or_missing",
        "presumed_dead",
        "casualties_unspecified",
        "abducted",
        "detained",
        "released",
        "trapped",
        "rescued",
        "displaced",
        "evacuated",
        "homeless",
        "case",
        "affected",
        "unharmed",
    ]
    | Iri
)
"""What happened to the people counted. "Casualties" alone is `casualties_unspecified`, never `killed`."""

CaseClassification = Literal["suspected", "probable", "confirmed"]
"""How sure a diagnosis is (WHO case definitions)."""

Scope = Literal["incident", "increment", "cumulative", "estimate"]
"""What a figure covers: one incident, a period, everything since a start, or a model's or survey's estimate."""

Cause = (
    Literal[
        "air_strike",
        "drone_strike",
        "shelling_or_missile",
        "small_arms",
        "planted_explosive",
        "suicide_attack",
        "grenade",
        "incendiary",
        "cbrn",
        "bladed_or_blunt_weapon",
        "vehicle_ramming",
        "less_lethal_weapon",
        "execution",
        "torture",
        "sexual_violence",
        "deprivation",
        "arson",
        "stampede",
        "earthquake",
        "tsunami",
        "flood",
        "landslide",
        "storm",
        "volcanic_eruption",
        "wildfire",
        "heat_or_cold",
        "drought_or_famine",
        "fire",
        "explosion",
        "building_collapse",
        "industrial_accident",
        "transport_accident",
        "road_accident",
        "rail_accident",
        "air_accident",
        "maritime_accident",
        "disease",
        "poisoning",
        "conflict_unspecified",
        "other",
        "unknown",
    ]
    | Iri
)
"""What harmed the people counted."""

VerificationValue = (
    Literal[
        "corroborated",
        "officially_confirmed",
        "responsibility_accepted",
        "independently_verified",
        "discounted",
        "retracted",
    ]
    | Iri
)
"""What somebody found about a claim."""

DisputedMatter = Literal["number", "cause", "responsibility", "victim_status", "occurrence"]
"""What about a claim is denied."""

IhlStatus = Literal[
    "civilian",
    "armed_forces",
    "direct_participant",
    "other_protected_person",
    "police",
    "combatant_unspecified",
    "unknown",
]
"""Status under international humanitarian law, as the source describes it (SDG indicator 16.1.2)."""

Sex = Literal["female", "male", "other", "unknown"]
"""Sex as stated (SDG indicator 16.1.2: man, woman, unknown)."""

AgeGroup = Literal["infant", "child", "adolescent", "adult", "older_person", "unknown"]
"""Age group as stated; a child is under 18 (SDG indicator 16.1.2)."""

Occupation = (
    Literal[
        "journalist",
        "health_worker",
        "aid_worker",
        "first_responder",
        "teacher",
        "human_rights_defender",
        "trade_unionist",
        "clergy",
        "worker",
        "student",
        "politician",
        "peacekeeper",
        "other",
    ]
    | Iri
)
"""What the people counted did for a living."""

Situation = (
    Literal[
        "passenger",
        "crew",
        "resident",
        "bystander",
        "pregnant",
        "disabled",
        "displaced",
        "refugee",
        "migrant",
        "aid_seeker",
        "detainee",
        "hostage",
        "protester",
        "worshipper",
        "tourist",
        "patient",
        "other",
    ]
    | Iri
)
"""The situation the people counted were in."""

RelationToAct = Literal["target", "bystander", "perpetrator", "rescuer", "unknown"]
"""What the people counted had to do with the act that harmed them."""

PartAxis = Literal[
    "outcome",
    "case_classification",
    "ihl_status",
    "sex",
    "age",
    "occupation",
    "situation",
    "side",
    "nationality",
    "relation_to_act",
    "place",
    "cause",
    "period",
]
"""Along which axis a figure is a part of a larger one."""

SupersessionReason = (
    Literal[
        "update",
        "correction",
        "double_counting",
        "reclassified",
        "re_dated",
        "source_change",
        "found_alive",
        "method_change",
        "retraction",
    ]
    | Iri
)
"""Why a figure replaces another."""

CountUnit = Literal["person", "household", "family", "body"]
"""What was counted; a family is never turned into people without a stated factor."""

Qualifier = Literal[
    "exact",
    "at_least",
    "more_than",
    "up_to",
    "fewer_than",
    "about",
    "nearly",
    "range",
    "vague",
    "unspecified",
    "none",
    "not_stated",
]
"""How a source framed a number."""
