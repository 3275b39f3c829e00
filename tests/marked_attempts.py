"""Closed attempts with chosen marks, without drawing and answering a paper."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from db import bank
from db.models import AttemptQuestionRow, AttemptRow, MarkRow
from tests.sample_bank import sample_items


def add_marked_attempt(
    session: Session, user_id: int, marks: Sequence[tuple[str, bool]], closed_at: float, kind: str = "practice"
) -> int:
    """Store a handed-in attempt with one question of 2 points for each (node, right); the attempt's id."""
    item = sample_items()[0]
    bank.load_items(session, [item], 1.0)
    attempt = AttemptRow(
        user_id=user_id, kind=kind, nodes=[], seed=1, started_at=closed_at - 600, deadline=None, state="submitted",
        closed_at=closed_at,
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    for n, (node, right) in enumerate(marks, start=1):
        question = {"attempt_id": attempt.id, "n": n}
        session.add(
            AttemptQuestionRow(
                **question, item_id=item.id, version=item.version, option_order="ABCD", points=2
            )
        )  # fmt: skip
        session.flush()
        session.add(MarkRow(**question, node=node, choice="A", earned=2 if right else 0, possible=2))
    session.flush()
    return attempt.id
