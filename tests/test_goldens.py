"""What each fixture becomes in each text format is committed and reviewed; nothing changes unseen."""

from __future__ import annotations

from tools.goldens import changed


def test_goldens_are_up_to_date() -> None:
    assert list(changed()) == []
