"""The tables. Times are seconds since 1970 (UTC) as floats, so that a deadline can be compared inside a statement."""

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ClassRow(Base):
    __tablename__ = "classes"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    invite_code: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[float]


class UserRow(Base):
    """`name_key` is the name in its comparable form; `password_hash` is None for the one person of a local program."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role in ('student', 'instructor')", name="role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    role: Mapped[str]
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"), index=True)
    created_at: Mapped[float]


class LoginSessionRow(Base):
    """Only the SHA-256 of a session's token is kept: whoever reads the file cannot log in with it."""

    __tablename__ = "login_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[float]
    expires_at: Mapped[float]


class LoginFailureRow(Base):
    __tablename__ = "login_failures"
    __table_args__ = (Index("ix_login_failures_who", "name_key", "address", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name_key: Mapped[str]
    address: Mapped[str]
    at: Mapped[float]


class BankItemRow(Base):
    """One version of one item, whole. Versions are added, never removed; `retired` items, and generated ones, are not drawn."""

    __tablename__ = "bank_items"
    item_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    node: Mapped[str]
    content: Mapped[dict] = mapped_column(JSON)
    retired: Mapped[bool]
    added_at: Mapped[float]


class AttemptRow(Base):
    """`deadline` is None for an untimed attempt; `state` is open, submitted (by the person) or expired (by the clock)."""

    __tablename__ = "attempts"
    __table_args__ = (
        CheckConstraint("state in ('open', 'submitted', 'expired')", name="state"),
        Index("ix_attempts_open", "state", "deadline"),
        Index("ix_attempts_user_id", "user_id", "started_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    nodes: Mapped[list] = mapped_column(JSON)
    seed: Mapped[int]
    started_at: Mapped[float]
    deadline: Mapped[float | None]
    state: Mapped[str]
    closed_at: Mapped[float | None]


class AttemptQuestionRow(Base):
    """The paper as drawn: which version of which item stands at place `n`, and the order its options were shown in."""

    __tablename__ = "attempt_questions"
    __table_args__ = (
        ForeignKeyConstraint(["item_id", "version"], ["bank_items.item_id", "bank_items.version"]),
        Index("ix_attempt_questions_item", "item_id", "version"),
    )
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    version: Mapped[int]
    option_order: Mapped[str]
    points: Mapped[int]


class AnswerRow(Base):
    """The newest answer by `seq`; `choice` is the letter of the option as the item stores it, None when taken back."""

    __tablename__ = "answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["attempt_id", "n"], ["attempt_questions.attempt_id", "attempt_questions.n"], ondelete="CASCADE"
        ),
    )
    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    choice: Mapped[str | None]
    flagged: Mapped[bool]
    seq: Mapped[int]
    saved_at: Mapped[float]


class MarkRow(Base):
    """What one question of a closed attempt earned. Written once, in the transaction that closes the attempt."""

    __tablename__ = "marks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["attempt_id", "n"], ["attempt_questions.attempt_id", "attempt_questions.n"], ondelete="CASCADE"
        ),
        Index("ix_marks_node", "node"),
    )
    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    node: Mapped[str]
    choice: Mapped[str | None]
    earned: Mapped[int]
    possible: Mapped[int]


class CollectionRow(Base):
    """Who may see a collection of the library, and how it is presented. The files themselves lie in the library's folder.

    `name_key` is the name as a file system that ignores case would compare it. `class_id` of access "class" is None once
    that class is gone: then no student sees the collection.
    """

    __tablename__ = "collections"
    __table_args__ = (CheckConstraint("access in ('everyone', 'class', 'owner')", name="access"),)
    name_key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    title: Mapped[str]
    persona: Mapped[str]
    access: Mapped[str]
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id", ondelete="SET NULL"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class ChatThreadRow(Base):
    """A removed thread's id is not given again: a page still open on it must not speak into another.

    `collections` are the names of those chosen to be searched, None for the usual choice.
    """

    __tablename__ = "chat_threads"
    __table_args__ = (Index("ix_chat_threads_user_id", "user_id", "updated_at"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str]
    created_at: Mapped[float]
    updated_at: Mapped[float]
    collections: Mapped[list | None] = mapped_column(JSON(none_as_null=True))


class ChatMessageRow(Base):
    """`finished` is false when the answer was stopped or the model died; what had come by then is kept."""

    __tablename__ = "chat_messages"
    __table_args__ = (CheckConstraint("role in ('user', 'assistant')", name="role"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("chat_threads.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    content: Mapped[str]
    citations: Mapped[list] = mapped_column(JSON)
    answered_by: Mapped[str]
    outcome: Mapped[str]  # answered, refused, stopped, failed; "" for the person's own messages
    notice: Mapped[str]  # why another answerer stood in, "" when none did
    created_at: Mapped[float]
