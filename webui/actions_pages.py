"""Opening the page behind a citation: as a picture with the cited sentences marked, or as the section of a text.

Who may see it is asked anew at every call, pictures included; nothing opens during the person's timed attempt.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db import attempts, chats, collections
from db.accounts import Person
from db.database import read_only
from engine.citations import cited_sentences
from index.errors import LibraryError, UnknownCollection
from index.page_image import DRAWING_MEMORY_MB, DRAWING_SECONDS, WIDEST, NoSuchPage, PageLayout
from index.page_marks import Mark, Span, letters_of, marks
from index.passages import Citation
from index.workers import shared
from webui.actions_chat import ChatClosed
from webui.marked_text import cropped, marked_html
from webui.services import Services

WIDTHS = (640, 960, 1280, 1800, WIDEST)  # pixels; a picture is drawn at the next of these
DRAWN_AT_ONCE = 2
WAIT_SECONDS = 20.0  # for a place among them
KEPT_BYTES = 48 * 1024 * 1024  # of pictures
_DRAWING = 2  # changes whenever the same page would be drawn otherwise: browsers keep pictures by it
_MARKDOWN = (".md", ".markdown")


class NoSuchCitation(Exception):
    """The person has no message of that id, or it cites nothing of that number: which of the two is not told."""


class NoSuchSource(Exception):
    """There is no such source, or the person may not see its collection: which of the two is not told."""


class NotVisible(Exception):
    """The person's own message cites a collection that they may not see any more."""


class PageUndrawable(Exception):
    """The file is damaged, or the page takes too long or too much memory to draw."""


class PagesBusy(Exception):
    """DRAWN_AT_ONCE pages are being drawn, and others wait."""


@dataclass(frozen=True)
class PageView:
    """One page. `height` is that of its picture when its width is 1; boxes are fractions of the picture.

    `text` is the cited passage, "" on a page that was not cited. `notice`: "" or "changed" (the passage is not on it).
    """

    collection: str
    source: str
    page: int
    label: str
    section: tuple[str, ...]
    pages: int
    height: float
    marks: tuple[Mark, ...]
    text: str
    notice: str


@dataclass(frozen=True)
class TextView:
    """A section of a source without pages, as safe HTML. `place` of `places` sections counts from 1; 0 when unknown.

    `notice`: "", "changed", "gone" (the source left the library), "undrawable" or "cropped".
    """

    collection: str
    source: str
    page: int
    label: str
    section: tuple[str, ...]
    place: int
    places: int
    html: str
    notice: str


@dataclass(frozen=True)
class Picture:
    """`draw` gives WebP or JPEG. `tag` names what it would show: the file as it is now, the page and the width."""

    tag: str
    draw: Callable[[], bytes]


class PictureShelf:
    """The pictures drawn last. Any number of threads."""

    def __init__(self, most_bytes: int = KEPT_BYTES):
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes, self._most = 0, most_bytes
        self._lock = threading.Lock()

    def get(self, tag: str) -> bytes | None:
        with self._lock:
            if tag in self._kept:
                self._kept.move_to_end(tag)
            return self._kept.get(tag)

    def put(self, tag: str, picture: bytes) -> None:
        with self._lock:
            self._bytes += len(picture) - len(self._kept.pop(tag, b""))
            self._kept[tag] = picture
            while self._bytes > self._most:
                self._bytes -= len(self._kept.popitem(last=False)[1])


@dataclass(frozen=True)
class PageActions:
    services: Services
    _shelf: PictureShelf = field(default_factory=PictureShelf)
    _places: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(DRAWN_AT_ONCE))

    def citation(self, person: Person, message_id: int, number: int) -> PageView | TextView:
        """What stands behind a number (as stored) in one of the person's own answers, whatever has become of the source.

        Raises ChatClosed, NoSuchCitation, NotVisible and PagesBusy.
        """
        with read_only(self.services.sessions) as session:
            self._check_open(session, person)
            message = chats.message(session, person.id, message_id)
            cited = next((one for one in message.citations if one.number == number), None) if message else None
            if cited is None:
                raise NoSuchCitation(f"{message_id}/{number}")
            if not collections.may_see(session, person, cited.collection):
                raise NotVisible(cited.collection)
        sentences = cited_sentences(message.content, number, cited.text)
        path = self._file(cited.collection, cited.source)
        if path is None:
            return _as_cited(cited, sentences, "gone")
        if not cited.page:
            return self._section(cited, sentences)
        try:
            return self._page(path, cited, sentences)
        except (NoSuchPage, PageUndrawable) as error:
            return _as_cited(cited, sentences, "changed" if isinstance(error, NoSuchPage) else "undrawable")

    def source(self, person: Person, collection: str, source: str, page: int) -> PageView | TextView:
        """A page of a source, or of a source without pages the `page`-th of its sections; both count from 1.

        Raises ChatClosed, NoSuchSource, NoSuchPage, PageUndrawable and PagesBusy.
        """
        path = self._visible_file(person, collection, source)
        page = max(page, 1)
        if path.suffix.lower() == ".pdf":
            there = self.services.library.page_passages(collection, source, page)
            label, section = (there[0].page_label, there[0].section) if there else ("", ())
            return self._page(path, Citation(0, collection, source, page, label, section, "", ""), ())
        sections = self._sections(collection, source)
        if page > len(sections):
            raise NoSuchPage(f"{source} has {len(sections)} sections and no section {page}")
        return self._section(sections[page - 1], None)

    def picture(self, person: Person, collection: str, source: str, page: int, width: int) -> Picture:
        """The picture of a page, not drawn yet. Raises ChatClosed and NoSuchSource; `draw` raises the others of `source`."""
        path = self._visible_file(person, collection, source)
        if path.suffix.lower() != ".pdf":
            raise NoSuchSource(source)
        width = next((step for step in WIDTHS if step >= width), WIDEST)
        try:
            file = path.stat()
        except OSError as error:
            raise NoSuchSource(source) from error  # removed a moment ago
        stamp = f"{path.name} {file.st_size} {file.st_mtime_ns} {page} {width} {_DRAWING}"
        tag = sha256(stamp.encode()).hexdigest()[:32]

        def draw() -> bytes:
            picture = self._shelf.get(tag)
            if picture is None:
                picture = self._in_child("page_picture", path, page, width, unless=lambda: self._shelf.get(tag))
                self._shelf.put(tag, picture)
            return picture

        return Picture(tag, draw)

    # --- who may see what --------------------------------------------------------------------------------------------

    def _check_open(self, session: Session, person: Person) -> None:
        running = attempts.open_timed(session, person.id, self.services.clock())
        if running:
            raise ChatClosed(running.deadline, running.id)

    def _visible_file(self, person: Person, collection: str, source: str) -> Path:
        with read_only(self.services.sessions) as session:
            self._check_open(session, person)
            if not collections.may_see(session, person, collection):
                raise NoSuchSource(source)
        path = self._file(collection, source)
        if path is None:
            raise NoSuchSource(source)
        return path

    def _file(self, collection: str, source: str) -> Path | None:
        try:
            return self.services.library.file_of(collection, source)
        except UnknownCollection:
            return None

    # --- pages -------------------------------------------------------------------------------------------------------

    def _page(self, path: Path, cited: Citation, sentences: tuple[Span, ...]) -> PageView:
        layout: PageLayout = self._in_child("page_layout", path, cited.page)
        found: tuple[Mark, ...] = ()
        if cited.text:
            recognised = self.services.library.recognised_page(cited.collection, cited.source, cited.page)
            found = marks(letters_of(recognised) if recognised else layout.letters, cited.text, sentences)
        return PageView(
            cited.collection, cited.source, cited.page, cited.page_label or layout.label, cited.section, layout.count,
            layout.height, found, cited.text, "changed" if cited.text and not found else "",
        )  # fmt: skip

    def _in_child(self, function: str, path: Path, *args: Any, unless: Callable[[], Any] = lambda: None) -> Any:
        """What the function of index.page_image returns; `unless`: what may have come while we waited, None if not.

        Raises NoSuchPage, PageUndrawable and PagesBusy.
        """
        if not self._places.acquire(timeout=WAIT_SECONDS):
            raise PagesBusy
        try:
            known = unless()
            if known is not None:
                return known
            return shared().call(
                f"index.page_image:{function}", str(path.resolve()), *args,
                timeout_seconds=DRAWING_SECONDS, memory_mb=DRAWING_MEMORY_MB,
            )  # fmt: skip
        except NoSuchPage:
            raise
        except LibraryError as error:
            raise PageUndrawable(str(error)) from error
        finally:
            self._places.release()

    # --- texts -------------------------------------------------------------------------------------------------------

    def _sections(self, collection: str, source: str) -> list[Citation]:
        """The first passage of each section of a source without pages, in its order."""
        first: dict[tuple[str, ...], Citation] = {}
        for passage in self.services.library.page_passages(collection, source, 0):
            first.setdefault(passage.section, Citation.of(0, passage))
        return list(first.values())

    def _section(self, cited: Citation, sentences: tuple[Span, ...] | None) -> TextView:
        """The section around a passage; `sentences` None marks nothing."""
        there = self.services.library.around(cited)
        if there is None:
            return _as_cited(cited, sentences or (), "changed")
        span = (there.start, there.end)
        text, gone = cropped(there.text, span)
        start, end = there.start - gone, there.end - gone
        html = marked_html(
            text,
            None if sentences is None else (start, end),
            [(start + a, min(start + b, end)) for a, b in sentences or ()],
            markdown=cited.source.lower().endswith(_MARKDOWN),
        )
        sections = [one.section for one in self._sections(cited.collection, cited.source)]
        place = sections.index(cited.section) + 1 if cited.section in sections else 0
        notice = "cropped" if len(text) < len(there.text) else ""
        return TextView(
            cited.collection, cited.source, 0, "", there.section, place, len(sections) if place else 0, html, notice
        )  # fmt: skip


def _as_cited(cited: Citation, sentences: tuple[Span, ...], notice: str) -> TextView:
    """The passage as it was when it was cited: the answer keeps a copy."""
    html = marked_html(cited.text, (0, len(cited.text)), sentences, markdown=cited.source.lower().endswith(_MARKDOWN))
    return TextView(cited.collection, cited.source, cited.page, cited.page_label, cited.section, 0, 0, html, notice)
