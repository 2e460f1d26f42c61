"""Values that are hard on a format, the plainest first: what a failing example shrinks to."""

from __future__ import annotations

from typing import Final

MAX: Final = 2**53 - 1

LINES: Final = (
    "Alpha",
    "Two words",
    "North Harbour & Sons <Ltd>",
    "“He said ‘so’,” «oui» „nein“ »ja« 「はい」 ‹non› \"plain\" 'single'",
    "خبر عاجل من الميناء",
    "שלום mixed with English",
    "ニュース速報、港で",
    "बंदरगाह की ख़बर",
    "e\u0301te\u0301 and été: a\u0308\u0323",
    "👩🏽‍🚒🇪🇺👨‍👩‍👧‍👦 fire 🔥",
    "𝔄𝔰𝔱𝔯𝔞𝔩 𐍈 \U0010fffd",
    "no\u00a0break\u202fnarrow\u2003em",
    "zero\u200bwidth\u200cnon\u200djoiner\ufeffmark",
    "\u202eright to left override\u202c",
    "line\u2028separator\u2029paragraph\u0085next",
    "]]>",
    "<![CDATA[x]]>",
    "&amp;amp; &lt;b&gt; &#13; &nbsp;",
    "</script><script>x</script>",
    "<!-- -- -->",
    "{{x}} ${y} %s \\n \\u0041 \\",
    " leading space",
    "trailing space ",
    "double  space   triple",
    " ",
    "\u00a0",
    "https://example.org/not-a-link?a=1&b=2#c",
    "2024-02-30T99:99:99",
    "true",
    "null",
    "-0.0e10",
    "a,b;c|d\u00b7e/f",
    "?query #hash @at *star* _under_ [x](y)",
    "c1 \u0080\u009f controls \x7f",
    "noncharacters \ufdd0 \U0001ffff",
    "Ǆ ﬁ ſ İ ı K Å",
    "𠀀𠀁 漢字 한국어",
    "W" * 300,
    "很" * 200,
)
"""Texts of one line."""

MULTILINE: Final = (
    "First line\nsecond line",
    "Para one.\n\nPara two.",
    "col\tcol\n\tindented",
    "\nleading line feed",
    "trailing line feed\n",
    "\t",
    "\n",
    " \n \t ",
    "a\n\n\n\nb",
    "]]>\n&amp;amp;\n</script>",
    "سطر أول\nسطر ثان",
)
"""Texts that only a slot of several lines takes."""

IRIS: Final = (
    "https://example.org/a",
    "urn:example:thing",
    "urn:uuid:0f9b6b2e-5b0c-4d7e-9a57-3c1a6a6f1c11",
    "https://example.com/path/to/page.html?a=1&b=2#part-3",
    "https://例え.example/päth/ニュース?q=ä&x=ü#ß",
    "https://example.org/%C3%A9t%C3%A9?x=%20y%26z",
    "tag:example.org,2024:story/7",
    "urn:newsml:example.org:20240101:story:1",
    "http://[2001:db8::1]:8080/x",
    "HTTP://EXAMPLE.ORG/Upper/Case",
    "https://user:secret@example.net:8443/~a/;p=1,2/(x)'y'*!$&+=:@",
    "mailto:desk@example.org",
    "x-y+z.1:opaque/part",
    "https://example.org",
    "https://example.org/?",
    "https://example.org/#",
    "https://example.org/a//b/../c/./",
    "file:///a/b",
    "https://example.org/𠀀/🔥",
    "http://cv.example.org/codes/x",
    "a:b",
)
"""Absolute IRIs of many schemes and shapes."""

QCODES: Final = (
    "medtop:20000154",
    "stat:usable",
    "exmpl:x",
    "ex-1.b_c:a/b%20c",
    "é:日本",
    "a:b:c:d",
    "A1:~!*'()",
    "1:2",
    'a&b:c<d>"e',
)
"""Codes with the aliases of their schemes."""

LANGUAGES: Final = (
    "en",
    "en-US",
    "ar",
    "zh-Hant-TW",
    "sr-Latn",
    "de-CH-1996",
    "x-klingon",
    "EN-us",
    "sl-rozaj-biske-1994",
    "zh-yue-Hant-HK",
    "en-a-bbb-x-a-ccc",
    "es-419",
    "abcdefgh",
    "und",
)
"""Language tags of all the shapes that BCP 47 has, in more than one case."""

MEDIA_TYPES: Final = (
    "image/jpeg",
    "text/html; charset=utf-8",
    "application/vnd.example+json;v=1",
    'text/plain ; x="a b&c"',
)
COUNTRIES: Final = ("XA", "XZ", "FR", "IN", "JP", "EG")
SUBDIVISIONS: Final = ("XA-1", "FR-75", "JP-13", "XZ-A1B")

YEARS: Final = ("2024", "0001", "9999", "0400")
MONTHS: Final = ("2024-02", "0001-01", "9999-12")
DAYS: Final = ("2024-05-01", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31")
LOCAL_TIMES: Final = (
    "2024-05-01T12:00:00",
    "2024-03-31T02:30:00.5",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59.999999999",
)
INSTANTS: Final = (
    "2024-05-01T12:00:00Z",
    "2024-05-01T12:00:00+02:00",
    "2024-02-29T23:59:59.123456789+14:00",
    "2024-05-01T00:00:00-12:00",
    "2024-05-01T12:00:00.000Z",
    "2024-05-01T12:00:00.1234567-03:30",
    "2024-05-01T12:00:00+00:00",
    "2024-05-01T12:00:00-00:00",
    "2024-05-01T12:00:00+05:45",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999999-12:00",
    "1969-12-31T23:59:59.999999Z",
    "1600-02-29T00:00:00Z",
    "2024-05-01T12:00:00-14:00",
)

WHOLE_NUMBERS: Final = (1, 27, 400, 0, 2, 999, 1_000_000, 2**31 - 1, 2**31, 2**32, MAX - 1, MAX)
DECIMALS: Final = (
    1.0,
    0.0,
    12.5,
    -33.8688,
    1e-7,
    0.1 + 0.2,
    -1.5e-10,
    48.858370123456789,
    90.0,
    -90.0,
    179.99999999999997,
    180.0,
    -180.0,
    3600.04,
    1e21,
    5e-324,
)

EXTENSIONS: Final = (
    ("cms", "anything", "plain text"),
    ("newsml-g2", "@why", "stated"),
    ("newsml-g2", "x:thing", '<x:thing xmlns:x="urn:example:x">some text</x:thing>'),
    ("jsonld", "someTerm", '{"a":[1,2.5,"x"],"b":null}'),
    ("newsschema/1.1", "/mood", '"hopeful"'),
    ("newsml-g2", "@x", "<&\"'> ]]> \u00e9 🔥"),
    (
        "newsml-g2",
        "x:deep",
        (
            '<x:deep xmlns:x="urn:example:x" n="1 &amp; &quot;2&quot;"><x:a>&lt;b&gt; &amp;amp; ]]&gt;</x:a>'
            '<y:b xmlns:y="urn:example:y" xml:lang="ar">خبر</y:b>\n\t<c xmlns="urn:example:c"></c></x:deep>'
        ),
    ),
    ("newsml-g2", "x:empty", '<x:empty xmlns:x="urn:example:x"></x:empty>'),
    ("jsonld", "aText", '"</script> & < > \u2028 \\\\ \\""'),
    ("jsonld", "aNumber", "27"),
    ("jsonld", "aFlag", "false"),
    ("jsonld", "aList", '["x",{"@type":"Thing","name":"Example"}]'),
    ("newsschema/1.1", "/quotes/0/tone", '{"value":"dry"}'),
    ("cms", "blob/path with spaces", ""),
    ("cms", "@why", "tab\tand\nline feed"),
    ("other system 2", "]]>", "</script> ]]> &amp;amp; \u202e 𠀀"),
)
"""Format, path and content, each such that a writer of the format can put it back."""

WORDS: Final = (
    "harbour",
    "said",
    "the",
    "At least 27 people",
    "“We never stopped,”",
    "she told reporters",
    "الميناء",
    "港で火災",
    "बंदरगाह",
    "fish & chips < 5 > 3",
    "&amp;",
    "]]>",
    "</script>",
    "👩🏽‍🚒",
    "𐍈𝔄",
    "e\u0301",
    "a\u00a0b",
    "zero\u200bwidth",
    "\"quoted\" 'single'",
    "שלום",
    "Z" * 120,
)
"""Runs of characters that a body may hold between two spaces."""
