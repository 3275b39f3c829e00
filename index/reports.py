"""What the library says of its sources: what was added, refused, and what it holds."""

from dataclasses import dataclass, field
from pathlib import Path

from index.errors import SourceRefused
from index.intake import KINDS
from index.readers import SourceText
from index.readers.source_text import page_runs
from index.store import SourceRecord
from index.text_quality import Verdict


@dataclass(frozen=True)
class AddedSource:
    """`source` is its name inside the collection; `unreadable` are the pages that are not in the index, with the reason on each; `warning` says it in one line."""

    source: str
    pages: int
    passages: int
    unreadable: tuple[tuple[int, str], ...]
    warning: str
    recognised: tuple[int, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """`kind` is the name of the error that refused the file, see index.errors."""

    path: str
    reason: str
    kind: str


@dataclass(frozen=True)
class AddReport:
    """What became of every file that `add` was given."""

    collection: str
    added: tuple[AddedSource, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True)
class SourceInfo:
    """`source` is its name inside the collection; `unreadable` as in AddedSource.

    `kind`: "pdf", "docx", "markdown" or "text"; `noisy` pages have recognition errors, `recognised` ones were read by
    OCR; `added_at` in seconds since 1970, 0 when unknown.
    """

    collection: str
    source: str
    kind: str
    size_bytes: int
    pages: int
    passages: int
    unreadable: tuple[tuple[int, str], ...]
    noisy: tuple[int, ...]
    recognised: tuple[int, ...]
    added_at: float


@dataclass
class Report:
    """An AddReport while it is being filled. `seen`: every name so far, with the file that has it."""

    collection: str
    refused: list[SourceRefused]
    added: list[AddedSource] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    seen: dict[str, Path] = field(default_factory=dict)

    def closed(self) -> AddReport:
        refusals = tuple(Refusal(str(error.path), error.reason, type(error).__name__) for error in self.refused)
        return AddReport(self.collection, tuple(self.added), tuple(self.unchanged), refusals)


def added_source(name: str, text: SourceText, passages: int) -> AddedSource:
    notes = [f"not in the index: {text.describe_unreadable()}"] if text.unreadable else []
    if text.noisy:
        notes.append(f"pages {page_runs(text.noisy)}: {Verdict.NOISY.explanation}")
    unreadable = tuple((number, verdict.explanation) for number, verdict in text.unreadable)
    return AddedSource(name, text.page_count, passages, unreadable, "; ".join(notes), text.recognised)


def source_info(collection: str, source: SourceRecord) -> SourceInfo:
    return SourceInfo(
        collection=collection,
        source=source.name,
        kind=KINDS.get(Path(source.name).suffix.lower(), "text"),
        size_bytes=source.size_bytes,
        pages=source.pages,
        passages=source.passages,
        unreadable=tuple((number, Verdict(value).explanation) for number, value in source.unreadable),
        noisy=source.noisy,
        recognised=source.recognised,
        added_at=source.added_at,
    )
