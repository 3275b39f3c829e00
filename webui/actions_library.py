"""What a person does in the library: see what there is, and, for instructors, make collections and bring files. No HTTP.

Who may see a collection is asked at every gesture, in the transaction that does it. All of it is shut while the person's
own timed attempt runs.
"""

import re
import threading
import unicodedata
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from db import accounts, attempts, collections
from db.accounts import Person, name_key
from db.attempts import TimedAttemptOpen
from db.collections import Access, CollectionInfo, HandbookIsFixed
from db.database import read_only
from index.errors import LibraryError, UnknownCollection
from index.handbook import COLLECTION as HANDBOOK
from index.library import SourceInfo
from index.normalise import CJK
from webui.identity import NotInstructor
from webui.import_jobs import ImportJobs
from webui.imports import Import, ImportFile, NoSuchImport, kept_name
from webui.services import Services

TITLE_LENGTH, PERSONA_LENGTH = 40, 4000
_NOT_IN_NAMES = re.compile(rf"[^A-Za-z0-9{CJK}]+")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")


class NoSuchCollection(LookupError):
    """There is no such collection or source, or the person may not see it: which of the two is not told."""


class BadTitle(ValueError):
    """The title is empty or longer than TITLE_LENGTH characters."""


class TitleTaken(ValueError):
    """A collection that the person sees has that title."""


class BadAccess(ValueError):
    """No such class, or somebody else's collection is to be kept to oneself."""


class Importing(Exception):
    """Files are being read into the collection; it cannot be changed before that ends."""


class NamesTaken(Exception):
    """The collection holds files of these `names`, and it was not said to replace them."""

    def __init__(self, names: Sequence[str]):
        super().__init__(", ".join(names))
        self.names = list(names)


@dataclass(frozen=True)
class Shelf:
    """A collection with its sources; `broken` when its index on disk cannot be read."""

    info: CollectionInfo
    sources: tuple[SourceInfo, ...]
    broken: bool = False


@dataclass(frozen=True)
class Description:
    """What a person says of a collection. `class_id` belongs to access "class"."""

    title: str
    persona: str
    access: Access
    class_id: int | None


class LibraryActions:
    def __init__(self, services: Services, imports: ImportJobs):
        self._services, self._imports = services, imports
        self._library = services.library
        # An import begun while its collection is being removed would lose the row that says who may see it.
        self._changing = threading.Lock()

    # --- looking -----------------------------------------------------------------------------------------------------

    def shelves(self, person: Person) -> list[Shelf]:
        """The collections this person may see: the handbook first, the others by title; empty ones to instructors only.

        Raises TimedAttemptOpen.
        """
        standing = self._library.collections()
        with read_only(self._services.sessions) as session:
            self._check_open(session, person)
            names = set(standing) | (set(collections.described_names(session)) if person.is_instructor else set())
            infos = collections.visible(session, person, names)
        shelves = [self._shelf(info, info.name in standing) for info in infos]
        return sorted(shelves, key=lambda shelf: (shelf.info.name != HANDBOOK, shelf.info.title, shelf.info.name))

    def _shelf(self, info: CollectionInfo, stands: bool) -> Shelf:
        if not stands:
            return Shelf(info, ())
        try:
            return Shelf(info, tuple(self._library.sources(info.name)))
        except UnknownCollection:  # removed a moment ago
            return Shelf(info, ())
        except LibraryError:
            return Shelf(info, (), broken=True)

    def classes(self, person: Person) -> list[accounts.SchoolClass]:
        """Those a collection can be given to. Raises NotInstructor."""
        with read_only(self._services.sessions) as session:
            self._check_writer(session, person)
            return accounts.classes(session)

    def imports(self, person: Person) -> list[tuple[Import, str]]:
        """The imports into collections this person may see, oldest first, each with the collection's title.

        Raises NotInstructor and TimedAttemptOpen.
        """
        jobs = self._imports.imports()
        with read_only(self._services.sessions) as session:
            self._check_writer(session, person)
            infos = {info.name: info for info in collections.visible(session, person, {job.collection for job in jobs})}
        return [(job, infos[job.collection].title) for job in jobs if job.collection in infos]

    # --- collections -------------------------------------------------------------------------------------------------

    def create(self, person: Person, told: Description) -> str:
        """A new collection without sources; its name. Raises NotInstructor, TimedAttemptOpen, BadTitle, TitleTaken, BadAccess."""
        with self._services.sessions.begin() as session:
            self._check_writer(session, person)
            known = set(self._library.collections()) | set(collections.described_names(session)) | {HANDBOOK}
            name = _name_for(told.title, {name_key(one) for one in known})
            info = CollectionInfo(name, "", owner_id=person.id)
            collections.save(session, self._described(session, person, info, told))
            return name

    def describe(self, person: Person, name: str, told: Description) -> None:
        """Raises as `create` does, NoSuchCollection and HandbookIsFixed."""
        with self._services.sessions.begin() as session:
            info = self._writable(session, person, name)
            collections.save(session, self._described(session, person, info, told))

    def remove_collection(self, person: Person, name: str) -> None:
        """Take all its sources out, then forget it. Raises as `remove_source` does."""
        with read_only(self._services.sessions) as session:
            self._writable(session, person, name)
        with self._changing:
            self._check_idle(name)
            with suppress(UnknownCollection):  # it goes with its last source
                for source in self._library.sources(name):
                    self._library.remove(source.source, name)
            with self._services.sessions.begin() as session:  # last: without its row it would be everyone's
                collections.forget(session, name)
            self._imports.forget_collection(name)

    def remove_source(self, person: Person, name: str, source: str) -> None:
        """Raises NotInstructor, TimedAttemptOpen, NoSuchCollection, HandbookIsFixed, Importing and LibraryError."""
        with self._services.sessions.begin() as session:
            info = self._writable(session, person, name)
            collections.save(session, info)  # with its last source the collection itself would go
        with self._changing:
            self._check_idle(name)
            self._library.remove(source, name)

    # --- bringing files ----------------------------------------------------------------------------------------------

    def begin_import(self, person: Person, name: str, files: Sequence[ImportFile]) -> Import:
        """An import that expects these files. Raises as `remove_source` does, NamesTaken and ImportRefused."""
        with self._changing:
            with self._services.sessions.begin() as session:
                info = self._writable(session, person, name)
                collections.save(session, info)  # its access stands before its files come into force
            standing = {source.source for source in self._sources(name)}
            taken = [file.name for file in files if kept_name(file.name) in standing and not file.replace]
            if taken:
                raise NamesTaken(taken)
            return self._imports.begin(name, files)

    def check_import(self, person: Person, import_id: str) -> None:
        """That this person may bring files to it. Raises NotInstructor, TimedAttemptOpen and NoSuchImport."""
        job = self._imports.find(import_id)
        with read_only(self._services.sessions) as session:
            self._check_writer(session, person)
            if not collections.may_see(session, person, job.collection):
                raise NoSuchImport(import_id)

    async def receive(self, import_id: str, place: int, chunks: AsyncIterator[bytes]) -> Import:
        """Take in one of its files. `check_import` comes first. Raises NoSuchImport and ImportRefused."""
        return await self._imports.receive(import_id, place, chunks)

    def drop(self, person: Person, import_id: str, place: int) -> Import:
        """Do without one of its files. Raises as `check_import` does."""
        self.check_import(person, import_id)
        return self._imports.drop(import_id, place)

    def cancel(self, person: Person, import_id: str) -> None:
        """Stop it, or forget its report when it is finished. Raises as `check_import` does."""
        self.check_import(person, import_id)
        self._imports.cancel(import_id)

    def try_again(self, person: Person, import_id: str) -> None:
        """Raises as `check_import` does."""
        self.check_import(person, import_id)
        self._imports.try_again(import_id)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _check_open(self, session: Session, person: Person) -> None:
        running = attempts.open_timed(session, person.id, self._services.clock())
        if running:
            raise TimedAttemptOpen(running.id)

    def _check_writer(self, session: Session, person: Person) -> None:
        if not person.is_instructor:
            raise NotInstructor
        self._check_open(session, person)

    def _writable(self, session: Session, person: Person, name: str) -> CollectionInfo:
        """Raises NotInstructor, TimedAttemptOpen, HandbookIsFixed and NoSuchCollection."""
        self._check_writer(session, person)
        if name_key(name) == HANDBOOK:
            raise HandbookIsFixed
        known = set(self._library.collections()) | set(collections.described_names(session))
        info = collections.describe(session, name)
        if name not in known or not info.shown_to(person):
            raise NoSuchCollection(name)
        return info

    def _described(
        self, session: Session, person: Person, info: CollectionInfo, told: Description
    ) -> CollectionInfo:  # fmt: skip
        title = " ".join(told.title.split())
        if not 0 < len(title) <= TITLE_LENGTH or not title.isprintable():
            raise BadTitle(title)
        names = set(self._library.collections()) | set(collections.described_names(session))
        others = collections.visible(session, person, names - {info.name})
        if title != info.title and any(name_key(other.title) == name_key(title) for other in others):
            raise TitleTaken(title)
        owner, class_id = info.owner_id, told.class_id if told.access == "class" else None
        if told.access == "owner":
            owner = person.id if owner is None else owner
            if owner != person.id:
                raise BadAccess
        if told.access == "class" and class_id not in {one.id for one in accounts.classes(session)}:
            raise BadAccess
        persona = told.persona.strip()[:PERSONA_LENGTH]
        return replace(info, title=title, persona=persona, access=told.access, class_id=class_id, owner_id=owner)

    def _check_idle(self, name: str) -> None:
        if any(job.collection == name and job.is_active for job in self._imports.imports()):
            raise Importing(name)

    def _sources(self, name: str) -> list[SourceInfo]:
        return self._library.sources(name) if name in self._library.collections() else []


def _name_for(title: str, taken: set[str]) -> str:
    """A folder's name that says something of the title, and is none of those taken (as `name_key` compares them)."""
    plain = _NOT_IN_NAMES.sub("-", unicodedata.normalize("NFKC", title)).strip("-")[:40].rstrip("-")
    name = plain if plain and not _RESERVED.fullmatch(plain) else f"collection-{plain}".rstrip("-")
    number, found = 1, name
    while name_key(found) in taken:
        number += 1
        found = f"{name}-{number}"
    return found
