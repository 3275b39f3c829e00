"""Marks to accuracy by outline node, with the number of questions marked and an interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from quizbank import syllabus

TOO_FEW = 5  # below this an accuracy says nothing yet
_Z = 1.96  # 95 %


@dataclass(frozen=True)
class Accuracy:
    """`right` of `answered` questions under a node. `answered` is all that were marked: a blank counts as answered wrong."""

    node: str
    right: int
    answered: int

    @property
    def share(self) -> float | None:
        return self.right / self.answered if self.answered else None

    @property
    def too_few(self) -> bool:
        return self.answered < TOO_FEW

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the share; (0, 1) without any. Source: Wilson, JASA 22 (1927) 209-212."""
        n = self.answered
        if not n:
            return 0.0, 1.0
        share, z2 = self.right / n, _Z * _Z
        centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True)
class SubjectProgress:
    subject: Accuracy
    chapters: tuple[Accuracy, ...]


def by_subject(counts: Iterable[tuple[str, int, int]]) -> tuple[SubjectProgress, ...]:
    """`counts`: (node, right, answered), nodes at any depth below a subject. All subjects and chapters are returned."""
    totals: dict[str, list[int]] = {}
    for node, right, answered in counts:
        for key in (syllabus.subject_of(node), syllabus.chapter_of(node)):
            pair = totals.setdefault(key, [0, 0])
            pair[0] += right
            pair[1] += answered
    return tuple(
        SubjectProgress(
            Accuracy(subject.id, *totals.get(subject.id, (0, 0))),
            tuple(Accuracy(chapter.id, *totals.get(chapter.id, (0, 0))) for chapter in subject.children),
        )
        for subject in syllabus.subjects()
    )
