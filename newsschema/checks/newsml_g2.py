"""NS476 and NS477: what an article needs to be an item of NewsML-G2; in force in the profile `newsml-g2` only."""

from __future__ import annotations

from collections.abc import Iterator

from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Article


@rule("NS476")
def no_provider(article: Article) -> Iterator[Finding]:
    """An item comes from somebody."""
    if article.provider is None and article.publisher is None:
        yield Finding(())


@rule("NS477")
def no_time_of_the_version(article: Article) -> Iterator[Finding]:
    """Of two versions the newer holds."""
    if article.version_created is None:
        yield Finding(())
