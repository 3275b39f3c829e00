"""Why a search found what it found: values to look into, as JSON with dataclasses.asdict, or as lines for a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Scores:
    """What a candidate's score is made of, each part 0..1 but for `dense`, the cosine.

    `lexical` and `place` are shares of the best candidate's; `likely_section` is how likely the question is about the
    passage's section of the handbook. `fused` is what comes of these by weight; `noisy` says that recognition errors cost
    the passage a part of it; `reranked` is a cross-encoder's opinion, None without one.
    """

    lexical: float
    dense: float
    coverage: float
    place: float
    heading: float = 0.0
    definition: float = 0.0
    likely_section: float = 0.0
    on_syllabus: bool = False
    noisy: bool = False
    reranked: float | None = None
    fused: float = 0.0


@dataclass(frozen=True)
class ExplainedConcept:
    name: str
    other_names: tuple[str, ...]


@dataclass(frozen=True)
class ExplainedToken:
    """`weight` as the question gives it, `rarity` over all the collections asked."""

    token: str
    weight: float
    rarity: float


@dataclass(frozen=True)
class ExplainedQuestion:
    text: str
    content: str
    asks_definition: bool
    aspects: tuple[str, ...]
    concepts: tuple[ExplainedConcept, ...]
    tokens: tuple[ExplainedToken, ...]


@dataclass(frozen=True)
class Gate:
    """Whether anything bears on the question: the best candidate by its words, or the evidence for a section.

    `coverage`: how much of the question the candidate mentions; `bearing`: with its BM25 score, as a share of what the
    question's content is worth; `evidence`: how surely the question is about a section of the handbook. `confidence`: the
    share of right first passages among answers that looked like this one.
    """

    answered: bool
    coverage: float
    needed_coverage: float
    bearing: float
    needed_bearing: float
    evidence: float
    needed_evidence: float
    confidence: float


@dataclass(frozen=True)
class ExplainedCandidate:
    """`rank` from 1; `start` and `end` of the passage itself, before anything was joined to it."""

    rank: int
    collection: str
    source: str
    page: int
    section: tuple[str, ...]
    node: str
    start: int
    end: int
    score: float
    scores: Scores
    opening: str


@dataclass(frozen=True)
class ExplainedFold:
    """Ranks of a candidate left out and of the one that says the same; `likeness` of their character pairs, 0..1."""

    rank: int
    into: int
    likeness: float


@dataclass(frozen=True)
class ExplainedResult:
    """What is shown. `rank` is that of the candidate that brought it, `joined` why neighbours were added to it."""

    rank: int
    start: int
    end: int
    characters: int
    joined: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    question: ExplainedQuestion
    collections: tuple[str, ...]
    passages: int
    gate: Gate
    likely_sections: tuple[tuple[str, float], ...]
    candidates: tuple[ExplainedCandidate, ...]
    folded: tuple[ExplainedFold, ...]
    results: tuple[ExplainedResult, ...]

    def lines(self) -> Iterator[str]:
        """For a person at a terminal."""
        asked = self.question
        yield f"question    {asked.text}"
        yield f"searched    {self.passages} passages of {', '.join(self.collections) or 'no collection'}"
        for concept in asked.concepts:
            others = f"  also: {', '.join(concept.other_names)}" if concept.other_names else ""
            yield f"concept     {concept.name}{others}"
        if asked.asks_definition or asked.aspects:
            wanted = [*(["a definition"] if asked.asks_definition else []), *asked.aspects]
            yield f"wants       {', '.join(wanted)}"
        for start in range(0, len(asked.tokens), 8):
            some = asked.tokens[start : start + 8]
            yield "tokens      " + "  ".join(f"{one.token} {one.weight:g}x{one.rarity:.1f}" for one in some)
        if self.likely_sections:
            yield "sections    " + "  ".join(f"{node} {score:.2f}" for node, score in self.likely_sections)
        gate = self.gate
        yield (
            f"gate        {'answered' if gate.answered else 'nothing here bears on it'}: coverage {gate.coverage:.2f} of "
            f"{gate.needed_coverage:.2f} needed, bearing {gate.bearing:.2f} of {gate.needed_bearing:.2f}, evidence {gate.evidence:.1f} of {gate.needed_evidence:.1f}; "
            f"confidence {gate.confidence:.2f}"
        )
        if self.candidates:
            yield (
                "rank  score  words meaning  cover  place   head  defin  sectn  place of the passage"
                if not any(one.scores.reranked is not None for one in self.candidates)
                else "rank  score  words meaning  cover  place   head  defin  sectn rerank  place of the passage"
            )
        into = {fold.rank: fold for fold in self.folded}
        for one in self.candidates:
            yield _candidate_line(one, into.get(one.rank))
        for number, result in enumerate(self.results, start=1):
            joined = f", joined: {', '.join(result.joined)}" if result.joined else ""
            yield f"shown {number:<3}   rank {result.rank}, {result.characters} characters{joined}"


def _candidate_line(one: ExplainedCandidate, fold: ExplainedFold | None) -> str:
    scores = one.scores
    parts = (scores.lexical, scores.dense, scores.coverage, scores.place, scores.heading, scores.definition)
    figures = " ".join(f"{part:6.3f}" for part in (one.score, *parts, scores.likely_section))
    if scores.reranked is not None:
        figures += f" {scores.reranked:6.3f}"
    where = " > ".join([one.source, *([f"p. {one.page}"] if one.page else []), *one.section])
    notes = [name for name, said in (("on the syllabus", scores.on_syllabus), ("noisy", scores.noisy)) if said]
    if fold is not None:
        notes.append(f"folded into {fold.into}, {fold.likeness:.2f} alike")
    return f"{one.rank:>4} {figures}  {where}{f' ({chr(59).join(notes)})' if notes else ''}  {one.opening}"
