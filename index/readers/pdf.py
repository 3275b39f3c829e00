"""A PDF's own text, page by page, with PDFium; pypdf reads what PDFium cannot open. For a child process: bad files crash it."""

import itertools
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index.errors import BrokenSource, EncryptedSource, LibraryError, SourceMissing
from index.readers.pdf_pages import PageLayer, PdfFrame
from index.readers.pdf_sight import characters_of, objects_of, shows_more_than
from index.readers.pdf_text import gaps_in_chinese, page_text
from index.text_quality import visible_length

log = logging.getLogger(__name__)

_MOST_PAGES = 50_000
_MOST_OUTLINE_ENTRIES = 20_000
_ENOUGH_TEXT = 400  # visible characters; a page with more is not looked at for what is drawn beside them


def read_frame(path: Path) -> PdfFrame:
    """The printed labels and the outline. Raises EncryptedSource and BrokenSource."""
    with _opened(path) as document:
        frame = document.frame()
    if frame.page_count > _MOST_PAGES:
        raise BrokenSource(
            path, f"says it has {frame.page_count} pages, more than {_MOST_PAGES}; split it into volumes"
        )
    return frame


def read_layers(path: Path, first: int, stop: int) -> tuple[PageLayer, ...]:
    """The pages from number `first` up to but without `stop`. Raises EncryptedSource and BrokenSource."""
    with _opened(path) as document:
        return tuple(document.layer(number) for number in range(first, stop))


@contextmanager
def _opened(path: Path) -> Iterator["_PdfiumDocument | _PypdfDocument"]:
    try:
        document = _PdfiumDocument(path)
    except _CannotOpen:
        document = _PypdfDocument(path)
    try:
        yield document
    finally:
        document.close()


class _CannotOpen(Exception):
    pass


class _PdfiumDocument:
    def __init__(self, path: Path):
        """Raises _CannotOpen, SourceMissing and EncryptedSource."""
        import pypdfium2
        from pypdfium2 import raw

        self._path = path
        self._fallback: _PypdfDocument | None = None
        try:
            self._document = pypdfium2.PdfDocument(path)
        except FileNotFoundError as error:
            raise SourceMissing(path, "the file went away while it was being read") from error
        except pypdfium2.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                raise _locked(path) from None
            raise _CannotOpen(str(error)) from error

    def close(self) -> None:
        self._document.close()
        if self._fallback:
            self._fallback.close()

    def frame(self) -> PdfFrame:
        count = len(self._document)
        if count > _MOST_PAGES:
            return PdfFrame(("",) * count)
        return PdfFrame(tuple(map(self._label, range(count))), sections(self._outline(), count))

    def _label(self, at: int) -> str:
        try:
            return self._document.get_page_label(at).strip() or str(at + 1)
        except UnicodeDecodeError:
            return str(at + 1)

    def _outline(self) -> Iterator[tuple[int, int, str]]:
        for entry in itertools.islice(self._document.get_toc(), _MOST_OUTLINE_ENTRIES):
            place = entry.get_dest()
            page = place.get_index() if place else None
            try:
                title = entry.get_title()
            except UnicodeDecodeError:
                continue
            if page is not None:
                yield page, entry.level, title

    def layer(self, number: int) -> PageLayer:
        import pypdfium2

        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError:
            return self._layer_by_pypdf(number)
        try:
            with characters_of(page) as (characters, unmapped):
                text = page_text(characters)
                gaps = gaps_in_chinese(characters)
            objects = objects_of(page)
            is_looked_at = not objects.few and visible_length(text) < _ENOUGH_TEXT
            drawn = is_looked_at and shows_more_than(page, characters)
            if objects.unplaced:
                whole = self._layer_by_pypdf(number)
                if not whole.lost and visible_length(whole.text) > visible_length(
                    text.replace("{", "").replace("}", "")
                ):
                    return replace(whole, drawn=drawn, unmapped=unmapped, hidden=objects.hidden)
            return PageLayer(number, text, drawn, False, unmapped, gaps, objects.hidden)
        except pypdfium2.PdfiumError:
            return self._layer_by_pypdf(number)
        finally:
            page.close()

    def _layer_by_pypdf(self, number: int) -> PageLayer:
        try:
            self._fallback = self._fallback or _PypdfDocument(self._path)
        except LibraryError:
            return _lost(number)
        return self._fallback.layer(number)


class _PypdfDocument:
    """For files whose structure PDFium cannot follow. pypdf raises errors of many kinds on them, all meaning the same."""

    def __init__(self, path: Path):
        """Raises SourceMissing, EncryptedSource and BrokenSource."""
        from pypdf import PdfReader

        # It warns of every slip in a file; the verdicts say what matters.
        logging.getLogger("pypdf").setLevel(logging.ERROR)
        self._path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise SourceMissing(path, f"cannot be read ({error.strerror or error})") from error
        try:
            self._reader = PdfReader(self._file, strict=False)
            if self._reader.is_encrypted:
                _unlock(path, self._reader)
        except (LibraryError, MemoryError):
            self._file.close()
            raise
        except Exception as error:
            self._file.close()
            raise self._damaged(error) from error

    def close(self) -> None:
        self._file.close()

    def frame(self) -> PdfFrame:
        """Raises BrokenSource."""
        try:
            labels = tuple(self._reader.page_labels)
        except MemoryError:
            raise
        except Exception as error:
            raise self._damaged(error) from error
        try:
            return PdfFrame(labels, sections(self._outline(self._reader.outline, 0), len(labels)))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - the pages can be read without their outline
            log.info("%s: its outline cannot be read: %s", self._path, error)
            return PdfFrame(labels)

    def _outline(self, items, level: int) -> Iterator[tuple[int, int, str]]:
        for item in items:
            if isinstance(item, list):
                yield from self._outline(item, level + 1)
            elif (page := self._reader.get_destination_page_number(item)) is not None and page >= 0 and item.title:
                yield page, level, str(item.title)

    def layer(self, number: int) -> PageLayer:
        try:
            page = self._reader.pages[number - 1]
            return PageLayer(number, page.extract_text(), drawn=page.get_contents() is not None)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - the page is named as lost
            log.info("%s, page %d: %s", self._path, number, error)
            return _lost(number)

    def _damaged(self, error: Exception) -> BrokenSource:
        return BrokenSource(
            self._path,
            f"damaged ({type(error).__name__}: {error}); open it in a PDF viewer, print it to a new PDF and add that",
        )


def _lost(number: int) -> PageLayer:
    return PageLayer(number, "", drawn=True, lost=True)


def _unlock(path: Path, reader) -> None:
    """Opens a file that only forbids printing or copying; one with a password to read it is refused."""
    from pypdf import PasswordType
    from pypdf.errors import DependencyError

    try:
        if reader.decrypt("") != PasswordType.NOT_DECRYPTED:
            return
    except DependencyError as error:
        raise EncryptedSource(
            path, "encrypted with AES, which needs one more package: run `pip install cryptography` and add it again"
        ) from error
    raise _locked(path)


def _locked(path: Path) -> EncryptedSource:
    return EncryptedSource(path, "locked with a password; open it in a PDF viewer, save a copy without it and add that")


def sections(entries: Iterable[tuple[int, int, str]], page_count: int) -> dict[int, tuple[str, ...]]:
    """Page number from 1 -> path of outline titles, from (page from 0, level, title) in the outline's order.

    A page on which a section begins belongs to the first one beginning there.
    """
    cleaned = [(page, level, " ".join(title.split())) for page, level, title in entries]
    ordered = sorted((entry for entry in cleaned if entry[2] and entry[0] < page_count), key=lambda entry: entry[0])
    begins: dict[int, tuple[str, ...]] = {}
    after: dict[int, tuple[str, ...]] = {}
    path: list[tuple[int, str]] = []
    for page, level, title in ordered:
        path = [above for above in path if above[0] < level] + [(level, title)]
        titles = tuple(heading for _, heading in path)
        known = begins.get(page)
        if known is None or titles[: len(known)] == known:  # 第1章 and its first section 1.1 begin together
            begins[page] = titles
        after[page] = titles
    out: dict[int, tuple[str, ...]] = {}
    current: tuple[str, ...] = ()
    for page in range(page_count if ordered else 0):
        if titles := begins.get(page, current):
            out[page + 1] = titles
        current = after.get(page, current)
    return out
