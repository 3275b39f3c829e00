"""Which passages share the question's words: BM25 over Chinese character pairs, single characters and Latin words."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.array_file import read_arrays, write_arrays
from index.tokens import count_tokens, passage_tokens, question_tokens, token_key

__all__ = ["LexicalIndex", "passage_tokens", "question_tokens", "rarity", "searchable_text"]

K1 = 1.2
B = 0.75
CHARACTERS_AT_ONCE = 4_000_000  # how much text is tokenised in one go: about 200 MB of working memory
# Of a question's tokens, rarest first, so many postings are read; the tokens left only score what these brought up, the
# best of them. All are read where together they have no more than the second number.
POSTINGS_READ = 6_000
ALL_READ = 12_000
CANDIDATES_SCORED = 300


def searchable_text(section: Sequence[str], text: str) -> str:
    """What a passage is searched by: the headings above it, then its text."""
    return "\n".join([*section, text])


class LexicalIndex:
    """For every token the passages it stands in and how often; scores are BM25 as Lucene has it.

    `keys` uint64, ascending: the tokens' numbers; postings `borders[i]:borders[i + 1]` of `rows` (ascending) and `counts`
    (uint8, 255 for more) belong to token i; `lengths` int32: how many tokens each passage has. `average_length`: of
    the whole collection, where this is a part of one.
    """

    def __init__(
        self,
        keys: np.ndarray,
        borders: np.ndarray,
        rows: np.ndarray,
        counts: np.ndarray,
        lengths: np.ndarray,
        average_length: float | None = None,
    ):
        self.keys, self.borders, self.rows, self.counts, self.lengths = keys, borders, rows, counts, lengths
        self.count = len(lengths)
        average = average_length or float(lengths.mean() if self.count else 1.0) or 1.0
        self._damping = (K1 * (1 - B + B / average * lengths)).astype(np.float32)
        self._spans: dict[str, tuple[int, int]] = {}

    def within(self, average_length: float) -> "LexicalIndex":
        """The same index as a part of a collection whose passages have that many tokens on average."""
        return LexicalIndex(self.keys, self.borders, self.rows, self.counts, self.lengths, average_length)

    # Building

    @classmethod
    def build(cls, texts: Iterable[str]) -> "LexicalIndex":
        """The index of some texts, row i for text i."""
        return cls.merged([(part, None) for part in map(_indexed, _portions(texts))])

    @classmethod
    def merged(cls, parts: Sequence[tuple["LexicalIndex", np.ndarray | None]]) -> "LexicalIndex":
        """One index of several, their rows one after the other; of a part with a mask (bool) only the rows it marks."""
        parts = [(part if alive is None else part._only(alive)) for part, alive in parts]
        if len(parts) == 1:
            return parts[0]
        keys = np.unique(np.concatenate([part.keys for part in parts])) if parts else np.zeros(0, np.uint64)
        places = [np.searchsorted(keys, part.keys) for part in parts]
        spread = np.zeros(len(keys), dtype=np.int64)
        for part, place in zip(parts, places, strict=True):
            spread[place] += np.diff(part.borders)
        borders = np.concatenate([[0], np.cumsum(spread)])
        count = sum(part.count for part in parts)
        rows = np.empty(borders[-1], dtype=_row_type(count))
        counts = np.empty(borders[-1], dtype=np.uint8)
        filled = borders[:-1].copy()
        first = 0
        for part, place in zip(parts, places, strict=True):
            run = np.diff(part.borders)
            target = np.arange(len(part.rows)) + np.repeat(filled[place] - part.borders[:-1], run)
            rows[target] = part.rows.astype(rows.dtype) + rows.dtype.type(first)
            counts[target] = part.counts
            filled[place] += run
            first += part.count
        lengths = np.concatenate([part.lengths for part in parts]) if parts else np.zeros(0, np.int32)
        return cls(keys, borders, rows, counts, lengths)

    def _only(self, alive: np.ndarray) -> "LexicalIndex":
        kept = alive[self.rows]
        borders = np.concatenate([[0], np.cumsum(kept)])[self.borders]
        present = np.diff(borders) > 0
        new_row = np.cumsum(alive) - 1
        rows = new_row[self.rows[kept]].astype(_row_type(int(alive.sum())))
        return LexicalIndex(
            self.keys[present],
            np.concatenate([borders[:-1][present], borders[-1:]]),
            rows,
            self.counts[kept],
            self.lengths[alive],
        )

    # Asking

    def passages_with(self, token: str) -> int:
        """In how many passages a token stands."""
        start, stop = self._span(token)
        return stop - start

    def top(
        self, weights: Mapping[str, float], count: int, alive: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """(rows int64, scores float32) of at most `count` passages with the highest scores, best first, none of 0.

        Each token's part of a score is multiplied by its weight. `alive` (bool per row): only these rows. In a large
        index the common tokens are read only for passages that the rarer ones brought up: what has nothing but common
        tokens of the question is then not found.
        """
        # What a posting can add to a score: those of rare tokens come first.
        asked = sorted(self._asked(weights), key=lambda one: (one[1] - one[0]) / one[2])
        if not asked or count < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        sizes = np.cumsum([stop - start for start, stop, _ in asked])
        read = len(asked) if sizes[-1] <= ALL_READ else max(1, int(np.searchsorted(sizes, POSTINGS_READ, "right")))
        while True:
            rows, scores = self._added_up(asked[:read])
            if alive is not None:
                kept = alive[rows]
                rows, scores = rows[kept], scores[kept]
            if read == len(asked):
                return _ordered(rows, scores, count)
            if len(rows) >= count:
                break
            read += 1  # too few have the rare tokens
        # No score can grow by more than the factors of the tokens left.
        rows, scores = _highest(rows, scores, max(count, CANDIDATES_SCORED))
        growth = sum(factor for *_, factor in asked[read:])
        for start, stop, factor in asked[read:]:
            near = scores >= np.partition(scores, -count)[-count] - growth
            rows, scores = rows[near], scores[near]
            scores += factor * self._parts(start, stop, rows)
            growth -= factor
        return _ordered(rows, scores, count)

    def scores(self, weights: Mapping[str, float]) -> np.ndarray:
        """The score of every passage, float32 (count,)."""
        scores = np.zeros(self.count, dtype=np.float32)
        asked = list(self._asked(weights))
        if asked:
            rows, found = self._added_up(asked)
            scores[rows] = found
        return scores

    def scores_of(self, weights: Mapping[str, float], rows: np.ndarray) -> np.ndarray:
        """The scores of some rows, float32, as `top` counts them."""
        scores = np.zeros(len(rows), dtype=np.float32)
        for start, stop, factor in self._asked(weights):
            scores += factor * self._parts(start, stop, rows)
        return scores

    def contains(self, tokens: Sequence[str], rows: np.ndarray) -> np.ndarray:
        """bool (len(tokens), len(rows)): whether the token stands in the passage."""
        held = np.zeros((len(tokens), len(rows)), dtype=bool)
        for number, token in enumerate(tokens):
            start, stop = self._span(token)
            if stop > start:
                held[number] = self._found(start, stop, rows)[0]
        return held

    def evidence(
        self, tokens: Sequence[str], rows: np.ndarray, starts: np.ndarray, stops: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Two of (len(tokens), len(rows)): each token's part of a passage's score for a weight and a rarity of 1, float32,
        0 where it does not stand; and in how many of the passages `starts[i]:stops[i]` it stands, int64."""
        shape = (len(tokens), len(rows))
        if not tokens or not len(self.rows):
            return np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.int64)
        kind = self.rows.dtype
        # One search a token for the row itself, the last and, wrapping around at 0, the one before the first.
        wanted = np.concatenate([rows, stops - 1, starts - 1]).astype(kind)
        spans = [self._span(token) for token in tokens]
        places = np.zeros((len(tokens), len(wanted)), dtype=np.int64)
        for number, (start, stop) in enumerate(spans):
            if stop > start:
                places[number] = self.rows[start:stop].searchsorted(wanted, "right")
        at, last, before = np.split(places, 3, axis=1)
        first = np.array([start for start, _ in spans], dtype=np.int64)[:, None]
        at = first + np.maximum(at - 1, 0)
        present = np.array([stop > start for start, stop in spans])[:, None]
        counts = self.counts[at] * (present & (self.rows[at] == rows.astype(kind)))
        return counts / (counts + self._damping[rows]), last - before * (starts > 0)

    def _asked(self, weights: Mapping[str, float]) -> Iterator[tuple[int, int, float]]:
        for token, weight in weights.items():
            start, stop = self._span(token)
            if stop > start and weight > 0:
                yield start, stop, weight * rarity(self.count, stop - start)

    def _span(self, token: str) -> tuple[int, int]:
        span = self._spans.get(token)
        if span is None:
            key = np.uint64(token_key(token))
            place = int(self.keys.searchsorted(key))
            held = place < len(self.keys) and self.keys[place] == key
            span = (int(self.borders[place]), int(self.borders[place + 1])) if held else (0, 0)
            if len(self._spans) > 50_000:
                self._spans.clear()
            self._spans[token] = span
        return span

    def _added_up(self, asked: Sequence[tuple[int, int, float]]) -> tuple[np.ndarray, np.ndarray]:
        """The rows in which any of these tokens stands, ascending, and their scores."""
        if 8 * sum(stop - start for start, stop, _ in asked) > self.count:
            scores = np.zeros(self.count, dtype=np.float32)
            for start, stop, factor in asked:
                rows = self.rows[start:stop]
                scores[rows] += self._saturated(self.counts[start:stop], rows, factor)
            found = np.flatnonzero(scores > 0)
            return found, scores.take(found)
        rows = np.concatenate([self.rows[start:stop] for start, stop, _ in asked])
        counts = np.concatenate([self.counts[start:stop] for start, stop, _ in asked])
        factors = np.repeat(np.array([one[2] for one in asked], np.float32), [one[1] - one[0] for one in asked])
        parts = self._saturated(counts, rows, factors)
        order = np.argsort(rows, kind="stable")
        rows, parts = rows[order], parts[order]
        firsts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
        return rows[firsts], np.add.reduceat(parts, firsts)

    def _saturated(self, counts: np.ndarray, rows: np.ndarray, factors: np.ndarray | float) -> np.ndarray:
        """What postings add to the scores of their rows, float32."""
        parts = counts.astype(np.float32)
        whole = self._damping.take(rows)
        whole += parts
        parts *= factors
        parts /= whole
        return parts

    def _found(self, start: int, stop: int, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of `rows` stand in the postings, and where."""
        run = self.rows[start:stop]
        wanted = rows.astype(run.dtype)
        places = np.minimum(run.searchsorted(wanted), len(run) - 1)
        return run[places] == wanted, places

    def _parts(self, start: int, stop: int, rows: np.ndarray) -> np.ndarray:
        held, places = self._found(start, stop, rows)
        return self._saturated(self.counts[start:stop].take(places), rows, held)

    # Keeping

    def save(self, path: Path) -> None:
        """Raises OSError."""
        names = ("keys", "borders", "rows", "counts", "lengths")
        write_arrays(path, {name: getattr(self, name) for name in names})

    @classmethod
    def load(cls, path: Path) -> "LexicalIndex":
        """The index, mapped into memory. Raises OSError, ValueError and TypeError."""
        return cls(**read_arrays(path))


def rarity(count: int, spread: int) -> float:
    """The inverse document frequency of a token that stands in `spread` of `count` passages."""
    return math.log1p((count - spread + 0.5) / (spread + 0.5))


def _row_type(count: int) -> type:
    return np.uint16 if count <= 1 << 16 else np.int32


def _highest(rows: np.ndarray, scores: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The `count` with the highest scores and those that equal the last of them, in the order they are in."""
    if len(rows) <= count:
        return rows, scores
    kept = scores >= np.partition(scores, -count)[-count]
    return rows[kept], scores[kept]


def _ordered(rows: np.ndarray, scores: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    rows, scores = _highest(rows, scores, count)
    order = np.argsort(-scores, kind="stable")[:count]
    return rows[order].astype(np.int64), scores[order].astype(np.float32)


def _portions(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in lists of about CHARACTERS_AT_ONCE; one empty list when there are none."""
    portion: list[str] = []
    size = 0
    for text in texts:
        if size + len(text) > CHARACTERS_AT_ONCE and portion:
            yield portion
            portion, size = [], 0
        portion.append(text)
        size += len(text)
    yield portion


def _indexed(texts: list[str]) -> LexicalIndex:
    counted = count_tokens(texts)
    rows = counted.rows.astype(_row_type(len(texts)))
    return LexicalIndex(counted.keys, counted.borders, rows, counted.counts, counted.lengths)
