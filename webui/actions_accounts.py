"""Logging in and out, registering, passwords, classes and invite codes: one method per gesture."""

import threading
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from db import accounts
from db.accounts import AccountError, Person, SchoolClass
from db.database import read_only, reading_engine
from webui.services import Services

PASSWORD_LENGTH = (8, 128)
NAME_LENGTH = (1, 32)
_HASHES_AT_ONCE = 2  # each takes 19 MiB and a core for 50 ms; a class logging in together must not exhaust either


class WrongPassword(AccountError):
    """The name and the password do not go together; which of the two is wrong is not told."""


class Locked(AccountError):
    """Too many wrong passwords for this name from this address; `seconds` until the next try."""

    def __init__(self, seconds: float):
        super().__init__(f"locked for {seconds:.0f} s")
        self.seconds = seconds


class BadName(AccountError):
    """The name is empty, too long, or holds characters nobody can see."""

    def __init__(self, name: str):
        super().__init__(f"{name!r} is no name: {NAME_LENGTH[0]} to {NAME_LENGTH[1]} visible characters are needed")


class BadPassword(AccountError):
    """The new password is too short, too long, or the name itself."""

    def __init__(self) -> None:
        shortest, longest = PASSWORD_LENGTH
        super().__init__(f"the password must have {shortest} to {longest} characters and differ from the name")


class NotAllowed(AccountError):
    """The person may not do that to this account."""

    def __init__(self) -> None:
        super().__init__("only an instructor may do that, and only to a student's account")


class Passwords:
    """Hashing with argon2id at OWASP's parameters (19 MiB, 2 passes, 1 lane), a few at a time."""

    def __init__(self) -> None:
        self._slots = threading.Semaphore(_HASHES_AT_ONCE)

    @cached_property
    def _hasher(self):
        from pwdlib import PasswordHash
        from pwdlib.hashers.argon2 import Argon2Hasher

        return PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19456, parallelism=1),))

    @cached_property
    def _nobodys_hash(self) -> str:
        return self.hash("nobody has this password")

    def hash(self, password: str) -> str:
        with self._slots:
            return self._hasher.hash(password)

    def fits(self, password: str, stored: str | None) -> bool:
        """Takes the same time whether or not there is an account, so that names cannot be tried out by the clock."""
        reference = stored or self._nobodys_hash
        with self._slots:
            return self._hasher.verify(password, reference) and stored is not None


def check_name(name: str) -> str:
    """The name with single spaces. Raises BadName."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not NAME_LENGTH[0] <= len(name) <= NAME_LENGTH[1] or not name.isprintable():
        raise BadName(name)
    if any(unicodedata.category(character) in ("Cf", "Mn", "Me") for character in name):
        raise BadName(name)
    return name


def check_password(name: str, password: str) -> None:
    """Raises BadPassword. Length is what counts; rules about digits and signs make people write passwords down."""
    if not PASSWORD_LENGTH[0] <= len(password) <= PASSWORD_LENGTH[1]:
        raise BadPassword
    if accounts.name_key(password) == accounts.name_key(name):
        raise BadPassword


@dataclass(frozen=True)
class AccountActions:
    services: Services
    passwords: Passwords

    def person_of_token(self, token: str) -> Person | None:
        """Who is logged in with that cookie, None when nobody is."""
        with reading_engine(self.services.sessions).connect() as connection:
            return accounts.person_of_token(connection, token, self.services.clock())

    def local_person(self) -> Person:
        with self.services.sessions.begin() as session:
            return accounts.local_person(session, self.services.clock())

    def has_accounts(self) -> bool:
        with read_only(self.services.sessions) as session:
            return accounts.count_with_password(session) > 0

    def log_in(self, name: str, password: str, address: str) -> tuple[Person, str]:
        """The person and a token for the cookie. Raises Locked or WrongPassword.

        The try is counted before the password is looked at: many tries at once count as many.
        """
        now = self.services.clock()
        with self.services.sessions.begin() as session:
            locked = accounts.locked_seconds(session, name, address, now)
            if locked:
                raise Locked(locked)
            accounts.note_failure(session, name, address, now)
            found = accounts.credentials(session, name)
        if not self.passwords.fits(password, found[1] if found else None) or not found:
            raise WrongPassword
        with self.services.sessions.begin() as session:
            accounts.clear_failures(session, name, address)
            return found[0], accounts.start_session(session, found[0].id, now)

    def register(self, name: str, password: str, invite_code: str) -> tuple[Person, str]:
        """A new student of the invite's class, logged in. Raises BadName, BadPassword, UnknownInvite or NameTaken."""
        name = check_name(name)
        check_password(name, password)
        now = self.services.clock()
        with read_only(self.services.sessions) as session:
            accounts.class_of_invite(session, invite_code)  # no hashing for people without an invitation
        hashed = self.passwords.hash(password)
        with self.services.sessions.begin() as session:
            class_id = accounts.class_of_invite(session, invite_code)
            person = accounts.add_user(session, name, hashed, "student", now, class_id)
            return person, accounts.start_session(session, person.id, now)

    def log_out(self, token: str) -> None:
        with self.services.sessions.begin() as session:
            accounts.end_session(session, token)

    def change_password(self, person: Person, old: str, new: str, address: str) -> str:
        """Every login of the person ends; a token for a new one here. Raises Locked, WrongPassword or BadPassword."""
        check_password(person.name, new)
        now = self.services.clock()
        with self.services.sessions.begin() as session:
            locked = accounts.locked_seconds(session, person.name, address, now)
            if locked:
                raise Locked(locked)
            accounts.note_failure(session, person.name, address, now)
            stored = accounts.password_hash_of(session, person.id)
        if not self.passwords.fits(old, stored):
            raise WrongPassword
        hashed = self.passwords.hash(new)
        with self.services.sessions.begin() as session:
            accounts.clear_failures(session, person.name, address)
            accounts.set_password(session, person.id, hashed)
            return accounts.start_session(session, person.id, now)

    # --- by instructors, and by the command line, which acts as one ---------------------------------------------------

    def classes(self, person: Person) -> list[SchoolClass]:
        self._require_instructor(person)
        with read_only(self.services.sessions) as session:
            return accounts.classes(session)

    def add_class(self, person: Person, name: str) -> SchoolClass:
        """Raises BadName or ClassExists."""
        self._require_instructor(person)
        with self.services.sessions.begin() as session:
            return accounts.add_class(session, check_name(name), self.services.clock())

    def renew_invite(self, person: Person, class_id: int) -> str:
        self._require_instructor(person)
        with self.services.sessions.begin() as session:
            return accounts.renew_invite(session, class_id)

    def users(self, person: Person, class_id: int | None = None) -> list[Person]:
        self._require_instructor(person)
        with read_only(self.services.sessions) as session:
            return accounts.users(session, class_id)

    def add_instructor(self, person: Person, name: str, password: str) -> Person:
        """Raises BadName, BadPassword or NameTaken."""
        self._require_instructor(person)
        return self.add_user(name, password, "instructor")

    def reset_password(self, person: Person, user_id: int, password: str) -> None:
        """A new password for a student who forgot theirs. Raises UnknownUser, BadPassword, or NotAllowed for others'.

        Another instructor's password is reset on the command line only: one stolen login must not take them all.
        """
        self._require_instructor(person)
        with read_only(self.services.sessions) as session:
            target = next((user for user in accounts.users(session) if user.id == user_id), None)
        if target is None:
            raise accounts.UnknownUser(user_id)
        if target.role != "student":
            raise NotAllowed
        self.set_password(target, password)

    def add_user(self, name: str, password: str, role: str, class_name: str | None = None) -> Person:
        """For the command line. Raises BadName, BadPassword, NameTaken or UnknownClass."""
        name = check_name(name)
        check_password(name, password)
        hashed = self.passwords.hash(password)
        with self.services.sessions.begin() as session:
            class_id = accounts.class_named(session, class_name) if class_name else None
            return accounts.add_user(session, name, hashed, role, self.services.clock(), class_id)

    def set_password(self, person: Person, password: str) -> None:
        """Every login of that person ends. Raises BadPassword."""
        check_password(person.name, password)
        hashed = self.passwords.hash(password)
        with self.services.sessions.begin() as session:
            accounts.set_password(session, person.id, hashed)
            accounts.clear_all_failures(session, person.name)

    def _require_instructor(self, person: Person) -> None:
        if not person.is_instructor:
            raise NotAllowed
