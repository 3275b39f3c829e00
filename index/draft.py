"""A collection while it is being changed: what stands, what is new, and from it the next generation."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from index import store
from index.embedder import Embedder, LatentSemanticEmbedder, Progress
from index.errors import IndexTorn, SourceMissing
from index.lexical import LexicalIndex, searchable_text
from index.passages import Passage
from index.readers import SUFFIXES, SourceText, UnsupportedSource, read_source, sha256_of
from index.splitter import SplitterSettings, split_pages
from index.store import Manifest, SourceRecord


@dataclass
class Draft:
    """`rows` holds, for each source, its passages and the row each one has in the generation in force (None: new)."""

    folder: Path
    splitter: SplitterSettings
    manifest: Manifest | None = None
    number: int = 0
    records: dict[str, SourceRecord] = field(default_factory=dict)
    rows: dict[str, list[tuple[Passage, int | None]]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, splitter: SplitterSettings) -> "Draft":
        """The collection as it stands in `folder`, or an empty one. Raises IndexTorn and IndexTooNew."""
        number = store.current_number(folder)
        if not number:
            return cls(folder, splitter)
        manifest = store.read_manifest(folder, number)
        records = {record.name: record for record in manifest.sources}
        rows: dict[str, list[tuple[Passage, int | None]]] = {name: [] for name in records}
        passages = store.read_passages(folder, number)
        if len(passages) != manifest.passages or any(passage.source not in rows for passage in passages):
            raise IndexTorn(store.torn(folder, "its passages are not those of its manifest"))
        for row, passage in enumerate(passages):
            # Named anew: the folder may have been renamed.
            rows[passage.source].append((replace(passage, collection=folder.name), row))
        return cls(folder, splitter, manifest, number, records, rows)

    def holds_unchanged(self, name: str, path: Path) -> bool:
        """Whether the same file stands in the collection, cut by the same splitter. Raises SourceMissing."""
        known = self.records.get(name)
        return known is not None and known.splitter == self.splitter.stamp and known.sha256 == sha256_of(path)

    def put(self, name: str, path: Path, origin: str) -> SourceText:
        """Reads a file into the draft, in place of what had its name. Raises SourceRefused and changes nothing then."""
        digest = sha256_of(path)
        text = read_source(path, name)
        passages = split_pages(text.pages, self.folder.name, self.splitter)
        unreadable = tuple((number, verdict.value) for number, verdict in text.unreadable)
        self.records[name] = SourceRecord(
            name, digest, origin, text.page_count, len(passages), self.splitter.stamp, unreadable
        )
        self.rows[name] = [(passage, None) for passage in passages]
        return text

    def drop(self, name: str) -> None:
        del self.records[name], self.rows[name]

    def write(self, named: Embedder | None, progress: Progress | None = None) -> None:
        """Puts the draft in force: a new generation, or no collection when nothing is left in it.

        `named` is the sentence-transformers model; None for the built-in one, which is fitted anew.
        """
        if not any(self.rows.values()):
            store.remove_collection(self.folder)
            return
        rows = [row for name in sorted(self.records) for row in self.rows[name]]
        passages = [passage for passage, _ in rows]
        texts = [searchable_text(passage.section, passage.text) for passage in passages]
        if progress:
            progress("building the index", 0, len(texts))
        if named:
            embedder, vectors = named, self._vectors(named, rows, texts, progress)
        else:
            embedder, vectors = LatentSemanticEmbedder.fit(texts)
        manifest = Manifest(
            collection=self.folder.name,
            embedder=embedder.name,
            dim=vectors.shape[1],
            passages=len(passages),
            sources=tuple(self.records[name] for name in sorted(self.records)),
        )
        store.write_generation(self.folder, manifest, passages, vectors, LexicalIndex.build(texts), embedder)
        if progress:
            progress("building the index", len(texts), len(texts))

    def _vectors(
        self,
        named: Embedder,
        rows: list[tuple[Passage, int | None]],
        texts: list[str],
        progress: Progress | None,
    ) -> np.ndarray:
        """Embeds only what the generation in force has no vector for; a named model is slow and does not change."""
        if self.manifest is None or self.manifest.embedder != named.name:
            return named.embed(texts, progress)
        standing = store.read_generation(self.folder, self.number, named).vectors
        new = [at for at, (_, row) in enumerate(rows) if row is None]
        vectors = np.empty((len(rows), standing.d), dtype=np.float32)
        vectors[new] = named.embed([texts[at] for at in new], progress)
        for at, (_, row) in enumerate(rows):
            if row is not None:
                vectors[at] = standing.reconstruct(row)
        return vectors


def files_of(paths: Iterable[Path]) -> tuple[list[tuple[str, Path]], list[UnsupportedSource | SourceMissing]]:
    """(name in the collection, path) of every file given or below a given folder, and what cannot be taken.

    Below a folder only files of a readable kind count; hidden ones and Office's lock files never do.
    """
    files: list[tuple[str, Path]] = []
    refused: list[UnsupportedSource | SourceMissing] = []
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
