"""Which sections of the handbook a question in everyday words is about.

Students ask for "the one that throws out the page nobody used for longest"; the notes say 最近最久未使用. `asked.tsv` holds,
for each section, questions as students put them (the literature calls this document expansion by queries). A question is
compared with the section's notes, with all its remembered questions and terms together, and with the most similar ones.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index import handbook
from index.lexical import LexicalIndex, question_tokens, rarity
from index.question import without_asking
from index.terms import syllabus_terms

TABLE = Path(__file__).with_name("asked.tsv")
_NOTES, _TOGETHER, _SINGLY = 0.3, 0.35, 0.35  # what each comparison counts; measured with bench/handbook.py
_SIMILAR, _SUMMED = 60, 3  # remembered questions looked at, and how many of one section count


@dataclass(frozen=True)
class LikelySections:
    """`scores`: node id -> 0..1, the best section 1. `evidence`: how surely the question is about any of them at all."""

    scores: Mapping[str, float]
    evidence: float


class SectionFinder:
    """Compares questions with sections; `notes` and `asked`: node id -> its text, and its remembered questions."""

    def __init__(self, notes: Mapping[str, str], asked: Mapping[str, Sequence[str]]):
        self._nodes = list(notes)
        together = ["\n".join(asked.get(node, ())) for node in self._nodes]
        self._notes = LexicalIndex.build(notes.values())
        self._together = LexicalIndex.build(together)
        lines = [(place, line) for place, node in enumerate(self._nodes) for line in asked.get(node, ())]
        self._line_of = np.array([place for place, _ in lines], dtype=np.intp)
        self._lines = LexicalIndex.build(line for _, line in lines)

    def likely(self, question: str, count: int = 5) -> LikelySections:
        """The `count` sections the question is most likely about; none when it shares no word with any."""
        weights = dict.fromkeys(question_tokens(question), 1.0)
        notes, together = self._notes.scores(weights), self._together.scores(weights)
        total = _NOTES * _of_best(notes) + _TOGETHER * _of_best(together) + _SINGLY * _of_best(self._singly(weights))
        best = [int(place) for place in np.argsort(-total, kind="stable")[:count] if total[place] > 0]
        if not best:
            return LikelySections({}, 0.0)
        scores = {self._nodes[place]: float(total[place] / total[best[0]]) for place in best}
        return LikelySections(scores, self._evidence(question, best[0]))

    def _singly(self, weights: Mapping[str, float]) -> np.ndarray:
        """For each section the scores of its most similar remembered questions, summed; float64 (sections,)."""
        rows, scores = self._lines.top(weights, _SIMILAR)
        sections = self._line_of[rows]
        order = np.argsort(sections, kind="stable")  # the best of each section stay in front
        of_section = sections[order]
        rank = np.arange(len(order)) - of_section.searchsorted(of_section)
        return np.bincount(of_section, scores[order] * (rank < _SUMMED), minlength=len(self._nodes))

    def _evidence(self, question: str, place: int) -> float:
        """How much of the question the section knows, as a share and in all, and how strongly its questions say it.

        Each pair of characters counts by its rarity. The share alone would let one rare pair decide a short question.
        """
        tokens = list(dict.fromkeys(question_tokens(without_asking(question))))
        if not tokens:
            return 0.0
        here = np.array([place])
        held = self._notes.contains(tokens, here)[:, 0] | self._together.contains(tokens, here)[:, 0]
        rarities = np.array([self._rarity(token) for token in tokens])
        known = float(rarities[held].sum())
        together = self._together.scores(dict.fromkeys(tokens, 1.0))
        return 2 * (known * known / float(rarities.sum())) ** 0.5 + float(together.max(initial=0.0))

    def _rarity(self, token: str) -> float:
        return rarity(
            self._lines.count + self._notes.count, self._lines.passages_with(token) + self._notes.passages_with(token)
        )


def _of_best(scores: np.ndarray) -> np.ndarray:
    best = scores.max(initial=0.0)
    return scores / best if best > 0 else scores


@cache
def handbook_finder() -> SectionFinder:
    """The one for the handbook that ships; building it takes a fraction of a second."""
    sections = [section for node in handbook.nodes() if node.count(".") == 2 and (section := handbook.section(node))]
    known: dict[str, list[str]] = defaultdict(list, remembered_questions())
    for term in syllabus_terms().all:
        known[term.section].append(f"{' '.join(term.names)} {term.meaning}")
    return SectionFinder({one.node: f"{one.title}\n{one.markdown}" for one in sections}, known)


def remembered_questions(path: Path = TABLE) -> dict[str, list[str]]:
    """Node id -> questions. Raises ValueError with the line on a broken row."""
    found: dict[str, list[str]] = defaultdict(list)
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        columns = [column.strip() for column in row.split("\t")]
        if len(columns) != 2 or not all(columns):
            raise ValueError(f"{path.name} line {number}: a section and a question parted by a tab are needed: {row!r}")
        found[columns[0]].append(columns[1])
    return dict(found)
