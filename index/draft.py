"""A change to a collection: new passages are prepared beside it, then put in force in one step."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import numpy as np

from index import store
from index.embedder import BUILT_IN, Embedder, LatentSemanticEmbedder, Progress
from index.lexical import LexicalIndex, searchable_text
from index.passage_file import PassageFile
from index.passages import Passage
from index.store import Manifest, SegmentRecord, SourceRecord
from index.vectors import Vectors

MOST_ROWS = 1 << 16  # of a segment, unless one file alone brings more
FEW_ROWS = 512  # segments up to this many rows together are always made one
GROWTH = 1.5  # the built-in embedder is fitted anew when there are so many times the passages it was fitted on
LEAST_ALIVE = 0.75  # a segment of which a smaller share counts is written again without the rest


@dataclass(frozen=True)
class Part:
    """A segment that is not in force yet. `place`: the folder it was written to, if it was; `vectors`: a named model's."""

    passages: PassageFile
    lexical: LexicalIndex
    vectors: Vectors | None = None
    place: Path | None = None


class Draft:
    """New sources of a collection on their way in: `parts` by numbers below 0, `records` saying who has rows in which."""

    def __init__(self, place: Path, collection: str, named: Embedder | None, progress: Progress | None = None):
        """`place`: a folder for what does not fit into memory. `named`: the model for the vectors; None: the built-in one."""
        self.records: dict[str, SourceRecord] = {}
        self.parts: dict[int, Part] = {}
        self.named = named
        self._place, self._collection, self._progress = place, collection, progress
        self._waiting: list[Passage] = []

    def put(self, record: SourceRecord, passages: Sequence[Passage]) -> None:
        """Takes a source in, under a name that no other one has had. Raises OSError and EmbedderUnavailable."""
        rows: Counter[int] = Counter()
        for start in range(0, len(passages), MOST_ROWS):
            some = passages[start : start + MOST_ROWS]
            if len(self._waiting) + len(some) > MOST_ROWS:
                self._close_part(to_disk=True)
            self._waiting += some
            rows[-1 - len(self.parts)] += len(some)
        self.records[record.name] = replace(record, passages=len(passages), rows=tuple(rows.items()))

    def close(self) -> None:
        """Prepares what is still waiting: tokens counted, and vectors made if a named model makes them."""
        if self._waiting:
            self._close_part(to_disk=False)

    def parts_by(self, named: Embedder | None) -> dict[int, Part]:
        """The parts for a collection of that embedder: vectors of any other one are left out."""
        if named is self.named:
            return self.parts
        return {number: replace(part, vectors=None) for number, part in self.parts.items()}

    def _close_part(self, *, to_disk: bool) -> None:
        texts = [searchable_text(passage.section, passage.text) for passage in self._waiting]
        part = Part(PassageFile.build(self._collection, self._waiting), LexicalIndex.build(texts))
        if self.named:
            part = replace(part, vectors=Vectors.build(self.named.embed(texts, self._progress)))
        if to_disk:
            place = self._place / f"part-{len(self.parts)}"
            place.mkdir(parents=True)
            part.passages.save(place / store.PASSAGES)
            part.lexical.save(place / store.LEXICAL)
            part = replace(
                part,
                passages=PassageFile.load(place / store.PASSAGES, self._collection),
                lexical=LexicalIndex.load(place / store.LEXICAL),
                place=place,
            )
        self.parts[-1 - len(self.parts)] = part
        self._waiting = []


def put_in_force(
    folder: Path,
    standing: Manifest | None,
    records: Mapping[str, SourceRecord],
    parts: Mapping[int, Part],
    named: Embedder | None,
    *,
    afresh: bool = False,
    vectors: Mapping[int, Path] | None = None,
    progress: Progress | None = None,
) -> None:
    """Makes `records` what the collection holds, their rows being in its segments and in `parts`.

    Segments are merged so that few are left and the work stays in proportion to the change; `afresh`: all are written
    again. `named`: the model for the vectors, which have to be its own where there are any already; None: the built-in
    one. `vectors`: folders with standing segments' vectors by the new model `named`. Without a passage left the collection is removed.
    The caller holds the collection's lock. Raises OSError, ValueError, TypeError and KeyError; then nothing has changed.
    """
    if not any(record.passages for record in records.values()):
        store.remove_collection(folder)
        return
    try:
        _Writing(folder, standing, records, parts, named, vectors or {}, progress).run(afresh)
    except BaseException:
        store.sweep(folder)
        raise


class _Writing:
    def __init__(
        self,
        folder: Path,
        standing: Manifest | None,
        records: Mapping[str, SourceRecord],
        parts: Mapping[int, Part],
        named: Embedder | None,
        vectors: Mapping[int, Path],
        progress: Progress | None,
    ):
        self.folder, self.standing, self.parts, self.named, self.progress = folder, standing, parts, named, progress
        self.ready_vectors = vectors
        self.records = {name: records[name] for name in sorted(records)}
        self.held = {segment.number: segment.passages for segment in (standing.segments if standing else ())}
        self.held |= {number: len(part.passages) for number, part in parts.items()}
        self.alive = Counter(dict.fromkeys(self.held, 0))
        for record in records.values():
            self.alive.update(dict(record.rows))
        self.next_number = 1 + max((int(path.name[8:]) for path in folder.glob("segment-*")), default=0)
        self.done = 0

    def run(self, afresh: bool) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        groups = merging_plan(self.alive, self.held, self.parts.keys(), afresh=afresh)
        rewritten = {number for group in groups for number in group}
        total = sum(self.alive.values())
        keep_embedder = self._keeps_embedder(total, afresh)
        self._tell(total)
        segments = [
            one for one in (self.standing.segments if self.standing else ())
            if one.number not in rewritten and self.alive[one.number]
        ]  # fmt: skip
        moved: dict[int, int] = {}
        sources: dict[int, list[int]] = {}
        for group in groups:
            record = self._written(group)
            segments.append(record)
            sources[record.number] = group
            moved |= dict.fromkeys(group, record.number)
            self.done += record.passages
            self._tell(total)
        if keep_embedder:
            embedding, fitted_on, dim = self.standing.embedding, self.standing.fitted_on, self.standing.dim
            for number, group in sources.items():
                self._save_vectors(number, embedding, self._merged_vectors(group, embedding))
        else:
            embedding = self.standing.embedding + 1 if self.standing else 1
            fitted_on = total
            dim = self._embedded_anew(segments, sources, moved, embedding)
        self._tell(total)
        manifest = Manifest(
            collection=self.folder.name,
            lineage=self.standing.lineage if self.standing else uuid4().hex,
            embedder=self.named.name if self.named else BUILT_IN,
            embedding=embedding,
            dim=dim,
            fitted_on=fitted_on,
            segments=tuple(segments),
            sources=tuple(_moved(record, moved) for record in self.records.values()),
        )
        store.put_in_force(self.folder, manifest)

    def _keeps_embedder(self, total: int, afresh: bool) -> bool:
        if self.standing is None or afresh or self.standing.embedder != (self.named.name if self.named else BUILT_IN):
            return False
        return self.named is not None or total <= GROWTH * self.standing.fitted_on

    # One segment of several

    def _written(self, group: Sequence[int]) -> SegmentRecord:
        number, self.next_number = self.next_number, self.next_number + 1
        place = store.segment_folder(self.folder, number)
        only = self.parts.get(group[0]) if len(group) == 1 else None
        if only and only.place and self.alive[group[0]] == self.held[group[0]]:
            with suppress(PermissionError):  # Windows, where what is mapped into memory stays in its place
                only.place.rename(place)
                return SegmentRecord(number, len(only.passages), int(only.lexical.lengths.sum(dtype=np.int64)))
        place.mkdir(parents=True)
        opened = [(one, self._passages(one), self._lexical(one)) for one in group]
        masks = [self._mask(one, passages) for one, passages, _ in opened]
        passages = PassageFile.merged(
            self.folder.name, [(passages, mask) for (_, passages, _), mask in zip(opened, masks, strict=True)]
        )
        lexical = LexicalIndex.merged([(lexical, mask) for (*_, lexical), mask in zip(opened, masks, strict=True)])
        passages.save(place / store.PASSAGES)
        lexical.save(place / store.LEXICAL)
        return SegmentRecord(number, len(passages), int(lexical.lengths.sum(dtype=np.int64)))

    def _passages(self, number: int) -> PassageFile:
        if number in self.parts:
            return self.parts[number].passages
        return PassageFile.load(store.segment_folder(self.folder, number) / store.PASSAGES, self.folder.name)

    def _lexical(self, number: int) -> LexicalIndex:
        if number in self.parts:
            return self.parts[number].lexical
        return LexicalIndex.load(store.segment_folder(self.folder, number) / store.LEXICAL)

    def _mask(self, number: int, passages: PassageFile) -> np.ndarray | None:
        if self.alive[number] == self.held[number]:
            return None
        return passages.from_sources({
            name for name, record in self.records.items() if any(there == number for there, _ in record.rows)
        })  # fmt: skip

    # Vectors

    def _merged_vectors(self, group: Sequence[int], embedding: int) -> Vectors:
        """The vectors of a rewritten segment: those there are, and for new passages the standing embedder's."""
        found = []
        for number in group:
            part = self.parts.get(number)
            if part is None:
                vectors = Vectors.load(store.vectors_folder(self.folder, number, embedding))
            elif part.vectors is not None:
                vectors = part.vectors
            elif self.named:
                vectors = self._embedded(part.passages)
            else:
                fitted = LatentSemanticEmbedder.load(store.embedder_path(self.folder, embedding))
                vectors = Vectors.build(fitted.vectors_of(part.lexical))
            found.append((vectors, self._mask(number, self._passages(number))))
        return Vectors.merged(found)

    def _embedded_anew(
        self,
        segments: Sequence[SegmentRecord],
        sources: Mapping[int, Sequence[int]],
        moved: Mapping[int, int],
        embedding: int,
    ) -> int:
        """Gives every segment vectors of a new embedder; returns their dimension."""
        fitted = None
        if self.named is None:
            lexicals = [self._lexical(one.number) for one in segments]
            names = store.sources_by_segment(segments, (_moved(one, moved) for one in self.records.values()))
            masks = [self._passages(one.number).from_sources(names[one.number]) for one in segments]
            fitted = LatentSemanticEmbedder.fit(list(zip(lexicals, masks, strict=True)))
            fitted.save(store.embedder_path(self.folder, embedding))
        dim = 0
        for one in segments:
            group = sources.get(one.number, ())
            ready = self.ready_vectors.get(one.number)
            if ready is not None:
                ready.rename(store.vectors_folder(self.folder, one.number, embedding))
                dim = Vectors.load(store.vectors_folder(self.folder, one.number, embedding)).dim
                continue
            if fitted:
                vectors = Vectors.build(fitted.vectors_of(self._lexical(one.number)))
            elif group and all(number in self.parts and self.parts[number].vectors is not None for number in group):
                vectors = self._merged_vectors(group, embedding)
            else:
                vectors = self._embedded(self._passages(one.number))
            self._save_vectors(one.number, embedding, vectors)
            dim = vectors.dim
        return dim

    def _embedded(self, passages: PassageFile) -> Vectors:
        return embedded(passages, self.named, self.progress)

    def _save_vectors(self, number: int, embedding: int, vectors: Vectors) -> None:
        place = store.vectors_folder(self.folder, number, embedding)
        place.mkdir()
        vectors.save(place)

    def _tell(self, total: int) -> None:
        if self.progress:
            self.progress("building the index", min(self.done, total), total)


def embedded(passages: PassageFile, named: Embedder, progress: Progress | None) -> Vectors:
    """The vectors of standing passages by a named model."""
    return Vectors.build(named.embed([searchable_text(one.section, one.text) for one in passages], progress))


def merging_plan(
    alive: Mapping[int, int], held: Mapping[int, int], parts: Sequence[int], *, afresh: bool = False
) -> list[list[int]]:
    """Which segments and parts become one new segment each; those in no list stay, or go when nothing in them counts.

    New parts are written in any case, and segments full of dead rows. They take along standing segments that are not
    much larger than they are together: so a passage is copied a few times in all, however many files come one by one,
    and the number of segments grows with the logarithm of their size.
    """
    present = [number for number in alive if alive[number]]
    chosen = [
        number for number in present
        if afresh or number in parts or alive[number] < LEAST_ALIVE * held[number]
    ]  # fmt: skip
    small = sum(alive[number] for number in chosen if alive[number] <= MOST_ROWS // 2)
    for number in sorted((one for one in present if one not in chosen), key=alive.__getitem__):
        together = small + alive[number]
        if not small or together > MOST_ROWS or (together > FEW_ROWS and alive[number] > 3 * small):
            break
        chosen.append(number)
        small = together
    groups: list[list[int]] = []
    for number in sorted(chosen, key=lambda one: (-alive[one], one)):
        room = (group for group in groups if sum(map(alive.__getitem__, group)) + alive[number] <= MOST_ROWS)
        group = next(room, None)
        if group is None:
            groups.append([number])
        else:
            group.append(number)
    return [sorted(group, key=lambda one: (one < 0, abs(one))) for group in groups]


def _moved(record: SourceRecord, moved: Mapping[int, int]) -> SourceRecord:
    rows: Counter[int] = Counter()
    for number, count in record.rows:
        rows[moved.get(number, number)] += count
    return replace(record, rows=tuple(rows.items()))
