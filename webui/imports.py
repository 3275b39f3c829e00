"""An import as a value: the files it is of, how far it has come, and in the end what became of each."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.library import AddedSource, Refusal
from index.readers import SUFFIXES

LARGEST_FILE = 2 * 1024**3  # bytes
MOST_FILES = 200  # in one import
LONGEST_NAME = 200  # bytes; most file systems take 255
ID_PATTERN = r"[0-9a-f]{16}"
_BAD_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_BAD_KINDS = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")

ARRIVING, WAITING, RUNNING, FINISHED = "arriving", "waiting", "running", "finished"
EXPECTED, ARRIVED, REFUSED = "expected", "arrived", "refused"
DONE, CANCELLED, FAILED = "done", "cancelled", "failed"


class ImportRefused(Exception):
    """Base: files cannot be taken in. `code` names the reason for the page."""

    code = "refused"


class TooMany(ImportRefused):
    """Too many files in one import, or too many imports."""

    code = "too_many"


class NoSpace(ImportRefused):
    """The disk would be full."""

    code = "no_space"


class NotWhole(ImportRefused):
    """Fewer or more bytes came than were announced."""

    code = "not_whole"


class NoSuchImport(LookupError):
    """There is no such import, or it does not expect that file."""


@dataclass
class ImportFile:
    """`state` is expected, arrived or refused, this for the reason `code`; `received` counts bytes."""

    name: str
    size: int
    replace: bool
    state: str = EXPECTED
    code: str = ""
    received: int = 0


@dataclass(frozen=True)
class Step:
    """What is being done: "reading" or "recognising" the file `name`, or "indexing"; `done` of `total` files or pages.

    `remaining_seconds` of this step, None while it cannot be told.
    """

    what: str
    name: str
    done: int
    total: int
    remaining_seconds: float | None


@dataclass
class Import:
    """`state` goes from arriving to waiting, running and finished; then `outcome` is done, cancelled or failed.

    `added`, `unchanged` and `refused` are the report; `code` is why the whole import failed.
    """

    id: str
    collection: str
    created_at: float
    files: list[ImportFile]
    state: str = ARRIVING
    outcome: str = ""
    code: str = ""
    finished_at: float = 0.0
    tries: int = 0
    added: list[dict] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[dict] = field(default_factory=list)
    step: Step | None = None

    @property
    def is_active(self) -> bool:
        return self.state != FINISHED


def kept_name(name: str) -> str:
    """The name as it will stand in the library: composed characters, no space around; "?" for what is no character."""
    return unicodedata.normalize("NFC", name).encode("utf-8", "replace").decode().strip()


def name_fits(name: str) -> bool:
    """Whether every system takes the name for a file: no path, no control or invisible characters, not too long."""
    return bool(
        name
        and not name.startswith(".")
        and not name.endswith(".")
        and not _BAD_IN_NAMES.search(name)
        and not _RESERVED.match(name)
        and not any(unicodedata.category(char) in _BAD_KINDS for char in name)
        and len(name.encode()) <= LONGEST_NAME
    )


class Steps:
    """The library's progress as steps, with the time that is left by the pace so far."""

    def __init__(self):
        self._what, self._since, self._first = "", 0.0, 0

    def next(self, what: str, done: int, total: int, now: float) -> Step:
        """`what` as the library says it: "reading NAME", "recognising NAME", or a step of building the index."""
        kind, _, name = what.partition(" ")
        if kind not in ("reading", "recognising"):
            kind, name = "indexing", ""
        if what != self._what:
            self._what, self._since, self._first = what, now, done
        passed, steps = now - self._since, done - self._first
        known = kind != "reading" and steps > 0 and passed > 2  # one file says nothing of the next
        return Step(kind, name, done, total, passed / steps * (total - done) if known else None)


def copy_of(job: Import) -> Import:
    return replace(job, files=[replace(file) for file in job.files])


def why_not(files: Sequence[ImportFile]) -> str:
    """Why the last of the files is not taken, "" when it is."""
    *before, file = files
    if not name_fits(file.name):
        return "bad_name"
    if Path(file.name).suffix.lower() not in SUFFIXES:
        return "UnsupportedSource"
    if file.size > LARGEST_FILE:
        return "too_large"
    key = unicodedata.normalize("NFKC", file.name).casefold()
    same = (unicodedata.normalize("NFKC", other.name).casefold() == key for other in before if other.state != REFUSED)
    return "name_twice" if any(same) else ""


def refuse(job: Import, file: ImportFile, code: str) -> None:
    file.state, file.code = REFUSED, code
    job.refused.append({"name": file.name, "code": code, "reason": ""})


def added_line(source: AddedSource) -> dict:
    return {
        "source": source.source,
        "pages": source.pages,
        "passages": source.passages,
        "recognised": len(source.recognised),
        "unreadable": [number for number, _ in source.unreadable],
    }


def refused_line(refusal: Refusal) -> dict:
    # The suffix was looked at when the import began: what is unsupported now lies about its kind.
    code = "wrong_kind" if refusal.kind == "UnsupportedSource" else refusal.kind
    return {"name": Path(refusal.path).name, "code": code, "reason": refusal.reason}
