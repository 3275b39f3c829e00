"""Sums over marks: accuracy by node for a person, a class and each of its students, and over time."""

from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from db.models import AttemptRow, ClassRow, MarkRow, UserRow

_RIGHT = func.sum(case((MarkRow.earned == MarkRow.possible, 1), else_=0))
NodeCount = tuple[str, int, int]  # node, right, answered (blanks are marked wrong, so they count as answered)


@dataclass(frozen=True)
class AttemptPoint:
    """One closed attempt on a line over time."""

    attempt_id: int
    kind: str
    closed_at: float
    right: int
    answered: int


@dataclass(frozen=True)
class StudentCounts:
    user_id: int
    name: str
    class_name: str | None
    attempts: int
    last_at: float | None
    counts: tuple[NodeCount, ...]


def _class_members(class_id: int | None) -> Select:
    """Ids of the students of a class; None means the students of all classes."""
    members = select(UserRow.id).where(UserRow.role == "student")
    return members if class_id is None else members.where(UserRow.class_id == class_id)


def person_counts(session: Session, user_id: int) -> list[NodeCount]:
    rows = session.execute(
        select(MarkRow.node, _RIGHT, func.count())
        .join(AttemptRow, AttemptRow.id == MarkRow.attempt_id)
        .where(AttemptRow.user_id == user_id)
        .group_by(MarkRow.node)
    )
    return [(node, right, answered) for node, right, answered in rows]


def class_counts(session: Session, class_id: int | None) -> list[NodeCount]:
    rows = session.execute(
        select(MarkRow.node, _RIGHT, func.count())
        .join(AttemptRow, AttemptRow.id == MarkRow.attempt_id)
        .where(AttemptRow.user_id.in_(_class_members(class_id)))
        .group_by(MarkRow.node)
    )
    return [(node, right, answered) for node, right, answered in rows]


def trend(session: Session, user_id: int, limit: int = 30) -> list[AttemptPoint]:
    """The person's newest closed attempts, oldest first."""
    rows = session.execute(
        select(AttemptRow.id, AttemptRow.kind, AttemptRow.closed_at, _RIGHT, func.count())
        .join(MarkRow, MarkRow.attempt_id == AttemptRow.id)
        .where(AttemptRow.user_id == user_id)
        .group_by(AttemptRow.id, AttemptRow.kind, AttemptRow.closed_at)
        .order_by(AttemptRow.closed_at.desc(), AttemptRow.id.desc())
        .limit(limit)
    )
    return [AttemptPoint(*row) for row in reversed(rows.all())]


def class_trend(session: Session, class_id: int | None) -> list[tuple[float, int, int]]:
    """(closed_at, right, answered) of every closed attempt by the class's students (None: all), oldest first."""
    rows = session.execute(
        select(AttemptRow.closed_at, _RIGHT, func.count())
        .join(MarkRow, MarkRow.attempt_id == AttemptRow.id)
        .where(AttemptRow.user_id.in_(_class_members(class_id)))
        .group_by(AttemptRow.id, AttemptRow.closed_at)
        .order_by(AttemptRow.closed_at, AttemptRow.id)
    )
    return [(closed_at, right, answered) for closed_at, right, answered in rows]


def class_students(session: Session, class_id: int | None) -> list[StudentCounts]:
    """Every student of the class (None: of all), those without attempts too, by name."""
    people = session.execute(
        select(UserRow.id, UserRow.name, ClassRow.name)
        .outerjoin(ClassRow, ClassRow.id == UserRow.class_id)
        .where(UserRow.id.in_(_class_members(class_id)))
        .order_by(UserRow.name_key)
    ).all()
    attempts = {
        user_id: (count, last)
        for user_id, count, last in session.execute(
            select(AttemptRow.user_id, func.count(), func.max(AttemptRow.closed_at))
            .where(AttemptRow.state != "open", AttemptRow.user_id.in_(_class_members(class_id)))
            .group_by(AttemptRow.user_id)
        )
    }
    counts: dict[int, list[NodeCount]] = {}
    for user_id, node, right, answered in session.execute(
        select(AttemptRow.user_id, MarkRow.node, _RIGHT, func.count())
        .join(AttemptRow, AttemptRow.id == MarkRow.attempt_id)
        .where(AttemptRow.user_id.in_(_class_members(class_id)))
        .group_by(AttemptRow.user_id, MarkRow.node)
    ):
        counts.setdefault(user_id, []).append((node, right, answered))
    return [
        StudentCounts(user_id, name, class_name, *attempts.get(user_id, (0, None)), tuple(counts.get(user_id, ())))
        for user_id, name, class_name in people
    ]
