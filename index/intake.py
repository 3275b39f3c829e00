"""Files on their way into a collection: found below folders, copied, and hashed as they are copied."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceMissing, SourceRefused, UnsupportedSource
from index.readers import LARGEST_TEXT_BYTES, SUFFIXES, open_source

_AT_ONCE = 1 << 20
KINDS = {".pdf": "pdf", ".docx": "docx", ".md": "markdown", ".markdown": "markdown", ".txt": "text"}


@dataclass(frozen=True)
class ArrivedFile:
    """A file's copy: `kept` is the name it goes by in the collection, its SHA-256 and its suffix."""

    name: str
    origin: Path
    copy: Path
    sha256: str
    size_bytes: int

    @property
    def kept(self) -> str:
        return self.sha256 + self.origin.suffix.lower()


def files_of(paths: Iterable[Path]) -> tuple[list[tuple[str, Path]], list[SourceRefused]]:
    """(name in the collection, path) of every file given or below a given folder, and what cannot be taken.

    Below a folder only files of a readable kind count; hidden ones and Office's lock files never do.
    """
    files: list[tuple[str, Path]] = []
    refused: list[SourceRefused] = []
    for path in paths:
        if not path.is_dir():
            files.append((path.name, path))
            continue
        inside = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in SUFFIXES
            and file.is_file()
            and not any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
        )
        files += [(file.relative_to(path).as_posix(), file) for file in inside]
        if not inside:
            refused.append(UnsupportedSource(path, f"no file in this folder that can be read ({', '.join(SUFFIXES)})"))
    return files, refused


def take(name: str, path: Path, folder: Path) -> ArrivedFile:
    """Copies a file into `folder`, as long as it was when it was opened. What is read and kept is the copy.

    Raises SourceMissing and UnsupportedSource, and OSError when the copy cannot be written.
    """
    size = size_of(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or (size > LARGEST_TEXT_BYTES and KINDS[suffix] in ("text", "markdown")):
        open_source(path, name)  # refuses it, with the reason
    digest = hashlib.sha256()
    copy = folder / f"arriving{suffix}"
    left = size
    try:
        source = path.open("rb")
    except OSError as error:
        raise _missing(path, error) from error
    with source, copy.open("wb") as target:
        while left:
            try:
                block = source.read(min(left, _AT_ONCE))
            except OSError as error:
                raise _missing(path, error) from error
            if not block:
                break
            digest.update(block)
            target.write(block)
            left -= len(block)
    arrived = copy.with_name(digest.hexdigest() + suffix)
    copy.replace(arrived)
    return ArrivedFile(name, path, arrived, digest.hexdigest(), size - left)


def size_of(path: Path) -> int:
    """In bytes. Raises SourceMissing and UnsupportedSource."""
    try:
        if path.exists() and not path.is_file():
            raise UnsupportedSource(path, "not an ordinary file")
        return path.stat().st_size
    except OSError as error:
        raise _missing(path, error) from error


def _missing(path: Path, error: OSError) -> SourceMissing:
    if isinstance(error, FileNotFoundError):
        return SourceMissing(path, "no such file")
    return SourceMissing(path, f"cannot be opened ({error.strerror or error}); check its permissions")
