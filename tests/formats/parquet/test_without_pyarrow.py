"""An installation without the extra knows the format by name, and says what to install for the rest."""

from __future__ import annotations

import sys

import pytest

from newsschema.errors import MissingExtraError
from newsschema.formats import parquet


@pytest.fixture
def no_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("newsschema.formats.parquet.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in parquet.__all__:
        monkeypatch.delitem(vars(parquet), name, raising=False)


@pytest.mark.usefixtures("no_pyarrow")
@pytest.mark.parametrize("name", sorted({*parquet.__all__} - {"INFO"}))
def test_what_is_missing_is_said_with_the_command(name: str) -> None:
    with pytest.raises(MissingExtraError, match=r"pip install 'newsschema\[parquet\]'$"):
        getattr(parquet, name)


def test_the_format_is_known_by_name() -> None:
    assert parquet.INFO.name == "parquet"


def test_every_name_that_is_promised_is_there() -> None:
    assert [name for name in parquet.__all__ if not hasattr(parquet, name)] == []
    assert not hasattr(parquet, "no_such_name")
