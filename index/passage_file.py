"""Passages on disk, decoded when they are asked for: a million of them cost no memory until then."""

import json
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import overload

import numpy as np

from index.array_file import read_arrays, write_arrays
from index.passages import Passage

_KEPT = 4096  # decoded passages and texts held in memory
Place = tuple[str, int, str, tuple[str, ...], str]  # source, page, page_label, section, node


class PassageFile(Sequence[Passage]):
    """The passages of one segment, in the order of their rows.

    Of each: `borders` int64, its bytes in `text`; `begin` and `end` int32, where it stands in its page; `place` int32,
    the row of `places` (int32, columns source, page, page_label, section, node) that it shares with its neighbours.
    All but the page there are rows of `strings`, bytes parted by `string_borders`; a section is a JSON list.
    """

    def __init__(self, collection: str, arrays: dict[str, np.ndarray]):
        self.collection = collection
        self._arrays = arrays
        self._text, self._borders = arrays["text"], arrays["borders"]
        self._begin, self._end = arrays["begin"], arrays["end"]
        self._place, self._places = arrays["place"], arrays["places"]
        self._strings, self._string_borders = arrays["strings"], arrays["string_borders"]
        if len(self._borders) != len(self._place) + 1 or self._borders[-1] != len(self._text):
            raise ValueError("the passages do not fit their table")
        self._known: dict[int, Passage] = {}
        self._known_places: dict[int, Place] = {}

    @classmethod
    def build(cls, collection: str, passages: Sequence[Passage]) -> "PassageFile":
        texts = [passage.text.encode("utf-8", "surrogatepass") for passage in passages]
        strings: dict[str, int] = {}
        places: dict[Place, int] = {}
        place = np.empty(len(passages), dtype=np.int32)
        for row, one in enumerate(passages):
            key = (one.source, one.page, one.page_label, one.section, one.node)
            place[row] = places.setdefault(key, len(places))

        def number(text: str) -> int:
            return strings.setdefault(text, len(strings))

        columns = [
            (number(source), page, number(label), number(json.dumps(section, ensure_ascii=False)), number(node))
            for source, page, label, section, node in places
        ]
        blobs = [string.encode("utf-8", "surrogatepass") for string in strings]
        return cls(
            collection,
            {
                "text": np.frombuffer(b"".join(texts), dtype=np.uint8),
                "borders": _borders(texts),
                "begin": np.array([one.start for one in passages], dtype=np.int32),
                "end": np.array([one.end for one in passages], dtype=np.int32),
                "place": place,
                "places": np.array(columns, dtype=np.int32).reshape(-1, 5),
                "strings": np.frombuffer(b"".join(blobs), dtype=np.uint8),
                "string_borders": _borders(blobs),
            },
        )

    @classmethod
    def merged(cls, collection: str, parts: Sequence[tuple["PassageFile", np.ndarray | None]]) -> "PassageFile":
        """The passages of several one after the other; of a part with a mask (bool) only the rows it marks."""
        strings: dict[str, int] = {}
        places, place, text, lengths, begin, end = [], [], [], [], [], []
        for part, alive in parts:
            rows = np.arange(len(part)) if alive is None else np.flatnonzero(alive)
            used, renumbered = np.unique(part._place[rows], return_inverse=True)
            columns = part._places[used].copy()
            for column in (0, 2, 3, 4):
                there, back = np.unique(columns[:, column], return_inverse=True)
                here = [strings.setdefault(part._string(one), len(strings)) for one in there.tolist()]
                columns[:, column] = np.array(here, dtype=np.int32)[back]
            place.append(renumbered + sum(map(len, places)))
            places.append(columns)
            if alive is None:
                text.append(part._text)
            else:
                text += [part._text[part._borders[row] : part._borders[row + 1]] for row in rows.tolist()]
            lengths.append(np.diff(part._borders)[rows])
            begin.append(part._begin[rows])
            end.append(part._end[rows])
        blobs = [string.encode("utf-8", "surrogatepass") for string in strings]
        return cls(
            collection,
            {
                "text": np.concatenate([*text, np.zeros(0, np.uint8)]),
                "borders": np.concatenate([[0], np.cumsum(np.concatenate(lengths))]),
                "begin": np.concatenate(begin),
                "end": np.concatenate(end),
                "place": np.concatenate(place).astype(np.int32),
                "places": np.concatenate(places).astype(np.int32),
                "strings": np.frombuffer(b"".join(blobs), dtype=np.uint8),
                "string_borders": _borders(blobs),
            },
        )

    def __len__(self) -> int:
        return len(self._place)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row):
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        row = int(row)
        if row < 0:
            row += len(self)
        known = self._known.get(row)
        if known is not None:
            return known
        if not 0 <= row < len(self):
            raise IndexError(row)
        text = self._text[self._borders[row] : self._borders[row + 1]].tobytes().decode("utf-8", "surrogatepass")
        begin, end = int(self._begin[row]), int(self._end[row])
        passage = Passage(self.collection, *self.place(row), begin, end, text)
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[row] = passage
        return passage

    def place(self, row: int) -> Place:
        """(source, page, page_label, section, node) of a passage, its text left alone."""
        number = int(self._place[row])
        known = self._known_places.get(number)
        if known is None:
            source, page, label, section, node = self._places[number].tolist()
            path = tuple(json.loads(self._string(section)))
            known = (self._string(source), page, self._string(label), path, self._string(node))
            if len(self._known_places) >= _KEPT:
                self._known_places.clear()
            self._known_places[number] = known
        return known

    def rows_on(self, nodes: Collection[str]) -> np.ndarray:
        """The rows, int64 ascending, of the passages on some outline nodes."""
        found = [self._rows_by_node[node] for node in set(nodes) if node in self._rows_by_node]
        return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def rows_of(self, source: str, page: int | None = None) -> np.ndarray:
        """The rows, int64 ascending, of a source's passages, or of one of its pages."""
        numbers = [number for number, name in self._sources.items() if name == source]
        held = np.isin(self._places[:, 0], numbers)
        if page is not None:
            held &= self._places[:, 1] == page
        return np.flatnonzero(held[self._place])

    def from_sources(self, names: Collection[str]) -> np.ndarray | None:
        """bool per row: whether its source is one of these; None when all are."""
        gone = [number for number, name in self._sources.items() if name not in names]
        return ~np.isin(self._places[:, 0], gone)[self._place] if gone else None

    def stretches(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each row where the run of passages begins and ends that share its source and section, two of int64."""
        at = self._borders_of_sections.searchsorted(rows, "right")
        return self._borders_of_sections[at - 1], self._borders_of_sections[at]

    @cached_property
    def _borders_of_sections(self) -> np.ndarray:
        source, section = self._places[:, 0], self._places[:, 3]
        key = (source.astype(np.int64) << 32 | section)[self._place]
        return np.concatenate([[0], np.flatnonzero(key[1:] != key[:-1]) + 1, [len(key)]])

    @cached_property
    def _sources(self) -> dict[int, str]:
        return {number: self._string(number) for number in np.unique(self._places[:, 0]).tolist()}

    @cached_property
    def declares_nodes(self) -> bool:
        """Whether any passage says on which outline node it is."""
        return any(map(self._string, np.unique(self._places[:, 4]).tolist()))

    @cached_property
    def _rows_by_node(self) -> dict[str, np.ndarray]:
        of_row = self._places[:, 4][self._place]
        order = np.argsort(of_row, kind="stable")
        numbers, firsts = np.unique(of_row[order], return_index=True)
        names = map(self._string, numbers.tolist())
        groups = zip(names, np.split(order, firsts[1:]), strict=True) if len(numbers) else ()
        return {name: np.sort(rows) for name, rows in groups if name}

    def _string(self, number: int) -> str:
        start, stop = self._string_borders[number], self._string_borders[number + 1]
        return self._strings[start:stop].tobytes().decode("utf-8", "surrogatepass")

    def save(self, path: Path) -> None:
        """Raises OSError."""
        write_arrays(path, self._arrays)

    @classmethod
    def load(cls, path: Path, collection: str) -> "PassageFile":
        """The passages, mapped into memory. Raises OSError, ValueError, TypeError and KeyError."""
        return cls(collection, read_arrays(path))


def _borders(pieces: Sequence[bytes]) -> np.ndarray:
    return np.fromiter(accumulate(map(len, pieces), initial=0), dtype=np.int64, count=len(pieces) + 1)
