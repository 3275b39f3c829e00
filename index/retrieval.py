"""A question -> the passages that bear on it: dense and lexical scores fused, near copies folded, neighbours joined, or nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.asked import LikelySections, handbook_finder
from index.candidates import Search, gather
from index.explanation import (
    ExplainedCandidate,
    ExplainedConcept,
    ExplainedFold,
    ExplainedQuestion,
    ExplainedResult,
    ExplainedToken,
    Explanation,
    Gate,
    Scores,
)
from index.handbook import COLLECTION as HANDBOOK
from index.joining import Ranked, announced, groups_of
from index.lexical import question_tokens, searchable_text
from index.normalise import normalise
from index.passages import FoundPassage
from index.question import Question, understand
from index.reranker import Reranker
from index.text_quality import Verdict, judge, noise

if TYPE_CHECKING:
    from index.store import Generation


@dataclass(frozen=True)
class RetrievalSettings:
    """Measured with bench/retrieval.py and bench/handbook.py.

    The fused score is a weighted mean of five: `lexical`, `dense` (the built-in embedder's, or a named model's),
    `coverage` (how much of the question's content the passage mentions, weighted by rarity), `place` (how much of the
    question stands in the passages around it) and `heading` (how well one of its headings is what the question asks for).
    Where a definition is asked for, `definition` goes to passages that give one. `least_coverage`: what one passage must
    mention for anything to be found; `least_alone` takes its place in a question of one short word that is no term. With
    its BM25 score as a share of what the question's content is worth, coverage must come to `least_bearing`, unless it is
    `enough_coverage` by itself. `least_beside` is enough for the passages beside it, which may answer one side of a comparison. `same_text`: from which
    share of common character pairs on (Jaccard) two passages count as one. `noisy`: what the score of a passage with
    recognition errors is multiplied by; `on_syllabus`: that of a passage which says itself what node of the syllabus it is
    on. Passages of the handbook are scored by `likely_section` parts of how likely the question is about their section
    (index/asked.py), the rest as said; from `least_evidence` on that is enough for something to be found.

    Of each collection the best `by_words` and `by_meaning` are candidates. The place of a passage is `window` passages to
    either side in its section; `single` is what a single character of a pair asked for counts there, and of a token
    that stands in n of them n / (n + half) counts. A reranker's opinion on the first `reranked` weighs `rerank`.
    """

    lexical: float = 0.45
    built_in_dense: float = 0.05
    named_dense: float = 0.4
    coverage: float = 0.35
    place: float = 0.25
    heading: float = 0.15
    definition: float = 0.15
    least_coverage: float = 0.42
    least_bearing: float = 0.73
    enough_coverage: float = 0.8
    least_alone: float = 0.8
    least_beside: float = 0.24
    noisy: float = 0.75
    on_syllabus: float = 1.12
    same_text: float = 0.8
    likely_section: float = 0.5
    least_evidence: float = 6.2
    by_words: int = 40
    by_meaning: int = 20
    window: int = 7
    single: float = 0.4
    half: float = 3.0
    reranked: int = 20
    rerank: float = 0.5

    @property
    def search(self) -> Search:
        return Search(self.by_words, self.by_meaning, self.window, self.single, self.half)


def find(
    generations: Sequence["Generation"],
    question: str,
    k: int,
    settings: RetrievalSettings | None = None,
    reranker: Reranker | None = None,
) -> list[FoundPassage]:
    """At most `k` passages of all the collections together, best first; [] when none bears on the question.

    Scores are comparable within one call. `dense` is the cosine, `lexical` the share of the best BM25 score. Raises
    EmbedderUnavailable.
    """
    asked = understand(question)
    if not asked.concepts or k < 1:
        return []
    considered = _Considered(generations, asked, settings or RetrievalSettings())
    if not considered.gate.answered:
        return []
    groups, _ = groups_of(considered.ranked(k, reranker), k, considered.settings.same_text)
    found = []
    for group in groups:
        found.append(group.found)
        if following := announced(group, groups):
            found.append(replace(group.found, passage=following))
    return found[:k]


def explain(
    generations: Sequence["Generation"],
    question: str,
    k: int,
    settings: RetrievalSettings | None = None,
    reranker: Reranker | None = None,
) -> Explanation:
    """How `find` comes to its passages; the best candidates are shown even when it finds that none bears on the question."""
    asked = understand(question)
    considered = _Considered(generations, asked, settings or RetrievalSettings())
    ranked = considered.ranked(max(k, 1), reranker if considered.gate.answered else None)
    groups, folded = groups_of(ranked, k, considered.settings.same_text) if considered.gate.answered else ([], [])
    rank = {id(one): at for at, one in enumerate(ranked, start=1)}
    return Explanation(
        ExplainedQuestion(
            asked.text,
            asked.content,
            asked.asks_definition,
            asked.aspects,
            tuple(ExplainedConcept(one.name, one.other_names) for one in asked.concepts),
            tuple(ExplainedToken(token, weight, considered.rarities[token]) for token, weight in asked.weights.items()),
        ),
        tuple(generation.manifest.collection for generation in generations),
        sum(len(segment.passages) for generation in generations for segment in generation.segments),
        considered.gate,
        tuple(considered.likely.scores.items()),
        tuple(_explained(one, rank[id(one)]) for one in ranked),
        tuple(ExplainedFold(rank[id(fold.one)], rank[id(fold.into)], fold.likeness) for fold in folded),
        tuple(
            ExplainedResult(
                rank[id(group.best)],
                group.passage.start,
                group.passage.end,
                len(group.passage.text),
                tuple(group.reasons),
            )
            for group in groups
        ),
    )


def _explained(one: Ranked, rank: int) -> ExplainedCandidate:
    passage = one.passage
    opening = " ".join(passage.text[:60].split())
    return ExplainedCandidate(
        rank, passage.collection, passage.source, passage.page, passage.section, passage.node, passage.start, passage.end,
        one.score, one.scores, opening,
    )  # fmt: skip


class _Considered:
    """The candidates for a question, and whether any of them bears on it."""

    def __init__(self, generations: Sequence["Generation"], asked: Question, settings: RetrievalSettings):
        self.asked, self.settings = asked, settings
        self.likely = LikelySections({}, 0.0)
        if any(generation.manifest.collection == HANDBOOK for generation in generations):
            self.likely = handbook_finder().likely(asked.topic)
        self.candidates, self.rarities = gather(generations, asked, settings.search, self.likely.scores)
        wanted = np.array([self.rarities.get(token, 0.0) for token in asked.demands.tokens])
        self.coverages = asked.coverages(self.candidates.held, wanted)
        self.surely = self.likely.evidence >= settings.least_evidence
        self.gate = self._gate()

    def _gate(self) -> Gate:
        settings, asked = self.settings, self.asked
        content = sum(self.rarities[token] for token, weight in asked.weights.items() if weight >= 1)
        strength = self.candidates.lexical / max(content, 1e-9)
        bearing = self.coverages + strength
        alone = len(asked.concepts) == 1 and not asked.concepts[0].other_names and len(asked.concepts[0].name) <= 4
        needed = settings.least_alone if alone else settings.least_coverage
        enough = (bearing >= settings.least_bearing) | (self.coverages >= settings.enough_coverage)
        self.covered = bool(((self.coverages >= needed) & enough).any())
        known = bool(asked.concepts) and float(self.candidates.lexical.max(initial=0.0)) > 0
        best = int(bearing.argmax()) if known else 0
        return Gate(
            known and (self.covered or self.surely),
            float(self.coverages[best]) if known else 0.0,
            needed,
            float(bearing[best]) if known else 0.0,
            settings.least_bearing,
            self.likely.evidence,
            settings.least_evidence,
            _confidence(float(bearing[best]), self.likely.evidence) if known else 0.0,
        )

    def ranked(self, k: int, reranker: Reranker | None) -> list[Ranked]:
        """The best candidates in order, a few times as many as may be shown."""
        settings, candidates, asked = self.settings, self.candidates, self.asked
        if not len(candidates):
            return []
        nodes = self._nodes()
        of_section = np.array([self.likely.scores.get(node, 0.0) for node in nodes])
        noded = np.array([bool(node) for node in nodes])
        bears = (self.covered & (self.coverages >= settings.least_beside)) | (self.surely & (of_section > 0))
        if not self.gate.answered:
            bears = np.ones(len(candidates), dtype=bool)
        lexical = candidates.lexical / max(float(candidates.lexical.max()), 1e-9)
        place = candidates.place / max(float(candidates.place.max()), 1e-9)
        dense = np.maximum(candidates.dense, 0.0) / max(float(candidates.dense.max()), 1e-9)
        of_dense = np.where(candidates.built_in, settings.built_in_dense, settings.named_dense)
        definition = settings.definition * asked.asks_definition
        said = (
            settings.lexical * lexical + of_dense * dense + settings.coverage * self.coverages + settings.place * place
        )
        total = settings.lexical + of_dense + settings.coverage + settings.place + settings.heading + definition

        share = settings.likely_section * (noded & bool(self.likely.scores))

        def fused(more: np.ndarray | float, rows: np.ndarray) -> np.ndarray:
            score = (said[rows] + more) / total[rows] * np.where(noded[rows], settings.on_syllabus, 1.0)
            score = np.minimum(score, 1.0)
            return score + share[rows] * (of_section[rows] - score)

        rows = np.flatnonzero(bears)
        rows = rows[np.argsort(-fused(0.0, rows), kind="stable")[: max(20, 3 * k)]]
        match = _Headings(asked, self.rarities).match
        names = [concept.name for concept in asked.concepts]
        at = list(zip(candidates.segment[rows].tolist(), candidates.row[rows].tolist(), strict=True))
        segments = [candidates.segments[segment] for segment, _ in at]
        headings = [match(segment.passages.place(row)[3]) for segment, (_, row) in zip(segments, at, strict=True)]
        defines = [0.0] * len(rows)
        if definition:
            defines = [
                float(_defines(names, segment.passages[row].text))
                for segment, (_, row) in zip(segments, at, strict=True)
            ]
        score = fused(settings.heading * np.array(headings) + definition * np.array(defines), rows)
        columns = (lexical, candidates.dense, self.coverages, place, of_section, noded)
        figures = zip(*(column[rows].tolist() for column in columns), strict=True)
        held = [int.from_bytes(column) for column in np.packbits(candidates.held[:, rows], axis=0).T]
        ranked = []
        for number, (words, meaning, coverage, around, section, on_syllabus) in enumerate(figures):
            scores = Scores(
                words, meaning, coverage, around, headings[number], defines[number], section, on_syllabus,
                fused=float(score[number]),
            )  # fmt: skip
            ranked.append(Ranked(segments[number], at[number][1], scores, scores.fused, held[number]))
        ranked.sort(key=lambda one: -one.score)
        # Only what may be shown is looked at for noise.
        for one in ranked[: 2 * k]:
            if _is_noisy(one.passage.text):
                one.scores = replace(one.scores, noisy=True)
                one.score *= settings.noisy
        if reranker is not None:
            self._rerank(ranked, reranker)
        ranked.sort(key=lambda one: -one.score)
        return ranked

    def _nodes(self) -> list[str]:
        """The outline node of each candidate, "" where it says none."""
        candidates = self.candidates
        if not any(segment.passages.declares_nodes for segment in candidates.segments):
            return [""] * len(candidates)
        at = zip(candidates.segment.tolist(), candidates.row.tolist(), strict=True)
        return [candidates.segments[segment].passages.place(row)[4] for segment, row in at]

    def _rerank(self, ranked: list[Ranked], reranker: Reranker) -> None:
        """Blends in the reranker's opinion on the first ones, spread over the range of their own scores."""
        ranked.sort(key=lambda one: -one.score)
        some = ranked[: self.settings.reranked]
        texts = [searchable_text(one.passage.section, one.passage.text) for one in some]
        low, high = some[-1].score, some[0].score
        opinions = reranker.scores(self.asked.text, texts).tolist()
        worst, best = min(opinions), max(opinions)
        for one, opinion in zip(some, opinions, strict=True):
            one.scores = replace(one.scores, reranked=opinion)
            spread = low + (high - low) * (opinion - worst) / max(best - worst, 1e-9)
            one.score += self.settings.rerank * (spread - one.score)


# How often the first passage is right, at growing figures: with encyclopedic questions half of which the library cannot
# answer, by bearing; with a student's questions to the handbook, by evidence. bench/retrieval.py shows how well it holds.
_RIGHT_BY_BEARING = (
    (0.7, 0.0),
    (0.74, 0.12),
    (0.8, 0.3),
    (0.85, 0.48),
    (0.95, 0.68),
    (1.05, 0.83),
    (1.2, 0.94),
    (1.5, 0.97),
)
_RIGHT_BY_EVIDENCE = ((5.5, 0.0), (6.2, 0.12), (7.5, 0.35), (9.0, 0.57), (11.0, 0.62), (13.0, 0.8), (16.0, 0.83))


def _confidence(bearing: float, evidence: float) -> float:
    """The share of right first passages among answers that looked like this one."""
    shares = (
        float(np.interp(figure, *zip(*knots, strict=True)))
        for figure, knots in ((bearing, _RIGHT_BY_BEARING), (evidence, _RIGHT_BY_EVIDENCE))
    )
    return max(shares)


class _Headings:
    """How well a heading is what the question asks for: the share of it that the question names, times how much of the
    question that is."""

    def __init__(self, asked: Question, rarities: Mapping[str, float]):
        self.asked, self.rarities = asked, rarities
        self._known: dict[str, float] = {}

    def match(self, section: Sequence[str]) -> float:
        return max(map(self._match, section), default=0.0)

    def _match(self, heading: str) -> float:
        known = self._known.get(heading)
        if known is None:
            tokens = _tokens(heading)
            named = sum(token in self.asked.weights for token in tokens)
            known = named / len(tokens) * self.asked.coverage(heading, self.rarities.__getitem__) if named else 0.0
            self._known[heading] = known
        return known


@lru_cache(maxsize=4096)
def _tokens(heading: str) -> tuple[str, ...]:
    return tuple(question_tokens(heading))


_IS = re.compile(r"[*_`]*\s*(?:\([^()]*\))?(?:是|指|就是| is | are )")
_CALLED = re.compile(r"(?:称为|称作|叫做|叫作)[*_`]*\Z")


def _defines(names: Sequence[str], text: str) -> bool:
    """Whether a text says what one of the concepts is: 堆（heap）是…, 称为堆."""
    prose = _prose(text)
    for name in names:
        at = prose.find(name)
        while at >= 0:
            if _IS.match(prose, at + len(name)) or _CALLED.search(prose[max(at - 6, 0) : at]):
                return True
            at = prose.find(name, at + 1)
    return False


@lru_cache(maxsize=2048)
def _prose(text: str) -> str:
    return normalise(re.sub(r"```.*?(?:```|$)", "", text, flags=re.DOTALL))


@lru_cache(maxsize=8192)
def _is_noisy(text: str) -> bool:
    return noise(text) > 0 and judge(text) is Verdict.NOISY
