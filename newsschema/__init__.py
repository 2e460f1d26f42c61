"""News articles, their quotes and casualty reports: one model, read and written in four formats."""

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """Return the installed version for `__version__`; it is looked up when first asked for."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Looking up a version loads importlib.metadata, which few importers need.
    from importlib.metadata import version

    return version(__name__)
