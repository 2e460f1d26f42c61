"""Hypothesis profiles, and where things lie."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("NEWSSCHEMA_SHARED") or ROOT.parent / "shared")

# How long an example takes depends on the machine, so time never decides.
UNTIMED = (HealthCheck.too_slow,)

# Quick draws the same examples in every run, so that a failure is the change's and not the day's.
settings.register_profile(
    "quick",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=UNTIMED,
)
settings.register_profile(
    "long",
    max_examples=2_000,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=UNTIMED,
)
settings.load_profile("quick")


def valid_fixtures() -> list[Path]:
    """Lists the hand-written documents that are valid: articles, and records that stand alone."""
    folders = (ROOT / "fixtures" / "valid", ROOT / "fixtures" / "standalone")
    return sorted((path for folder in folders for path in folder.glob("*.json")), key=lambda path: path.name)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def fixtures(root: Path) -> Path:
    """Return the folder of hand-written documents."""
    return root / "fixtures"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of standards, samples and judges; skips the test that asks where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no standards, samples and judges at {SHARED}: set NEWSSCHEMA_SHARED")
    return SHARED
