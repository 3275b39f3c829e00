"""Answers to marks, without a database or a clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizbank.blueprint import DrawnQuestion


@dataclass(frozen=True)
class Mark:
    """What question `n` earned. `choice` is the chosen option's letter as the item stores it, None when left blank."""

    n: int
    node: str
    choice: str | None
    earned: int
    possible: int

    @property
    def right(self) -> bool:
        return self.earned == self.possible


def grade(paper: Sequence[DrawnQuestion], answers: Mapping[int, str | None]) -> tuple[Mark, ...]:
    """`answers`: place n -> letter. A wrong choice costs nothing and a blank earns nothing, as in the exam."""
    return tuple(
        Mark(q.n, q.item.node, answers.get(q.n), q.points if answers.get(q.n) == q.item.key else 0, q.points)
        for q in paper
    )
