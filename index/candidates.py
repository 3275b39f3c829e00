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

_FEW_SEGMENTS = 4  # up to here every segment's lists are read as if it stood alone
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
    """The best of each collection by either score, and all passages on the `likely` nodes; and every token's rarity."""
    weights = asked.weights
    around = weights | _single_characters(weights, search.single)
    demanded = asked.demands.tokens
    tokens = list(dict.fromkeys([*demanded, *around]))
    segments: list[Segment] = []
    spreads: list[list[int]] = []  # of each segment, in how many of its passages each token stands
    owners: list[tuple[Generation, range]] = []
    for generation in generations:
        first = len(segments)
        segments += [segment for segment in generation.segments if len(segment.passages)]
        owners.append((generation, range(first, len(segments))))
    for segment in segments:
        spreads.append([segment.lexical.passages_with(token) for token in tokens])
    count = sum(len(segment.passages) for segment in segments)
    rarities = {token: rarity(count, sum(spread)) for token, *spread in zip(tokens, *spreads, strict=True)}
    worth = np.array([around.get(token, 0.0) * rarities[token] for token in tokens], dtype=np.float32)
    queries: dict[int, np.ndarray] = {}  # a named model serves several collections and is asked once
    parts = []
    for generation, numbers in owners:
        if not numbers:
            continue
        embedder = generation.embedder
        if id(embedder) not in queries:
            text = asked.content if embedder.name == BUILT_IN else asked.text
            queries[id(embedder)] = embedder.embed([text])[0]
        query = queries[id(embedder)]
        own = [segments[number] for number in numbers]
        # A segment's BM25 knows only its own passages; what counts is how rare a token is in all of them.
        factors = [
            {
                token: weights[token] * rarities[token] / rarity(len(segment.passages), spread)
                for token, spread in zip(tokens, spreads[number], strict=True)
                if spread and token in weights
            }
            for number, segment in zip(numbers, own, strict=True)
        ]
        worded = _best(
            [one.lexical.top(by, search.by_words, one.alive) for one, by in zip(own, factors, strict=True)],
            search.by_words,
        )
        # The best of many segments lie nearer than the best of each: fewer lists of each hold them.
        share = min(1.0, (_FEW_SEGMENTS / len(own)) ** 0.5)
        near = [one.vectors.search(query, search.by_meaning, one.alive, share) for one in own]
        meant = _best([(rows, scores) for scores, rows in near], search.by_meaning)
        for number, segment, *rows in zip(numbers, own, worded, meant, strict=True):
            if likely and len(on_node := segment.passages.rows_on(likely)):
                rows.append(on_node if segment.alive is None else on_node[segment.alive[on_node]])
            found = np.unique(np.concatenate(rows))
            if len(found):
                told = _told(segment, found, query, search, tokens, worth, len(demanded))
                flags = np.full(len(found), number), np.full(len(found), embedder.name == BUILT_IN)
                parts.append((flags[0], found, *told, flags[1]))
    if not parts:
        return _none(len(demanded)), rarities
    segment, row, dense, lexical, place, held, built_in = (
        np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)
    )
    return Candidates(segments, segment, row, dense, lexical, place, held, built_in), rarities


def _best(pairs: Sequence[tuple[np.ndarray, np.ndarray]], count: int) -> list[np.ndarray]:
    """Of the (rows, scores) of several segments the rows with the `count` highest scores of all together."""
    if len(pairs) == 1:
        return [pairs[0][0]]
    scores = np.concatenate([score for _, score in pairs])
    if len(scores) <= count:
        return [rows for rows, _ in pairs]
    least = np.partition(scores, -count)[-count]
    return [rows[score >= least] for rows, score in pairs]


def _told(
    segment: "Segment",
    rows: np.ndarray,
    query: np.ndarray,
    search: Search,
    tokens: Sequence[str],
    worth: np.ndarray,
    demanded: int,
) -> tuple[np.ndarray, ...]:
    """dense, lexical, place and held of some rows, as in Candidates."""
    starts, stops = segment.passages.stretches(rows)
    starts = np.maximum(starts, rows - search.window)
    stops = np.minimum(stops, rows + search.window + 1)
    parts, spread = segment.lexical.evidence(tokens, rows, starts, stops)
    half = search.half * (1 - _LENGTH + _LENGTH * (stops - starts) / (2 * search.window + 1))
    return segment.vectors.of(query, rows), worth @ parts, worth @ (spread / (spread + half)), parts[:demanded] > 0


def _single_characters(weights: Mapping[str, float], weight: float) -> dict[str, float]:
    """The characters of the pairs asked for: 结义 is near where 结 and 义 are, though not side by side."""
    pairs = [token for token in weights if len(token) == 2 and is_cjk(token)]
    return {char: weight * weights[pair] for pair in reversed(pairs) for char in pair if char not in weights}


def _none(tokens: int) -> Candidates:
    empty = np.zeros(0)
    rows = np.zeros(0, dtype=np.int64)
    return Candidates((), rows, rows, empty, empty, empty, np.zeros((tokens, 0), bool), np.zeros(0, bool))
