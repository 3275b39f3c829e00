"""A file -> its pages, by what the file is."""

import hashlib
import zipfile
from pathlib import Path

from index.errors import EmptySource, SourceMissing, UnreadableSource, UnsupportedSource
from index.readers.source_text import SourceText

__all__ = ["SUFFIXES", "SourceText", "read_source", "sha256_of"]

SUFFIXES = (".pdf", ".docx", ".md", ".markdown", ".txt")

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
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)


def read_source(path: Path, name: str | None = None) -> SourceText:
    """The pages of one file that can be searched, and the numbers of those that cannot.

    `name` is what the pages call their source; by default the file's name. Raises a SourceRefused with the reason when
    not one page can be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except FileNotFoundError:
        raise SourceMissing(path, "no such file") from None
    except OSError as error:
        raise SourceMissing(path, f"cannot be opened ({error.strerror or error}); check its permissions") from error
    if not head:
        raise EmptySource(path, "the file is empty")
    read = _reader(path, head)
    text = read(path, name or path.name)
    if not text.pages:
        raise _nothing_readable(path, text)
    return text


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as hexadecimal digits. Raises SourceMissing."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise SourceMissing(path, "no such file") from None
    except OSError as error:
        raise SourceMissing(path, f"cannot be opened ({error.strerror or error}); check its permissions") from error


def _reader(path: Path, head: bytes):
    """The function that reads this kind, imported when needed. The suffix and the first bytes must agree."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnsupportedSource(path, _advice_for(suffix))
    kind = _kind(path, head)
    if suffix == ".pdf":
        if kind != "a PDF":
            raise UnsupportedSource(path, f"not a PDF, although its name says so: it is {kind}")
        from index.readers.pdf import read_pdf

        return read_pdf
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
        from index.readers.text import read_text

        return read_text
    from index.readers.markdown import read_markdown

    return read_markdown


def _kind(path: Path, head: bytes) -> str:
    if b"%PDF-" in head:
        return "a PDF"
    if head.startswith(_OLE):
        return "an old or locked Office file"
    if head.startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as archive:
                return "a DOCX" if "word/document.xml" in archive.namelist() else "a ZIP archive"
        except zipfile.BadZipFile:
            return "a damaged ZIP archive or DOCX"
    for start, kind in _KINDS:
        if head.startswith(start):
            return kind
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
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


def _nothing_readable(path: Path, text: SourceText) -> EmptySource | UnreadableSource:
    if not text.unreadable:
        return EmptySource(path, "there is no text in it")
    return UnreadableSource(
        path,
        f"no page has usable text: {text.describe_unreadable()}; make a searchable PDF of it with an OCR program "
        "(Chinese recognition on) and add that",
    )
