"""Attempts, their papers, answers and marks. Every function takes the session and never commits.

The person's id is part of each statement, so that nobody reads or writes another's attempt by guessing its number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, case, func, insert, select, text, update
from sqlalchemy.orm import Session

from db import bank
from db.models import AnswerRow, AttemptQuestionRow, AttemptRow, MarkRow
from quizbank.blueprint import DrawnQuestion
from quizbank.grading import Mark, grade


class AttemptError(Exception):
    """Base: what was asked of an attempt cannot be done."""


class NoSuchAttempt(AttemptError):
    """There is no such attempt, or it is somebody else's: which of the two is not told."""


class AttemptClosed(AttemptError):
    """The attempt was submitted or its time is over; its answers no longer change."""


class NoSuchQuestion(AttemptError):
    """The paper has no question at that place."""


class TimedAttemptOpen(AttemptError):
    """The person has a timed attempt running; another may not be started beside it."""

    def __init__(self, attempt_id: int):
        super().__init__(attempt_id)
        self.attempt_id = attempt_id


@dataclass(frozen=True)
class Attempt:
    """`deadline` None: untimed. `state`: open, submitted or expired. Times in seconds since 1970."""

    id: int
    user_id: int
    kind: str
    nodes: tuple[str, ...]
    started_at: float
    deadline: float | None
    state: str
    closed_at: float | None

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True)
class Answer:
    choice: str | None
    flagged: bool
    seq: int


@dataclass(frozen=True)
class AttemptSummary:
    """One line of a list of attempts; `earned` and `possible` are 0 while it is open."""

    attempt: Attempt
    questions: int
    answered: int
    right: int
    earned: int
    possible: int


def _attempt(row: AttemptRow) -> Attempt:
    return Attempt(
        row.id, row.user_id, row.kind, tuple(row.nodes), row.started_at, row.deadline, row.state, row.closed_at
    )


def start(
    session: Session, user_id: int, kind: str, nodes: Sequence[str], paper: Sequence[DrawnQuestion], seed: int,
    now: float, deadline: float | None,
) -> Attempt:  # fmt: skip
    """Store a new open attempt with its paper. Raises TimedAttemptOpen."""
    running = open_timed(session, user_id, now)
    if running:
        raise TimedAttemptOpen(running.id)
    row = AttemptRow(
        user_id=user_id, kind=kind, nodes=list(nodes), seed=seed, started_at=now, deadline=deadline, state="open"
    )
    session.add(row)
    session.flush()
    session.execute(
        insert(AttemptQuestionRow),
        [
            {"attempt_id": row.id, "n": q.n, "item_id": q.item.id, "version": q.item.version,
             "option_order": q.option_order, "points": q.points}
            for q in paper
        ],
    )  # fmt: skip
    return _attempt(row)


def load(session: Session, user_id: int, attempt_id: int) -> Attempt:
    """Raises NoSuchAttempt."""
    row = session.scalar(select(AttemptRow).where(AttemptRow.id == attempt_id, AttemptRow.user_id == user_id))
    if row is None:
        raise NoSuchAttempt(attempt_id)
    return _attempt(row)


def open_timed(session: Session, user_id: int, now: float) -> Attempt | None:
    """The timed attempt whose clock is running, None when there is none."""
    row = session.scalar(
        select(AttemptRow).where(
            AttemptRow.user_id == user_id, AttemptRow.state == "open", AttemptRow.deadline > now
        )
    )  # fmt: skip
    return _attempt(row) if row else None


def paper(session: Session, attempt_id: int) -> tuple[DrawnQuestion, ...]:
    """The paper as drawn, with each item in the version that was shown."""
    rows = session.scalars(
        select(AttemptQuestionRow).where(AttemptQuestionRow.attempt_id == attempt_id).order_by(AttemptQuestionRow.n)
    ).all()
    items = bank.items_by_version(session, [(row.item_id, row.version) for row in rows])
    return tuple(DrawnQuestion(r.n, items[r.item_id, r.version], r.option_order, r.points) for r in rows)


def answers(session: Session, attempt_id: int) -> dict[int, Answer]:
    """Place n -> the newest answer; places never touched are absent."""
    rows = session.scalars(select(AnswerRow).where(AnswerRow.attempt_id == attempt_id))
    return {row.n: Answer(row.choice, row.flagged, row.seq) for row in rows}


# Owner, open state and deadline are checked by the statement that writes, so no sweep or submission can slip between.
# An answer that arrives late by `seq` (a retry, another device) changes nothing.
_SAVE = text(
    """
    insert into answers (attempt_id, n, choice, flagged, seq, saved_at)
    select q.attempt_id, q.n, :choice, :flagged, :seq, :now
    from attempts a join attempt_questions q on q.attempt_id = a.id
    where a.id = :attempt_id and a.user_id = :user_id and q.n = :n
      and a.state = 'open' and (a.deadline is null or :now < a.deadline)
    on conflict (attempt_id, n) do update
      set choice = excluded.choice, flagged = excluded.flagged, seq = excluded.seq, saved_at = excluded.saved_at
      where excluded.seq > answers.seq
    """
).bindparams(bindparam("flagged", type_=AnswerRow.flagged.type), bindparam("now", type_=AnswerRow.saved_at.type))


def save_answer(
    session: Session, user_id: int, attempt_id: int, n: int, choice: str | None, flagged: bool, seq: int, now: float
) -> Answer:
    """Store the answer unless a newer one is there, and return what stands now.

    Raises NoSuchAttempt, NoSuchQuestion or AttemptClosed; then nothing was written.
    """
    done = session.execute(
        _SAVE,
        {"choice": choice, "flagged": flagged, "seq": seq, "now": now, "attempt_id": attempt_id, "user_id": user_id,
         "n": n},
    )  # fmt: skip
    if done.rowcount == 1:
        return Answer(choice, flagged, seq)
    attempt = load(session, user_id, attempt_id)
    if not attempt.is_open or (attempt.deadline is not None and now >= attempt.deadline):
        raise AttemptClosed(attempt_id)
    row = session.scalar(select(AnswerRow).where(AnswerRow.attempt_id == attempt_id, AnswerRow.n == n))
    if row is None:
        raise NoSuchQuestion(n)
    return Answer(row.choice, row.flagged, row.seq)


def close(session: Session, attempt_id: int, state: str, closed_at: float) -> bool:
    """Close an open attempt and store its marks, both in the caller's transaction.

    False when it was closed already: whatever is clicked twice, marks are written once.
    """
    closed = session.execute(
        update(AttemptRow)
        .where(AttemptRow.id == attempt_id, AttemptRow.state == "open")
        .values(state=state, closed_at=closed_at)
    )
    if closed.rowcount != 1:
        return False
    given = {n: answer.choice for n, answer in answers(session, attempt_id).items()}
    marks = grade(paper(session, attempt_id), given)
    session.execute(
        insert(MarkRow),
        [
            {"attempt_id": attempt_id, "n": m.n, "node": m.node, "choice": m.choice, "earned": m.earned,
             "possible": m.possible}
            for m in marks
        ],
    )  # fmt: skip
    return True


def expired(session: Session, now: float) -> list[tuple[int, float]]:
    """(attempt id, deadline) of every open attempt whose time is over."""
    rows = session.execute(
        select(AttemptRow.id, AttemptRow.deadline).where(AttemptRow.state == "open", AttemptRow.deadline <= now)
    )
    return [(attempt_id, deadline) for attempt_id, deadline in rows]


def marks(session: Session, attempt_id: int) -> tuple[Mark, ...]:
    """The stored marks in paper order; empty while the attempt is open."""
    rows = session.scalars(select(MarkRow).where(MarkRow.attempt_id == attempt_id).order_by(MarkRow.n))
    return tuple(Mark(row.n, row.node, row.choice, row.earned, row.possible) for row in rows)


def seen_items(session: Session, user_id: int) -> set[str]:
    """Ids of the items this person has met in any attempt."""
    return set(
        session.scalars(
            select(AttemptQuestionRow.item_id).join(AttemptRow).where(AttemptRow.user_id == user_id).distinct()
        )
    )


def summaries(session: Session, user_id: int, limit: int = 20) -> list[AttemptSummary]:
    """The person's attempts, open ones first, then the newest."""
    rows = session.scalars(
        select(AttemptRow)
        .where(AttemptRow.user_id == user_id)
        .order_by((AttemptRow.state != "open"), AttemptRow.started_at.desc())
        .limit(limit)
    ).all()
    ids = [row.id for row in rows]
    questions = _counts(session, select(AttemptQuestionRow.attempt_id, func.count()), AttemptQuestionRow, ids)
    given = _counts(
        session,
        select(AnswerRow.attempt_id, func.count()).where(AnswerRow.choice.is_not(None)),
        AnswerRow,
        ids,
    )
    graded = {
        attempt_id: (right, earned, possible)
        for attempt_id, right, earned, possible in session.execute(
            select(
                MarkRow.attempt_id,
                func.sum(_RIGHT),
                func.sum(MarkRow.earned),
                func.sum(MarkRow.possible),
            )
            .where(MarkRow.attempt_id.in_(ids))
            .group_by(MarkRow.attempt_id)
        )
    }
    return [
        AttemptSummary(_attempt(row), questions.get(row.id, 0), given.get(row.id, 0), *graded.get(row.id, (0, 0, 0)))
        for row in rows
    ]


_RIGHT = case((MarkRow.earned == MarkRow.possible, 1), else_=0)


def _counts(session: Session, query, table, ids: Iterable[int]) -> dict[int, int]:
    rows = session.execute(query.where(table.attempt_id.in_(list(ids))).group_by(table.attempt_id))
    return dict(rows.all())
