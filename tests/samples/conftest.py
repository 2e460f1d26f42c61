"""The judge of NewsML-G2, as for its own tests."""

from tests.formats.newsml_g2.conftest import schema

__all__ = ["schema"]
