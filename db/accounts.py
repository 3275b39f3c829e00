"""People, their classes, their login sessions and their failed logins. Functions take the session and never commit."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from db.models import ClassRow, LoginFailureRow, LoginSessionRow, UserRow

SESSION_SECONDS = 14 * 24 * 3600
LOCK_AFTER = 5  # wrong passwords per name and address ...
LOCK_SECONDS = 15 * 60  # ... within this time
LOCAL_NAME = "我"
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0/O, 1/I/L: codes are read from a blackboard


class AccountError(Exception):
    """Base: an account could not be made or found."""


class NameTaken(AccountError):
    """Somebody has that name already."""

    def __init__(self, name: str):
        super().__init__(f"the name {name!r} is taken; choose another")


class UnknownInvite(AccountError):
    """No class has that invite code."""

    def __init__(self, code: str):
        super().__init__(f"no class has the invite code {code!r}")


class UnknownUser(AccountError):
    """Nobody has that name or id."""

    def __init__(self, who: str | int):
        super().__init__(f"there is no account {who!r}; see: python launch.py users list")


class UnknownClass(AccountError):
    """No class has that name."""

    def __init__(self, name: str):
        super().__init__(f"there is no class {name!r}; an instructor makes classes under /teach")


class ClassExists(AccountError):
    """A class of that name exists."""

    def __init__(self, name: str):
        super().__init__(f"a class {name!r} exists already")


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in, or the one person of a local program."""

    id: int
    name: str
    role: str
    class_id: int | None

    @property
    def is_instructor(self) -> bool:
        return self.role == "instructor"


@dataclass(frozen=True)
class SchoolClass:
    id: int
    name: str
    invite_code: str
    students: int


def name_key(name: str) -> str:
    """Names that look the same are the same: NFKC, case folded, one space between words."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _person(row: UserRow) -> Person:
    return Person(row.id, row.name, row.role, row.class_id)


def add_user(
    session: Session, name: str, password_hash: str | None, role: str, now: float, class_id: int | None = None
) -> Person:
    """Raises NameTaken."""
    if session.scalar(select(UserRow.id).where(UserRow.name_key == name_key(name))):
        raise NameTaken(name)
    row = UserRow(
        name=" ".join(name.split()), name_key=name_key(name), password_hash=password_hash, role=role,
        class_id=class_id, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _person(row)


def local_person(session: Session, now: float) -> Person:
    """The one person of a program that listens on this machine only: student and instructor at once."""
    row = session.scalar(select(UserRow).where(UserRow.name_key == name_key(LOCAL_NAME)))
    return _person(row) if row else add_user(session, LOCAL_NAME, None, "instructor", now)


def credentials(session: Session, name: str) -> tuple[Person, str | None] | None:
    """The person of that name with the stored hash, None when there is nobody."""
    row = session.scalar(select(UserRow).where(UserRow.name_key == name_key(name)))
    return (_person(row), row.password_hash) if row else None


def password_hash_of(session: Session, user_id: int) -> str | None:
    return session.scalar(select(UserRow.password_hash).where(UserRow.id == user_id))


def find_user(session: Session, name: str) -> Person:
    """Raises UnknownUser."""
    found = credentials(session, name)
    if not found:
        raise UnknownUser(name)
    return found[0]


def users(session: Session, class_id: int | None = None) -> list[Person]:
    query = select(UserRow).order_by(UserRow.name_key)
    if class_id is not None:
        query = query.where(UserRow.class_id == class_id)
    return [_person(row) for row in session.scalars(query)]


def count_with_password(session: Session) -> int:
    """How many accounts somebody can log in to."""
    return session.scalar(select(func.count()).where(UserRow.password_hash.is_not(None))) or 0


def set_password(session: Session, user_id: int, password_hash: str) -> None:
    """Store the new hash and end every login session of that person."""
    session.execute(update(UserRow).where(UserRow.id == user_id).values(password_hash=password_hash))
    end_sessions(session, user_id)


# --- classes ---------------------------------------------------------------------------------------------------------


def add_class(session: Session, name: str, now: float) -> SchoolClass:
    """A new class with its own invite code. Raises ClassExists."""
    name = " ".join(name.split())
    if session.scalar(select(ClassRow.id).where(ClassRow.name == name)):
        raise ClassExists(name)
    row = ClassRow(name=name, invite_code=_new_code(), created_at=now)
    session.add(row)
    session.flush()
    return SchoolClass(row.id, row.name, row.invite_code, 0)


def _new_code() -> str:
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(8))


def renew_invite(session: Session, class_id: int) -> str:
    """A new code; the old one admits nobody any more."""
    code = _new_code()
    session.execute(update(ClassRow).where(ClassRow.id == class_id).values(invite_code=code))
    return code


def classes(session: Session) -> list[SchoolClass]:
    count = (
        select(func.count())
        .where(UserRow.class_id == ClassRow.id, UserRow.role == "student")
        .correlate(ClassRow)
        .scalar_subquery()
    )
    rows = session.execute(select(ClassRow, count).order_by(ClassRow.name))
    return [SchoolClass(row.id, row.name, row.invite_code, students) for row, students in rows]


def class_named(session: Session, name: str) -> int:
    """The class's id. Raises UnknownClass."""
    found = session.scalar(select(ClassRow.id).where(ClassRow.name == " ".join(name.split())))
    if found is None:
        raise UnknownClass(name)
    return found


def class_of_invite(session: Session, code: str) -> int:
    """The class's id. Raises UnknownInvite."""
    found = session.scalar(select(ClassRow.id).where(ClassRow.invite_code == code.strip().upper()))
    if found is None:
        raise UnknownInvite(code)
    return found


# --- login sessions --------------------------------------------------------------------------------------------------


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(session: Session, user_id: int, now: float) -> str:
    """A new token for the cookie; only its hash is stored."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.expires_at <= now))
    session.add(
        LoginSessionRow(
            token_hash=_token_hash(token), user_id=user_id, created_at=now, expires_at=now + SESSION_SECONDS
        )
    )
    return token


# Asked at every request, so it is built once: making the statement anew costs four times its execution.
_PERSON_OF_TOKEN = (
    select(UserRow.id, UserRow.name, UserRow.role, UserRow.class_id)
    .join(LoginSessionRow, LoginSessionRow.user_id == UserRow.id)
    .where(LoginSessionRow.token_hash == bindparam("token_hash"), LoginSessionRow.expires_at > bindparam("now"))
)


def person_of_token(connection: Connection, token: str, now: float) -> Person | None:
    """Who holds that token, None when it is unknown, revoked or expired."""
    found = connection.execute(_PERSON_OF_TOKEN, {"token_hash": _token_hash(token), "now": now}).first()
    return Person(*found) if found else None


def end_session(session: Session, token: str) -> None:
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.token_hash == _token_hash(token)))


def end_sessions(session: Session, user_id: int) -> None:
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.user_id == user_id))


# --- failed logins ---------------------------------------------------------------------------------------------------


def note_failure(session: Session, name: str, address: str, now: float) -> None:
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.at < now - LOCK_SECONDS))
    session.add(LoginFailureRow(name_key=name_key(name), address=address, at=now))


def clear_failures(session: Session, name: str, address: str) -> None:
    session.execute(
        delete(LoginFailureRow).where(LoginFailureRow.name_key == name_key(name), LoginFailureRow.address == address)
    )


def clear_all_failures(session: Session, name: str) -> None:
    """Unlock the name from every address."""
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.name_key == name_key(name)))


def locked_seconds(session: Session, name: str, address: str, now: float) -> float:
    """How long this name stays locked from this address, 0 when it is not.

    Per name *and* address: by name alone anybody could lock the instructor out.
    """
    times = session.scalars(
        select(LoginFailureRow.at)
        .where(
            LoginFailureRow.name_key == name_key(name),
            LoginFailureRow.address == address,
            LoginFailureRow.at > now - LOCK_SECONDS,
        )
        .order_by(LoginFailureRow.at.desc())
        .limit(LOCK_AFTER)
    ).all()
    return max(0.0, times[-1] + LOCK_SECONDS - now) if len(times) == LOCK_AFTER else 0.0
