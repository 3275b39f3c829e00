"""A question -> the passages that bear on it: dense and lexical scores fused, near copies folded, or nothing."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedder import BUILT_IN
from index.lexical import question_tokens, searchable_text
from index.normalise import bigrams, is_cjk, normalise, words
from index.passages import FoundPassage
from index.question import Question, understand
from index.store import Generation


@dataclass(frozen=True)
class RetrievalSettings:
    """Measured with bench/retrieval.py.

    The fused score is a weighted mean of four: `lexical`, `dense` (the built-in embedder's, or a named model's),
    `coverage` (how much of the question's content the passage mentions, weighted by rarity) and `heading` (how well one
    of its headings is what the question asks for). Where a definition is asked for, `definition` goes to passages that
    give one. `least_coverage`: what one passage must mention for anything to be found; `least_beside` is enough for the
    passages beside it, which may answer one side of a comparison. `same_text`: from which share of common character
    pairs on (Jaccard) two passages count as one.
    """

    lexical: float = 0.45
    built_in_dense: float = 0.05
    named_dense: float = 0.4
    coverage: float = 0.35
    heading: float = 0.15
    definition: float = 0.15
    least_coverage: float = 0.48
    least_beside: float = 0.24
    same_text: float = 0.8
    candidates: int = 40


@dataclass
class _Candidate:
    generation: Generation
    row: int
    dense: float
    lexical: float


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
    queries: dict[int, np.ndarray] = {}  # a named model serves several collections and is asked once
    candidates = [
        candidate
        for generation in generations
        for candidate in _candidates(generation, asked, rarity, queries, settings.candidates)
    ]
    best_lexical = max((candidate.lexical for candidate in candidates), default=0.0)
    best_dense = max((candidate.dense for candidate in candidates), default=0.0)
    if best_lexical <= 0:
        return []
    coverages = [_coverage(asked, _searched_text(candidate), rarity) for candidate in candidates]
    if max(coverages) < settings.least_coverage:
        return []
    scored = []
    for candidate, coverage in zip(candidates, coverages, strict=True):
        if coverage < settings.least_beside:
            continue
        passage = candidate.generation.passages[candidate.row]
        lexical = candidate.lexical / best_lexical
        dense = max(candidate.dense, 0.0) / best_dense if best_dense > 0 else 0.0
        built_in = candidate.generation.manifest.embedder == BUILT_IN
        parts = (
            (settings.lexical, lexical),
            (settings.built_in_dense if built_in else settings.named_dense, dense),
            (settings.coverage, coverage),
            (settings.heading, _heading_match(asked, passage.section, rarity)),
            (settings.definition * asked.asks_definition, float(_defines(asked, passage.text))),
        )
        fused = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
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


def _candidates(
    generation: Generation, asked: Question, rarity: _Rarity, queries: dict[int, np.ndarray], count: int
) -> list[_Candidate]:
    """The best by either score, each with both."""
    if not generation.passages:
        return []
    lexical = generation.lexical.scores(
        {token: weight * rarity.against(generation, token) for token, weight in asked.weights.items()}
    )
    embedder = generation.embedder
    if id(embedder) not in queries:
        queries[id(embedder)] = embedder.embed([asked.content if embedder.name == BUILT_IN else asked.text])
    query = queries[id(embedder)]
    near, rows = generation.vectors.search(query, min(count, len(generation.passages)))
    dense = dict(zip(rows[0].tolist(), near[0].tolist(), strict=True))
    top = np.argsort(-lexical, kind="stable")[:count].tolist()
    missing = [row for row in top if row not in dense]
    if missing:
        vectors = np.stack([generation.vectors.reconstruct(row) for row in missing])
        dense |= dict(zip(missing, (vectors @ query[0]).tolist(), strict=True))
    return [_Candidate(generation, row, dense[row], float(lexical[row])) for row in dense]


def _searched_text(candidate: _Candidate) -> str:
    passage = candidate.generation.passages[candidate.row]
    return searchable_text(passage.section, passage.text)


def _coverage(asked: Question, text: str, rarity: _Rarity) -> float:
    """The share of the question's content that a passage mentions, each piece weighing its rarity; 0..1."""
    plain = normalise(text)
    latin = {word for word in words(plain) if not is_cjk(word)}

    def mentions(token: str) -> bool:
        return token in plain if is_cjk(token) else token in latin

    total = covered = 0.0
    for concept in asked.concepts:
        named = any(_names(plain, name) for name in concept.other_names)
        for word in words(concept.name):
            pieces = bigrams(word) if is_cjk(word) else [word]
            weights = [rarity.of(piece) for piece in pieces]
            said = [named or mentions(piece) for piece in pieces]
            # A character is as rare as the commoner of the pairs it is in, and covered by either: of 页面置换 the pair
            # 面置 is no word, and a text on 页面 and on 置换 need not have it.
            for at in range(len(word) if is_cjk(word) else 2):
                near = slice(max(at - 1, 0), at + 1) if len(pieces) > 1 else slice(0, 1)
                weight = concept.weight * min(weights[near])
                total += weight
                covered += weight * any(said[near])
    return covered / total if total else 0.0


def _heading_match(asked: Question, section: Sequence[str], rarity: _Rarity) -> float:
    """How well the best heading is what the question asks for: the share it names, times how much of it that takes."""
    best = 0.0
    for heading in section:
        tokens = question_tokens(heading)
        share = sum(token in asked.weights for token in tokens) / max(len(tokens), 1)
        if share:
            best = max(best, share * _coverage(asked, heading, rarity))
    return best


def _defines(asked: Question, text: str) -> bool:
    """Whether a text says what one of the concepts is: 堆（heap）是…, 称为堆."""
    names = "|".join(re.escape(concept.name) for concept in asked.concepts)
    prose = normalise(re.sub(r"```.*?(?:```|$)", "", text, flags=re.DOTALL))
    pattern = rf"(?:{names})[*_`]*\s*(?:\([^()]*\))?(?:是|指|就是| is | are )|(?:称为|称作|叫做|叫作)[*_`]*(?:{names})"
    return re.search(pattern, prose) is not None


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
