"""Which section of the handbook a question in everyday words is about.

Students ask for "the one that throws out the page nobody used for longest"; the notes say 最近最久未使用. The table beside
the handbook holds, for each section, questions as students put them: a question is compared with those, and what it is
like points to their section. (The literature calls this document expansion by queries.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.lexical import LexicalIndex

TABLE = Path(__file__).with_name("asked.tsv")


@dataclass(frozen=True)
class AskedLine:
    """One remembered question and the outline section it is about."""

    node: str
    text: str


class AskedQuestions:
    """Remembered questions, to be compared with a new one."""

    def __init__(self, lines: Sequence[AskedLine]):
        self.lines = tuple(lines)
        self._index = LexicalIndex.build(line.text for line in lines)

    def nearest(self, weights: Mapping[str, float], count: int) -> list[tuple[AskedLine, float]]:
        """The `count` lines most alike, best first, with their BM25 scores; `weights`: token -> weight."""
        scores = self._index.scores(weights)
        best = np.argsort(-scores, kind="stable")[:count]
        return [(self.lines[row], float(scores[row])) for row in best if scores[row] > 0]


@cache
def asked_questions(path: Path = TABLE) -> AskedQuestions:
    """The table that ships. Raises ValueError with the line on a broken row."""
    lines = []
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        columns = row.split("\t")
        if len(columns) != 2 or not all(column.strip() for column in columns):
            raise ValueError(f"{path.name} line {number}: a section and a question parted by a tab are needed: {row!r}")
        lines.append(AskedLine(columns[0].strip(), columns[1].strip()))
    return AskedQuestions(lines)
