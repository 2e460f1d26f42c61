"""A corpus that is the same every time: articles of any size, and messages and pages as they come over the wire.

Everything is made up, down to the words. What is real is the shape: which fields there are, how many, how long, how
deep, and how much of a page is not the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Final

import orjson

from benchmarks.words import LANGUAGES, Words
from newsschema import Article

BASE: Final = "https://corpus.example/"
_QUALIFIERS: Final = (
    {"qualifier": "exact", "number": 27},
    {"qualifier": "at_least", "number": 12},
    {"qualifier": "more_than", "number": 400},
    {"qualifier": "vague", "phrase": "dozens"},
)
_FULL: Final = 12_000
"""About how many bytes an article with all fields, quotes and reports has besides its body."""
_PARAGRAPH: Final = 290
_OUTCOMES: Final = ("killed", "injured", "missing", "displaced")


def articles(number: int, *, paragraphs: int = 10, quotes: int = 5, reports: int = 4, seed: int = 1) -> list[Article]:
    """Articles in turn in every language, each with so many quotes and casualty reports."""
    languages = sorted(LANGUAGES)
    return [
        article(index, languages[index % len(languages)], paragraphs, quotes, reports, seed) for index in range(number)
    ]


def article(
    index: int, language: str, paragraphs: int, quotes: int, reports: int, seed: int = 1, *, markup: bool | None = None
) -> Article:
    """One article; every third has markup inside its paragraphs, where `markup` does not say."""
    return _Maker(index, language, seed).article(
        paragraphs, quotes, reports, index % 3 == 0 if markup is None else markup
    )


def of_size(size: int, index: int = 0) -> Article:
    """An article of about so many bytes of JSON, from 1 KB to several MB; the body takes what the rest leaves."""
    if size < _FULL:
        return _Maker(index, "en", 1).alert(max(1, (size - 600) // _PARAGRAPH))
    return article(index, "en", max(6, (size - _FULL) // _PARAGRAPH), 5, 4, markup=False)


class _Maker:
    """Makes one article."""

    def __init__(self, index: int, language: str, seed: int) -> None:
        self.random = Random(f"{seed}/{index}/{language}")
        self.words = Words(self.random, language)
        self.language = language
        self.identifier = f"urn:newsml:corpus.example:20240501:{language}-{seed}-{index}"
        self.day = f"2024-05-{1 + index % 28:02d}"
        self.text: list[str] = []
        self.at = 0

    def article(self, paragraphs: int, quotes: int, reports: int, markup: bool) -> Article:
        blocks, sayings, claims = [], [], []
        for number in range(max(paragraphs, quotes, reports)):
            count = _QUALIFIERS[number % len(_QUALIFIERS)] if number < reports else None
            words, said, counted = self.paragraph(quoted=number < quotes, counted=count)
            if said is not None:
                sayings.append(self.quote(number, *said))
            if counted is not None:
                claims.append(self.report(number, *counted))
            blocks.append(_marked(words) if markup and number % 2 else f"<p>{words}</p>")
        return Article.model_validate(
            {**self.head(), "body": "".join(blocks), "quotes": sayings, "casualty_reports": claims}
        )

    def alert(self, paragraphs: int) -> Article:
        """An article of few fields."""
        body = "".join(f"<p>{self.paragraph(quoted=False, counted=None)[0]}</p>" for _ in range(paragraphs))
        names = ("identifier", "language", "headline", "published", "publisher", "keywords")
        head = self.head()
        return Article.model_validate({**{name: head[name] for name in names}, "body": body})

    def paragraph(self, *, quoted: bool, counted: Mapping[str, Any] | None) -> tuple[str, Any, Any]:
        """A paragraph, and the start and the words of what is quoted and counted in it."""
        script, text = self.words.script, ""
        said = number = None
        if quoted:
            words = self.words.sentence()
            text += self.words.sentence() + ": " + script.opening
            said = (self.at + len(text), words)
            text += words + script.closing + script.stop
        if counted is not None:
            words = f"{counted.get('phrase') or self.random.randint(2, 900)}{script.space}{self.words.word()}"
            number = (self.at + len(text), words)
            text += words + script.space
        text = (text + script.stop.join(self.words.sentence() for _ in range(3)) + script.stop).rstrip()
        self.at += len(text) + 2  # a blank line stands between paragraphs
        return text, said, number

    def head(self) -> dict[str, Any]:
        words = self.words
        house = self.organization("house")
        return {
            "identifier": self.identifier,
            "url": f"{BASE}{self.language}/{self.random.randrange(10**9)}",
            "alternate_identifiers": [{"value": str(self.random.randrange(10**9)), "type": f"{BASE}cms"}],
            "version": 2,
            "urgency": 3,
            "language": self.language,
            "headline": words.words(9),
            "alternative_headlines": [{"text": words.words(4), "role": "short"}],
            "summary": words.sentence(),
            "byline": words.name(),
            "dateline": words.word().title(),
            "located": [self.place("where")],
            "sections": [words.word()],
            "created": f"{self.day}T08:00:00Z",
            "published": f"{self.day}T09:30:00+02:00",
            "modified": f"{self.day}T10:15:00+02:00",
            "first_created": f"{self.day}T07:30:00Z",
            "version_created": f"{self.day}T08:15:00Z",
            "authors": [{"agent": self.person(number), "role": "author"} for number in range(2)],
            "contributors": [{"agent": self.person(9), "role": "editor"}],
            "credit_line": words.name(),
            "source_credits": [{"agent": self.organization("agency")}],
            "publisher": house,
            "provider": house,
            "rights": {"holders": [house], "year": 2024, "notice": words.words(5), "usage_terms": words.sentence()},
            "is_accessible_for_free": True,
            "subjects": [self.concept("subject", number) for number in range(3)],
            "genres": [self.concept("style", 0)],
            "keywords": sorted({words.word() for _ in range(5)}),
            "slugline": words.words(2),
            "people": [self.person(3)],
            "organizations": [self.organization("army")],
            "places": [self.place("city"), self.place("province")],
            "events": [
                {
                    "identifier": f"{self.identifier}#event",
                    "name": words.words(4),
                    "kinds": [self.concept("event", 0)],
                    "start": self.day,
                    "place": self.place("city"),
                }
            ],
            "media": [self.medium(number) for number in range(2)],
            "links": [
                {"relation": "related", "url": f"{BASE}other/{number}", "title": words.words(5)} for number in (1, 2)
            ],
            "editorial_notes": [{"text": words.sentence(), "role": "update"}],
        }

    def organization(self, key: str) -> dict[str, Any]:
        name = self.words.name()
        return {"type": "organization", "identifier": f"{BASE}bodies/{key}", "name": name, "url": f"{BASE}{key}"}

    def person(self, number: int) -> dict[str, Any]:
        return {
            "type": "person",
            "identifier": f"{BASE}people/{number}",
            "name": self.words.name(),
            "job_title": self.words.words(2),
            "affiliation": [self.organization("ministry")] if number < 2 else [],
        }

    def place(self, key: str) -> dict[str, Any]:
        place = {"identifier": f"{BASE}places/{key}", "name": self.words.word().title(), "country_code": "XA"}
        return {**place, "country": self.words.word().title(), "latitude": 12.5, "longitude": -3.25}

    def concept(self, scheme: str, number: int) -> dict[str, Any]:
        names = [{"text": self.words.words(2), "language": self.language}]
        return {
            "identifier": f"{BASE}{scheme}/{number}",
            "qcode": f"{scheme}:{number}",
            "scheme": f"{BASE}{scheme}/",
            "names": names,
        }

    def medium(self, number: int) -> dict[str, Any]:
        return {
            "identifier": f"{self.identifier}#picture-{number}",
            "kind": "image",
            "caption": self.words.sentence(),
            "alternative_text": self.words.sentence(),
            "credit": self.words.name(),
            "renditions": [
                {"url": f"{BASE}{number}/{width}.jpg", "media_type": "image/jpeg", "width": width, "height": width // 2}
                for width in (320, 1600)
            ],
        }

    def chain(self) -> dict[str, Any]:
        """Somebody said it, an agency carried it."""
        agency = {"type": "organization", "name": self.words.name()}
        return {
            "links": [
                {"role": "originator", "agents": [self.person(5)], "at": self.day, "channel": "statement"},
                {"role": "relayer", "agents": [agency]},
            ]
        }

    def quote(self, number: int, start: int, words: str) -> dict[str, Any]:
        return {
            "identifier": f"{self.identifier}#quote-{number}",
            "kind": "direct",
            "text": words,
            "language": self.language,
            "attribution": self.chain(),
            "spans": [{"start": start, "end": start + len(words), "exact": words}],
        }

    def report(self, number: int, start: int, words: str) -> dict[str, Any]:
        return {
            "identifier": f"{self.identifier}#report-{number}",
            "event": f"{self.identifier}#event",
            "outcome": _OUTCOMES[number % len(_OUTCOMES)],
            "count": _QUALIFIERS[number % len(_QUALIFIERS)],
            "population": {"as_said": self.words.words(2), "ihl_status": "civilian"},
            "as_of": self.day,
            "cause": "air_strike",
            "attribution": self.chain(),
            "evidence": {"spans": [{"start": start, "end": start + len(words), "exact": words}]},
        }


def _marked(text: str) -> str:
    """A paragraph with a link and an emphasis, which change nothing about its text."""
    first, second, *rest = text.split(" ", 2) if " " in text else (text[:2], text[2:])
    gap = " " if " " in text else ""
    return f'<p><a href="{BASE}">{first}</a>{gap}<em>{second}</em>{gap if rest else ""}{"".join(rest)}</p>'


# What others write


def messages(number: int, *, seed: int = 1) -> list[bytes]:
    """NewsML-G2 messages as agencies send them: indented, alias codes with names, desk notes, an XHTML body."""
    return [_message(Words(Random(f"{seed}/message/{index}"), "de"), index).encode() for index in range(number)]


def _message(words: Words, index: int) -> str:
    subjects = "\n".join(_subject(words, index, rank) for rank in range(1, 13))
    identifiers = "\n".join(
        f'            <altId type="agencyid:wire" environment="desk:{number}">{number}:{index:04d}:3:wi:332</altId>'
        for number in range(5)
    )
    services = "\n".join(
        f'            <service qcode="desk:{number}"><name role="nrol:full">{words.words(2)}</name></service>'
        for number in range(5)
    )
    body = "\n".join(
        f"                     <p>{words.script.stop.join(words.sentence() for _ in range(3))}.</p>" for _ in range(12)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">
   <header>
      <sent>2024-05-01T08:15:00+02:00</sent>
      <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"/>
      <origin>wire</origin>
      <destination qcode="desk:1"/>
   </header>
   <itemSet>
      <newsItem conformance="power" guid="urn:newsml:agency.example:20240501:{index}" version="2"
                standard="NewsML-G2" standardversion="2.29" xml:lang="de">
         <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"/>
         <catalog>
            <scheme alias="agencyid" uri="http://agency.example/id/"/>
            <scheme alias="desk" uri="http://agency.example/desk/"/>
            <scheme alias="topic" uri="http://agency.example/topic/"/>
            <scheme alias="staff" uri="http://agency.example/staff/"/>
         </catalog>
         <rightsInfo>
            <copyrightHolder qcode="agencyid:1"><name xml:lang="de">{words.name()}</name></copyrightHolder>
            <copyrightNotice xml:lang="de">{words.words(6)}</copyrightNotice>
            <usageTerms xml:lang="de">{words.sentence()}</usageTerms>
         </rightsInfo>
         <itemMeta>
            <itemClass qcode="ninat:text"/>
            <provider qcode="agencyid:1"><name>{words.name()}</name></provider>
            <versionCreated>2024-05-01T08:15:00+02:00</versionCreated>
            <firstCreated>2024-05-01T08:00:00+02:00</firstCreated>
            <pubStatus qcode="stat:usable"/>
            <generator versioninfo="2.0.0">{words.word()}</generator>
{services}
            <edNote>{words.sentence()}</edNote>
         </itemMeta>
         <contentMeta>
            <urgency>3</urgency>
            <contentCreated>2024-05-01T08:00:00+02:00</contentCreated>
            <located><name>{words.word().title()}</name></located>
            <creator qcode="staff:17"><name>{words.name()}</name></creator>
            <contributor qcode="staff:18"><name>{words.name()}</name></contributor>
{identifiers}
            <genre qcode="topic:31"><name xml:lang="de">{words.word()}</name></genre>
{subjects}
            <slugline separator="/">{words.words(3)}</slugline>
            <headline>{words.sentence()}</headline>
            <dateline>{words.word().title()} (wire) - </dateline>
            <by>{words.name()}</by>
            <description role="drol:summary">{words.sentence()}</description>
            <keyword>{words.word()}</keyword>
            <keyword>{words.word()}</keyword>
         </contentMeta>
         <contentSet>
            <inlineXML contenttype="application/xhtml+xml" wordcount="480">
               <html xmlns="http://www.w3.org/1999/xhtml">
                  <head><title>{words.sentence()}</title></head>
                  <body>
{body}
                  </body>
               </html>
            </inlineXML>
         </contentSet>
      </newsItem>
   </itemSet>
</newsMessage>
"""


def _subject(words: Words, index: int, rank: int) -> str:
    return f"""            <subject type="cpnat:abstract" qcode="topic:{index % 90}{rank}" rank="{rank}">
               <name role="nrol:display" xml:lang="de">{words.words(2)}</name>
               <name role="nrol:short" xml:lang="de">{words.word()}</name>
               <broader qcode="topic:{rank}"><name xml:lang="de">{words.word()}</name></broader>
               <sameAs qcode="medtop:{20000000 + rank}"/>
            </subject>"""


def blocks(number: int, *, seed: int = 1) -> list[bytes]:
    """JSON-LD as publishers put it into their pages."""
    return [orjson.dumps(block) for block in _blocks(number, seed)]


def pages(number: int, *, seed: int = 1) -> list[bytes]:
    """Pages of publishers: a hundred kilobytes of which the article's JSON-LD is a few."""
    return [_page(index, block, seed).encode() for index, block in enumerate(_blocks(number, seed))]


def _blocks(number: int, seed: int) -> Iterator[dict[str, Any]]:
    languages = sorted(LANGUAGES)
    for index in range(number):
        language = languages[index % len(languages)]
        words = Words(Random(f"{seed}/page/{index}"), language)
        yield _block(words, language, index)


def _block(words: Words, language: str, index: int) -> dict[str, Any]:
    url = f"{BASE}{language}/{index}"
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "url": url,
        "headline": words.sentence(),
        "description": words.sentence(),
        "datePublished": "2024-05-01T09:30:00+02:00",
        "dateModified": "2024-05-01T10:15:00+02:00",
        "inLanguage": language,
        "isAccessibleForFree": True,
        "articleSection": words.word(),
        "keywords": [words.word() for _ in range(8)],
        "author": [
            {"@type": "Person", "name": words.name(), "url": f"{BASE}staff/{number}", "jobTitle": words.word()}
            for number in range(2)
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": words.name(),
            "url": BASE,
            "logo": {"@type": "ImageObject", "url": f"{BASE}logo.png", "width": 600, "height": 60},
        },
        "image": [
            {"@type": "ImageObject", "url": f"{url}/{width}.jpg", "width": width, "height": width // 2}
            for width in (1200, 800, 400)
        ],
        "articleBody": "\n\n".join(
            words.script.stop.join(words.sentence() for _ in range(3)) + words.script.stop.rstrip() for _ in range(10)
        ),
        "speakable": {"@type": "SpeakableSpecification", "cssSelector": [".headline", ".summary"]},
    }


def _page(index: int, block: dict[str, Any], seed: int) -> str:
    words = Words(Random(f"{seed}/chrome/{index}"), "en")
    crumbs = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": []}
    chrome = "\n".join(
        f'<li class="nav-{number} item"><a href="/{words.word()}/{words.word()}" data-track="{number}">'
        f"<span class='label'>{words.words(3)}</span></a></li>"
        for number in range(500)
    )
    story = "\n".join(f'<p class="story__text" data-n="{part}">{words.sentence()}.</p>' for part in range(40))
    script = f"window.state = {orjson.dumps({words.word(): words.words(30) for _ in range(60)}).decode()};"
    return f"""<!DOCTYPE html>
<html lang="{block["inLanguage"]}"><head><meta charset="utf-8"><title>{words.sentence()}</title>
<link rel="canonical" href="{block["url"]}"><script>{script}</script>
<script type="application/ld+json">{orjson.dumps(block).decode()}</script>
<script type="application/ld+json">{orjson.dumps(crumbs).decode()}</script></head>
<body><nav><ul>{chrome}</ul></nav><main><h1>{words.sentence()}</h1>{story}</main></body></html>
"""
