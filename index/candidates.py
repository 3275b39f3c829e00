"""The rows of all collections that may bear on a question, and what of the question stands in each and around it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.embedder import BUILT_IN
from index.lexical import rarity
from index.normalise import is_cjk
from index.question import Question

if TYPE_CHECKING:
    from index.store import Generation, Segment

_LENGTH = 0.75  # how far a longer stretch has to hold more, as BM25's b


@dataclass(frozen=True)
class Search:
    """How candidates are sought; see RetrievalSettings."""

    by_words: int
    by_meaning: int
    window: int
    single: float
    half: float


@dataclass(frozen=True)
class Candidates:
    """One entry a candidate in every array.

    `segment`: its number in `segments`; `row`: in that segment. `dense`: the cosine; `lexical`: the BM25 score over all
    collections; `place`: how much of the question stands in the passages around it, in the same section; `held`: bool
    (tokens of the question's demands, candidates); `built_in`: whether the built-in embedder gave `dense`.
    """

    segments: Sequence["Segment"]
    segment: np.ndarray
    row: np.ndarray
    dense: np.ndarray
    lexical: np.ndarray
    place: np.ndarray
    held: np.ndarray
    built_in: np.ndarray

    def __len__(self) -> int:
        return len(self.row)


def gather(
    generations: Sequence["Generation"], asked: Question, search: Search, likely: Collection[str]
) -> tuple[Candidates, dict[str, float]]:
    """The best of each segment by either score, and all passages on the `likely` nodes; and every token's rarity."""
    segments = [segment for generation in generations for segment in generation.segments if len(segment.passages)]
    of_segment = [generation.embedder for generation in generations for one in generation.segments if len(one.passages)]
    weights = asked.weights
    around = weights | _single_characters(weights, search.single)
    demanded = asked.demands.tokens
    tokens = list(dict.fromkeys([*demanded, *around]))
    count = sum(len(segment.passages) for segment in segments)
    spreads = [[segment.lexical.passages_with(token) for token in tokens] for segment in segments]
    rarities = {token: rarity(count, sum(spread)) for token, *spread in zip(tokens, *spreads, strict=True)}
    worth = np.array([around.get(token, 0.0) * rarities[token] for token in tokens], dtype=np.float32)
    queries: dict[int, np.ndarray] = {}  # a named model serves several collections and is asked once
    parts = []
    for number, (segment, embedder) in enumerate(zip(segments, of_segment, strict=True)):
        if id(embedder) not in queries:
            text = asked.content if embedder.name == BUILT_IN else asked.text
            queries[id(embedder)] = embedder.embed([text])[0]
        found = _of_segment(segment, asked, queries[id(embedder)], search, likely, tokens, worth, rarities)
        own = len(found[0])
        parts.append((np.full(own, number), *found, np.full(own, embedder.name == BUILT_IN)))
    if not parts:
        return _none(len(demanded)), rarities
    segment, row, dense, lexical, place, held, built_in = (
        np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)
    )
    return Candidates(segments, segment, row, dense, lexical, place, held, built_in), rarities


def _of_segment(
    segment: "Segment",
    asked: Question,
    query: np.ndarray,
    search: Search,
    likely: Collection[str],
    tokens: Sequence[str],
    worth: np.ndarray,
    rarities: Mapping[str, float],
) -> tuple[np.ndarray, ...]:
    """rows, dense, lexical, place, held as in Candidates."""
    index = segment.lexical
    # A segment's BM25 knows only its own passages; what counts is how rare a token is in all of them.
    factors = {
        token: weight * rarities[token] / rarity(index.count, index.passages_with(token))
        for token, weight in asked.weights.items()
    }
    worded, _ = index.top(factors, search.by_words, segment.alive)
    _, meant = segment.vectors.search(query, search.by_meaning, segment.alive)
    on_node = segment.passages.rows_on(likely) if likely else worded[:0]
    if segment.alive is not None:
        on_node = on_node[segment.alive[on_node]]
    rows = np.unique(np.concatenate([worded, meant, on_node]))
    dense = segment.vectors.of(query, rows)
    starts, stops = segment.passages.stretches(rows)
    starts = np.maximum(starts, rows - search.window)
    stops = np.minimum(stops, rows + search.window + 1)
    parts, spread = index.evidence(tokens, rows, starts, stops)
    half = search.half * (1 - _LENGTH + _LENGTH * (stops - starts) / (2 * search.window + 1))
    return rows, dense, worth @ parts, worth @ (spread / (spread + half)), parts[: len(asked.demands.tokens)] > 0


def _single_characters(weights: Mapping[str, float], weight: float) -> dict[str, float]:
    """The characters of the pairs asked for: 结义 is near where 结 and 义 are, though not side by side."""
    pairs = [token for token in weights if len(token) == 2 and is_cjk(token)]
    return {char: weight * weights[pair] for pair in reversed(pairs) for char in pair if char not in weights}


def _none(tokens: int) -> Candidates:
    empty = np.zeros(0)
    rows = np.zeros(0, dtype=np.int64)
    return Candidates((), rows, rows, empty, empty, empty, np.zeros((tokens, 0), bool), np.zeros(0, bool))
