"""The judges: the standard's own schema, compiled once."""

from pathlib import Path

import pytest
from lxml import etree


@pytest.fixture(scope="session")
def schema(shared: Path) -> etree.XMLSchema:
    """Return the schema of NewsML-G2 2.35, power conformance."""
    return etree.XMLSchema(etree.parse(shared / "standards" / "newsml-g2" / "NewsML-G2_2.35-spec-All-Power.xsd"))
