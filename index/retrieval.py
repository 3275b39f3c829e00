"""A question -> the passages that bear on it: dense and lexical scores fused, near copies folded, or nothing."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.lexical import searchable_text
from index.normalise import is_cjk, normalise, words
from index.passages import FoundPassage
from index.question import Question, understand
from index.store import Generation


@dataclass(frozen=True)
class RetrievalSettings:
    """Measured with bench/retrieval.py.

    `dense_weight`: the share of the dense score in the fused one. `least_coverage`: how much of the question's content,
    weighted by rarity, a passage must mention to bear on it. `same_text`: from which share of common character pairs on
    (Jaccard) two passages count as one.
    """

    dense_weight: float = 0.2
    coverage_weight: float = 0.3
    least_coverage: float = 0.4
    same_text: float = 0.8
    candidates: int = 40


@dataclass
class _Candidate:
    generation: Generation
    row: int
    dense: float
    lexical: float
    coverage: float = 0.0


def find(
    generations: Sequence[Generation], question: str, k: int, settings: RetrievalSettings | None = None
) -> list[FoundPassage]:
    """At most `k` passages of all the collections together, best first; [] when none bears on the question.

    Scores are comparable within one call. `dense` is the cosine, `lexical` the share of the best BM25 score.
    """
    settings = settings or RetrievalSettings()
    asked = understand(question)
    if not asked.concepts or k < 1:
        return []
    rarity = _Rarity(generations)
    candidates = [c for generation in generations for c in _candidates(generation, asked, rarity, settings.candidates)]
    best = {
        "dense": max((c.dense for c in candidates), default=0.0),
        "lexical": max((c.lexical for c in candidates), default=0.0),
    }
    if best["lexical"] <= 0:
        return []
    scored = []
    for candidate in candidates:
        passage = candidate.generation.passages[candidate.row]
        mentioned = _coverage(asked, searchable_text(passage.section, passage.text), rarity)
        if mentioned < settings.least_coverage:
            continue
        dense = candidate.dense / best["dense"] if best["dense"] > 0 else 0.0
        lexical = candidate.lexical / best["lexical"]
        fused = settings.dense_weight * max(dense, 0.0) + (1 - settings.dense_weight) * lexical
        fused = settings.coverage_weight * mentioned + (1 - settings.coverage_weight) * fused
        scored.append(FoundPassage(passage, fused, candidate.dense, lexical))
    scored.sort(key=lambda found: -found.score)
    return _without_copies(scored, k, settings.same_text)


class _Rarity:
    """Inverse document frequency of a token over all the collections asked, as BM25 counts it."""

    def __init__(self, generations: Sequence[Generation]):
        self.generations = generations
        self.count = sum(len(generation.passages) for generation in generations)
        self._known: dict[str, float] = {}

    def of(self, token: str) -> float:
        if token not in self._known:
            self._known[token] = _idf(self.count, sum(g.lexical.passages_with(token) for g in self.generations))
        return self._known[token]

    def against(self, generation: Generation, token: str) -> float:
        """How much more a token weighs over all the collections than in this one, whose BM25 knows only itself."""
        return self.of(token) / _idf(len(generation.passages), generation.lexical.passages_with(token))


def _idf(count: int, spread: int) -> float:
    return math.log(1 + (count - spread + 0.5) / (spread + 0.5))


def _candidates(generation: Generation, asked: Question, rarity: _Rarity, count: int) -> list[_Candidate]:
    """The best by either score, each with both."""
    if not generation.passages:
        return []
    lexical = generation.lexical.scores(
        {token: weight * rarity.against(generation, token) for token, weight in asked.weights.items()}
    )
    query = generation.embedder.embed([asked.text])
    near, rows = generation.vectors.search(query, min(count, len(generation.passages)))
    dense = dict(zip(rows[0].tolist(), near[0].tolist(), strict=True))
    top = np.argsort(-lexical, kind="stable")[:count].tolist()
    missing = [row for row in top if row not in dense]
    if missing:
        vectors = np.stack([generation.vectors.reconstruct(row) for row in missing])
        dense |= dict(zip(missing, (vectors @ query[0]).tolist(), strict=True))
    return [_Candidate(generation, row, dense[row], float(lexical[row])) for row in dense]


def _coverage(asked: Question, text: str, rarity: _Rarity) -> float:
    """The share of the question's content that a passage mentions, each piece weighing its rarity; 0..1."""
    plain = normalise(text)
    latin = {word for word in words(plain) if not is_cjk(word)}

    def mentions(token: str) -> bool:
        return token in plain if is_cjk(token) else token in latin

    total = covered = 0.0
    for concept in asked.concepts:
        weights = [rarity.of(token) for token in concept.tokens]
        own = sum(weight for token, weight in zip(concept.tokens, weights, strict=True) if mentions(token))
        named = any(_names(plain, name) for name in concept.other_names)
        total += sum(weights)
        covered += sum(weights) if named else own
    return covered / total if total else 0.0


def _names(plain: str, name: str) -> bool:
    if name[0].isascii() or name[-1].isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", plain) is not None
    return name in plain


def _without_copies(found: Sequence[FoundPassage], k: int, same_text: float) -> list[FoundPassage]:
    kept: list[FoundPassage] = []
    shapes: list[set[str]] = []
    for one in found:
        plain = normalise(one.passage.text)
        shape = {plain[i : i + 2] for i in range(len(plain) - 1)}
        if all(len(shape & other) < same_text * len(shape | other) for other in shapes):
            kept.append(one)
            shapes.append(shape)
            if len(kept) == k:
                break
    return kept
