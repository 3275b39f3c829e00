"""A question -> the passages that bear on it: dense and lexical scores fused, near copies folded, or nothing."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from index.asked import LikelySections, handbook_finder
from index.embedder import BUILT_IN
from index.handbook import COLLECTION as HANDBOOK
from index.lexical import question_tokens, searchable_text
from index.normalise import normalise
from index.passages import FoundPassage, Passage
from index.question import Question, understand
from index.store import Generation
from index.text_quality import Verdict, judge


@dataclass(frozen=True)
class RetrievalSettings:
    """Measured with bench/retrieval.py.

    The fused score is a weighted mean of four: `lexical`, `dense` (the built-in embedder's, or a named model's),
    `coverage` (how much of the question's content the passage mentions, weighted by rarity) and `heading` (how well one
    of its headings is what the question asks for). Where a definition is asked for, `definition` goes to passages that
    give one. `least_coverage`: what one passage must mention for anything to be found; `least_alone` takes
    its place in a question of one short word that is no term; `least_beside` is enough for the
    passages beside it, which may answer one side of a comparison. `same_text`: from which share of common character
    pairs on (Jaccard) two passages count as one. `noisy`: what the score of a passage with recognition errors is
    multiplied by; `on_syllabus`: that of a passage which says itself what node of the syllabus it is on. Passages of the
    handbook are scored by `likely_section` parts of how likely the question is about their section (index/asked.py), the
    rest as said; from `least_evidence` on that is enough for something to be found.
    """

    lexical: float = 0.45
    built_in_dense: float = 0.05
    named_dense: float = 0.4
    coverage: float = 0.35
    heading: float = 0.15
    definition: float = 0.15
    least_coverage: float = 0.48
    least_alone: float = 0.8
    least_beside: float = 0.24
    noisy: float = 0.75
    on_syllabus: float = 1.12
    same_text: float = 0.8
    likely_section: float = 0.5
    least_evidence: float = 6.2
    candidates: int = 40


@dataclass
class _Candidate:
    generation: Generation
    row: int
    dense: float
    lexical: float

    @property
    def passage(self) -> Passage:
        return self.generation.passages[self.row]


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
    likely = LikelySections({}, 0.0)
    if any(generation.manifest.collection == HANDBOOK for generation in generations):
        likely = handbook_finder().likely(question)
    candidates = [
        candidate
        for generation in generations
        for candidate in _candidates(generation, asked, rarity, queries, settings.candidates, likely.scores)
    ]
    best_lexical = max((candidate.lexical for candidate in candidates), default=0.0)
    best_dense = max((candidate.dense for candidate in candidates), default=0.0)
    if best_lexical <= 0:
        return []
    surely = likely.evidence >= settings.least_evidence
    coverages = [
        asked.coverage(searchable_text(candidate.passage.section, candidate.passage.text), rarity.of)
        for candidate in candidates
    ]
    alone = len(asked.concepts) == 1 and not asked.concepts[0].other_names and len(asked.concepts[0].name) <= 4
    covered = max(coverages) >= max(settings.least_coverage, settings.least_alone * alone)
    if not covered and not surely:
        return []
    scored = []
    for candidate, coverage in zip(candidates, coverages, strict=True):
        passage = candidate.passage
        of_section = likely.scores.get(passage.node, 0.0)
        if not (covered and coverage >= settings.least_beside) and not (surely and of_section):
            continue
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
        fused = min(1.0, fused * (settings.on_syllabus if passage.node else 1.0))
        if passage.node and likely.scores:
            fused += settings.likely_section * (of_section - fused)
        scored.append(FoundPassage(passage, fused, candidate.dense, lexical))
    scored.sort(key=lambda found: -found.score)
    # Only what may be shown is looked at for noise: that takes a millisecond a passage the first time.
    scored = [
        replace(found, score=settings.noisy * found.score) if _is_noisy(found.passage.text) else found
        for found in scored[: 2 * k]
    ]
    scored.sort(key=lambda found: -found.score)
    kept = _without_copies(scored, k, settings.same_text)
    rows = {candidate.passage: candidate for candidate in candidates}
    return [one for found in kept for one in (found, *_announced(found, rows[found.passage], kept))][:k]


def _announced(found: FoundPassage, candidate: _Candidate, kept: Sequence[FoundPassage]) -> list[FoundPassage]:
    """The passage after one that ends in a colon: the table or the list that it speaks of was cut off from it."""
    following = candidate.generation.passages[candidate.row + 1 : candidate.row + 2]
    here = found.passage
    if not here.text.rstrip("*_ \n").endswith(("：", ":")) or any(one.passage in following for one in kept):
        return []
    return [
        FoundPassage(passage, found.score, found.dense, found.lexical)
        for passage in following
        if (passage.source, passage.page, passage.section) == (here.source, here.page, here.section)
    ]


@lru_cache(maxsize=4096)
def _is_noisy(text: str) -> bool:
    return judge(text) is Verdict.NOISY


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
    generation: Generation,
    asked: Question,
    rarity: _Rarity,
    queries: dict[int, np.ndarray],
    count: int,
    likely: Collection[str],
) -> list[_Candidate]:
    """The best by either score and all passages on the likely nodes, each with both scores."""
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
    on_node = [row for row, passage in enumerate(generation.passages) if passage.node in likely] if likely else []
    missing = [row for row in dict.fromkeys([*top, *on_node]) if row not in dense]
    if missing:
        vectors = np.stack([generation.vectors.reconstruct(row) for row in missing])
        dense |= dict(zip(missing, (vectors @ query[0]).tolist(), strict=True))
    return [_Candidate(generation, row, dense[row], float(lexical[row])) for row in dense]


def _heading_match(asked: Question, section: Sequence[str], rarity: _Rarity) -> float:
    """How well the best heading is what the question asks for: the share it names, times how much of it that takes."""
    best = 0.0
    for heading in section:
        tokens = question_tokens(heading)
        share = sum(token in asked.weights for token in tokens) / max(len(tokens), 1)
        if share:
            best = max(best, share * asked.coverage(heading, rarity.of))
    return best


def _defines(asked: Question, text: str) -> bool:
    """Whether a text says what one of the concepts is: 堆（heap）是…, 称为堆."""
    names = "|".join(re.escape(concept.name) for concept in asked.concepts)
    prose = normalise(re.sub(r"```.*?(?:```|$)", "", text, flags=re.DOTALL))
    pattern = rf"(?:{names})[*_`]*\s*(?:\([^()]*\))?(?:是|指|就是| is | are )|(?:称为|称作|叫做|叫作)[*_`]*(?:{names})"
    return re.search(pattern, prose) is not None


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
