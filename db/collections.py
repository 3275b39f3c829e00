"""Who may see which collection of the library. Functions take the session and never commit.

Every read of the library asks here with the person of the request, at the moment of reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.accounts import Person, name_key
from db.models import CollectionRow
from index.handbook import COLLECTION as HANDBOOK

Access = Literal["everyone", "class", "owner"]


class HandbookIsFixed(Exception):
    """The bundled handbook is everyone's, and stays as it is."""

    def __init__(self):
        super().__init__(f"the collection {HANDBOOK!r} is the bundled handbook: it is everyone's and cannot be changed")


@dataclass(frozen=True)
class CollectionInfo:
    """`title` is shown to people; `persona`, when not "", says whom the model speaks as over these texts.

    `class_id` belongs to access "class". `owner_id` is who made the collection, whatever its access; None when that was
    done on the command line.
    """

    name: str
    title: str
    persona: str = ""
    access: Access = "everyone"
    class_id: int | None = None
    owner_id: int | None = None

    def shown_to(self, person: Person) -> bool:
        """Instructors see everyone's and every class's, students everyone's and their class's; "owner" is for one."""
        if self.access == "owner":
            return self.owner_id == person.id
        if self.access == "class":
            return person.is_instructor or (self.class_id is not None and self.class_id == person.class_id)
        return self.access == "everyone"


def describe(session: Session, name: str) -> CollectionInfo:
    """What is known of that collection; one that nobody described is everyone's, under its own name."""
    return _described(session, [name])[0]


def visible(session: Session, person: Person, names: Iterable[str]) -> list[CollectionInfo]:
    """Those of the named collections that this person may see, in the given order."""
    return [info for info in _described(session, list(names)) if info.shown_to(person)]


def may_see(session: Session, person: Person, name: str) -> bool:
    return describe(session, name).shown_to(person)


def described_names(session: Session) -> list[str]:
    """The names of all described collections, those that hold nothing yet among them."""
    return list(session.scalars(select(CollectionRow.name).order_by(CollectionRow.name)))


def save(session: Session, info: CollectionInfo) -> None:
    """Describe a collection, whether or not it holds anything yet. Raises HandbookIsFixed."""
    if name_key(info.name) == HANDBOOK:
        raise HandbookIsFixed
    session.merge(
        CollectionRow(
            name_key=name_key(info.name),
            name=info.name,
            title=info.title,
            persona=info.persona,
            access=info.access,
            class_id=info.class_id,
            owner_id=info.owner_id,
        )
    )
    session.flush()


def forget(session: Session, name: str) -> None:
    """Drop the description, once the collection itself is gone: without one it would be everyone's."""
    session.execute(delete(CollectionRow).where(CollectionRow.name_key == name_key(name)))


def _described(session: Session, names: list[str]) -> list[CollectionInfo]:
    # By key: a file system that ignores case finds the folder by another spelling too, and that must not lead around this.
    keys = [name_key(name) for name in names]
    rows = {row.name_key: row for row in session.scalars(select(CollectionRow).where(CollectionRow.name_key.in_(keys)))}
    return [
        CollectionInfo(name, row.title, row.persona, row.access, row.class_id, row.owner_id)
        if (row := rows.get(key))
        else CollectionInfo(name, name)
        for name, key in zip(names, keys, strict=True)
    ]
