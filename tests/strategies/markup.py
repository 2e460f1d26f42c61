"""Bodies in normal form, built of hard words: every element, nested and crossed by whatever spans fall on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from newsschema.v1.body_markup import escape_text
from tests.strategies import pools

if TYPE_CHECKING:
    from tests.strategies.builder import Builder

# `¤` stands for words, `^` for an image of the article's.
BLOCKS: Final = (
    "<p>¤</p>",
    "<p>¤ ¤ ¤</p>",
    "<p>¤ <em>¤</em> ¤</p>",
    "<p><b>¤ <i>¤</i></b> ¤ <strong>¤</strong></p>",
    '<p>¤ <a href="https://example.org/?a=1&amp;b=2#c">¤ ¤</a></p>',
    '<p>¤ <q cite="https://example.org/speech">¤</q> ¤<br/>¤</p>',
    '<p lang="ar" dir="rtl" title="&quot;&amp;&lt;&gt;">¤ ¤</p>',
    '<h2 id="part-1">¤</h2>',
    "<ul><li>¤<ul><li>¤</li></ul></li><li>¤</li></ul>",
    '<ol start="3"><li><p>¤</p></li></ol>',
    "<dl><dt>¤</dt><dd>¤</dd></dl>",
    '<table><caption>¤</caption><tr><th colspan="2">¤</th></tr><tr><td>¤</td><td></td></tr></table>',
    '<blockquote cite="https://example.org/"><p>¤</p><p>¤</p></blockquote>',
    "<pre>¤\n  ¤\t¤</pre>",
    "<hr/>",
    '<p><span data-x="1" id="s">¤</span> <sub>¤</sub><sup>¤</sup> <small><u>¤</u></small></p>',
)
IMAGES: Final = (
    '<figure><img src="^" alt="&lt;¤&gt;"/><figcaption>¤</figcaption></figure>',
    '<p>¤<img src="^"/> ¤</p>',
)
ALL: Final = "".join(dict.fromkeys(BLOCKS))


def markup_of(builder: Builder, images: Sequence[str]) -> str:
    """Return the markup of a body that shows each image once."""
    size = 1 + builder.choices.pick("blocks", 5)
    blocks = list(dict.fromkeys(builder.one_of("block", BLOCKS) for _ in range(size)))
    for image in images:
        shown = builder.one_of("image", IMAGES).replace("^", image.replace("&", "&amp;"))
        blocks.insert(builder.choices.pick("image place", len(blocks) + 1), shown)
    pieces = "".join(blocks).split("¤")
    words = [escape_text(builder.one_of("word", pools.WORDS)).replace('"', "\u201d") for _ in pieces[1:]]
    return "".join([pieces[0], *(word + piece for word, piece in zip(words, pieces[1:], strict=True))])
