"""Chat threads and their messages. The owner is part of every statement; functions take the session, never commit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db.models import ChatMessageRow, ChatThreadRow
from index.passages import Citation

TITLE_CHARACTERS = 24


class NoSuchThread(Exception):
    """There is no such thread, or it is somebody else's: which of the two is not told."""


@dataclass(frozen=True)
class Thread:
    id: int
    title: str
    updated_at: float


@dataclass(frozen=True)
class ChatMessage:
    """`outcome` of an answer: answered, refused (nothing bears on the question), stopped or failed; "" for questions.

    `answered_by` is a model's name or "extractive"; `notice` is the name of the error another answerer stood in for.
    """

    id: int
    role: str
    content: str
    citations: tuple[Citation, ...] = ()
    answered_by: str = ""
    outcome: str = ""
    notice: str = ""


def threads(session: Session, user_id: int, limit: int = 50) -> list[Thread]:
    """The person's threads, the one spoken in last first."""
    rows = session.scalars(
        select(ChatThreadRow)
        .where(ChatThreadRow.user_id == user_id)
        .order_by(ChatThreadRow.updated_at.desc(), ChatThreadRow.id.desc())
        .limit(limit)
    )
    return [Thread(row.id, row.title, row.updated_at) for row in rows]


def start_thread(
    session: Session, user_id: int, first_question: str, now: float, collections: Sequence[str] | None = None
) -> int:
    """A new thread, named by its first question; its id. `collections` as in `choose`."""
    title = " ".join(first_question.split())
    if len(title) > TITLE_CHARACTERS:
        title = title[: TITLE_CHARACTERS - 1] + "…"
    row = ChatThreadRow(
        user_id=user_id, title=title, created_at=now, updated_at=now,
        collections=None if collections is None else list(collections),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _check_owner(session: Session, user_id: int, thread_id: int) -> None:
    owned = select(ChatThreadRow.id).where(ChatThreadRow.id == thread_id, ChatThreadRow.user_id == user_id)
    if session.scalar(owned) is None:
        raise NoSuchThread(thread_id)


def choose(session: Session, user_id: int, thread_id: int, collections: Sequence[str] | None) -> None:
    """Remember which collections the thread searches, None for the usual choice. Raises NoSuchThread."""
    _check_owner(session, user_id, thread_id)
    kept = None if collections is None else list(collections)
    session.execute(update(ChatThreadRow).where(ChatThreadRow.id == thread_id).values(collections=kept))


def chosen(session: Session, user_id: int, thread_id: int) -> list[str] | None:
    """What `choose` remembered. Raises NoSuchThread."""
    _check_owner(session, user_id, thread_id)
    return session.scalar(select(ChatThreadRow.collections).where(ChatThreadRow.id == thread_id))


def messages(session: Session, user_id: int, thread_id: int) -> list[ChatMessage]:
    """All messages of the thread, oldest first. Raises NoSuchThread."""
    _check_owner(session, user_id, thread_id)
    rows = session.scalars(
        select(ChatMessageRow).where(ChatMessageRow.thread_id == thread_id).order_by(ChatMessageRow.id)
    )
    return [_message(row) for row in rows]


def message(session: Session, user_id: int, message_id: int) -> ChatMessage | None:
    """One message; None when there is none, or when it stands in somebody else's thread."""
    row = session.scalar(
        select(ChatMessageRow)
        .join(ChatThreadRow, ChatThreadRow.id == ChatMessageRow.thread_id)
        .where(ChatMessageRow.id == message_id, ChatThreadRow.user_id == user_id)
    )
    return _message(row) if row else None


def _message(row: ChatMessageRow) -> ChatMessage:
    return ChatMessage(
        row.id, row.role, row.content, tuple(_citation(raw) for raw in row.citations), row.answered_by,
        row.outcome, row.notice,
    )  # fmt: skip


def _citation(raw: dict) -> Citation:
    return Citation(**{**raw, "section": tuple(raw["section"])})


def add_question(session: Session, user_id: int, thread_id: int, content: str, now: float) -> int:
    """Store what the person said; the message's id. Raises NoSuchThread."""
    return _add(session, user_id, thread_id, "user", content, now)


def add_answer(
    session: Session, user_id: int, thread_id: int, content: str, now: float, *, citations: Sequence[Citation] = (),
    answered_by: str = "", outcome: str, notice: str = "",
) -> int:  # fmt: skip
    """Store an answer, whole or as far as it came; the message's id. Raises NoSuchThread."""
    return _add(
        session, user_id, thread_id, "assistant", content, now,
        citations=[asdict(citation) for citation in citations], answered_by=answered_by, outcome=outcome, notice=notice,
    )  # fmt: skip


def _add(
    session: Session, user_id: int, thread_id: int, role: str, content: str, now: float, *,
    citations: Sequence[dict] = (), answered_by: str = "", outcome: str = "", notice: str = "",
) -> int:  # fmt: skip
    _check_owner(session, user_id, thread_id)
    row = ChatMessageRow(
        thread_id=thread_id, role=role, content=content, citations=list(citations), answered_by=answered_by,
        outcome=outcome, notice=notice, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.execute(update(ChatThreadRow).where(ChatThreadRow.id == thread_id).values(updated_at=now))
    session.flush()
    return row.id


def cut_from(session: Session, user_id: int, thread_id: int, message_id: int) -> None:
    """Drop that message and everything after it (edit, retry). Raises NoSuchThread."""
    _check_owner(session, user_id, thread_id)
    session.execute(
        delete(ChatMessageRow).where(ChatMessageRow.thread_id == thread_id, ChatMessageRow.id >= message_id)
    )


def rename(session: Session, user_id: int, thread_id: int, title: str) -> None:
    """Raises NoSuchThread."""
    _check_owner(session, user_id, thread_id)
    session.execute(update(ChatThreadRow).where(ChatThreadRow.id == thread_id).values(title=title))


def remove(session: Session, user_id: int, thread_id: int) -> None:
    """Raises NoSuchThread."""
    _check_owner(session, user_id, thread_id)
    session.execute(delete(ChatMessageRow).where(ChatMessageRow.thread_id == thread_id))
    session.execute(delete(ChatThreadRow).where(ChatThreadRow.id == thread_id))
