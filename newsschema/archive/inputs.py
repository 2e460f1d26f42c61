"""What sources hold, whatever they are: files, directories, packed and streamed ones, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from newsschema.archive.rejects import is_rejects, pieces_of
from newsschema.archive.sources import STDIN, Entry, Limits, open_sources
from newsschema.archive.units import Piece
from newsschema.errors import SourceError


def entries_of(sources: Iterable[str], limits: Limits, *, keep_packed: bool = False) -> Iterator[Entry | Piece]:
    """Streams what sources hold; a directory of rejects gives the items that were set aside in it.

    `keep_packed` leaves compressed files as they are.

    Raises `SourceError` at once for a source that does not exist or matches nothing, and for a directory that an
    interrupted conversion left.
    """
    found: list[Iterator[Entry | Piece]] = []
    plain: list[str] = []
    for source in sources:
        if source != STDIN and _is_unfinished(Path(source)):
            reason = "is the unfinished output of an interrupted conversion"
            raise SourceError(source, reason, "Finish it with --resume first")
        if source != STDIN and is_rejects(Path(source)):
            found += [open_sources(plain, limits=limits, keep_packed=keep_packed), pieces_of(Path(source))]
            plain = []
        else:
            plain.append(source)
    found.append(open_sources(plain, limits=limits, keep_packed=keep_packed))
    return (entry for one in found for entry in one)


def _is_unfinished(path: Path) -> bool:
    if not path.is_dir():
        return False
    # The books of a conversion lie in its directory, and a file that is read has none.
    from newsschema.archive.journal import is_unfinished

    return is_unfinished(path)
