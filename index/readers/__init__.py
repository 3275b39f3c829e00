"""A file -> its pages, by what the file is."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

from index.errors import EmptySource, SourceMissing, UnreadableSource, UnsupportedSource
from index.readers.pdf_pages import PdfFrame, assembled
from index.readers.source_text import SourceText
from index.readers.text import read_text, utf16_without_mark

__all__ = [
    "SUFFIXES",
    "PdfFrame",
    "SourceText",
    "check_kind",
    "open_source",
    "read_source",
    "refusal_of_nothing",
    "sha256_of",
]

SUFFIXES = (".pdf", ".docx", ".md", ".markdown", ".txt")
LARGEST_TEXT_BYTES = 200_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, .xls, .ppt, and every Office file behind a password
_KINDS = (  # how files of other kinds begin, and what to call them
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF file"),
    (b"AT&TFORM", "a DjVu file"),
    (b"MZ\x90\0", "a program"),
    (b"\x7fELF", "a program"),
)


def read_source(path: Path, name: str | None = None) -> SourceText:
    """The pages of one file that can be searched, and the numbers of those that cannot; nothing is recognised.

    `name` is what the pages call their source; by default the file's name. For files that can be trusted: others are
    read by index.reading, in a child process. Raises a SourceRefused with the reason when not one page can be read.
    """
    opened = open_source(path, name or path.name)
    if isinstance(opened, SourceText):
        return opened
    from index.readers.pdf import read_layers

    text = assembled(name or path.name, opened, read_layers(path, 1, opened.page_count + 1))
    if not text.pages:
        raise refusal_of_nothing(path, text, ocr=False)
    return text


def open_source(path: Path, name: str) -> SourceText | PdfFrame:
    """The whole text of a file without pages, or what holds a PDF's pages together; raises a SourceRefused."""
    read = check_kind(path)
    try:
        opened = read(path, name)
    except FileNotFoundError:
        raise SourceMissing(path, "the file went away while it was being read") from None
    except OSError as error:
        raise SourceMissing(path, f"cannot be read ({error.strerror or error})") from error
    if isinstance(opened, SourceText) and not opened.pages:
        raise refusal_of_nothing(path, opened)
    return opened


def check_kind(path: Path) -> Callable[[Path, str], SourceText | PdfFrame]:
    """The function that reads this file, found by its name, its size and its first bytes: at once, however large it is.

    Raises SourceMissing, EmptySource and UnsupportedSource.
    """
    try:
        if not path.is_file() and path.exists():
            raise UnsupportedSource(path, "not a file")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(1024)
    except FileNotFoundError:
        raise SourceMissing(path, "no such file") from None
    except OSError as error:
        raise SourceMissing(path, f"cannot be opened ({error.strerror or error}); check its permissions") from error
    if not head:
        raise EmptySource(path, "the file is empty")
    return _reader(path, head, size)


def refusal_of_nothing(
    path: Path, text: SourceText, trouble: Exception | None = None, *, ocr: bool = True
) -> EmptySource | UnreadableSource:
    """Why a file without a single usable page is refused. `trouble`: what stopped its recognition."""
    if not text.unreadable:
        return EmptySource(path, "there is no text in it")
    reason = f"no page has usable text: {text.describe_unreadable()}"
    if trouble:
        return UnreadableSource(path, f"{reason}; recognition failed ({trouble})")
    if ocr:
        return UnreadableSource(path, f"{reason}; recognition found nothing to read either: scan it again, larger")
    return UnreadableSource(
        path,
        f"{reason}; turn on recognition, or make a searchable PDF of it with an OCR program (Chinese recognition on) "
        "and add that",
    )


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as hexadecimal digits. Raises SourceMissing."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise SourceMissing(path, "no such file") from None
    except OSError as error:
        raise SourceMissing(path, f"cannot be opened ({error.strerror or error}); check its permissions") from error


def _reader(path: Path, head: bytes, size: int) -> Callable[[Path, str], SourceText | PdfFrame]:
    """The function that reads this kind, imported when needed. The suffix and the first bytes must agree."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnsupportedSource(path, _advice_for(suffix))
    is_text = suffix not in (".pdf", ".docx")
    if is_text and size > LARGEST_TEXT_BYTES:
        raise UnsupportedSource(
            path,
            f"{size // 1_000_000} MB, and text files up to {LARGEST_TEXT_BYTES // 1_000_000} MB are read; split it",
        )
    kind = _kind(path, head, is_text)
    if suffix == ".pdf":
        if kind != "a PDF":
            raise UnsupportedSource(path, f"not a PDF, although its name says so: it is {kind}")
        from index.readers.pdf import read_frame

        return lambda path, _: read_frame(path)
    if suffix == ".docx":
        if kind == "an old or locked Office file":
            raise UnsupportedSource(
                path,
                "an old .doc or a password-protected file, not a DOCX: open it in Word or WPS and save it as .docx",
            )
        if kind != "a DOCX":
            raise UnsupportedSource(path, f"not a DOCX, although its name says so: it is {kind}")
        from index.readers.docx import read_docx

        return read_docx
    if kind != "text":
        raise UnsupportedSource(path, f"not a text file, although its name says so: it is {kind}")
    if suffix == ".txt":
        return read_text
    from index.readers.markdown import read_markdown

    return read_markdown


def _kind(path: Path, head: bytes, is_text: bool) -> str:
    """What a file is by its first bytes, which a text may begin with as well as a file of that kind."""
    if head.lstrip().startswith(b"%PDF-") or (b"%PDF-" in head and not is_text):
        return "a PDF"
    if head.startswith(_OLE):
        return "an old or locked Office file"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        try:
            with zipfile.ZipFile(path) as archive:
                return "a DOCX" if any(name.startswith("word/") for name in archive.namelist()) else "a ZIP archive"
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return "a damaged ZIP archive or DOCX"
    for start, kind in _KINDS:
        if head.startswith(start):
            return kind
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or utf16_without_mark(head)
    return "binary data" if b"\0" in head and not is_utf16 else "text"


def _advice_for(suffix: str) -> str:
    can_read = "PDF, DOCX, Markdown (.md) and text (.txt) files can be read"
    if suffix == ".doc":
        return f"an old Word file; open it in Word or WPS and save it as .docx ({can_read})"
    if suffix in (".zip", ".rar", ".7z", ".gz", ".tar"):
        return f"an archive; unpack it and add the folder ({can_read})"
    if suffix in (".ppt", ".pptx", ".xls", ".xlsx", ".epub", ".html", ".htm", ".rtf"):
        return f"{suffix} files are not read; export it as PDF ({can_read})"
    return f"{suffix or 'files without a suffix'}: not a kind that is read ({can_read})"
