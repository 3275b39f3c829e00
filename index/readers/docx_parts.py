"""The XML parts of a DOCX: unpacked with a bound, parsed without entities or network."""

import posixpath
import struct
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from index.errors import BrokenSource

LARGEST_PART_BYTES = 100_000_000
LARGEST_RATIO = 400  # of a part above a megabyte, unpacked to packed: Word's own XML stays below a tenth of it
_ADVICE = "open it in Word or WPS, save it again and add the copy"


class Parts:
    """Opened for reading; a context. Pictures and whatever else is in the archive are never unpacked."""

    def __init__(self, path: Path):
        """Raises BrokenSource."""
        self._path = path
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise self._broken(str(error)) from error
        self._names = set(self._archive.namelist())
        self._document_name = self._target("_rels/.rels", "", "officeDocument") or "word/document.xml"

    def __enter__(self) -> "Parts":
        return self

    def __exit__(self, *_) -> None:
        self._archive.close()

    def document(self) -> etree._Element:
        """The root of the main part. Raises BrokenSource."""
        if self._document_name not in self._names:
            raise self._broken(f"its main part {self._document_name} is not there")
        return self._parsed(self._document_name)

    def optional(self, kind: str) -> etree._Element | None:
        """The root of the main part's "styles", "numbering", "footnotes" or "endnotes"; None when it has none, or a bad one."""
        folder, name = posixpath.split(self._document_name)
        part = self._target(posixpath.join(folder, "_rels", f"{name}.rels"), folder, kind)
        part = part or posixpath.join(folder, f"{kind}.xml")
        if part not in self._names:
            return None
        try:
            return self._parsed(part)
        except etree.XMLSyntaxError:
            return None  # the text is still worth reading without its styles

    def _target(self, relations: str, folder: str, kind: str) -> str | None:
        if relations not in self._names:
            return None
        try:
            root = self._parsed(relations)
        except etree.XMLSyntaxError:
            return None
        for relation in root:
            if str(relation.get("Type", "")).endswith(f"/{kind}") and relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                return posixpath.normpath(place)
        return None

    def _parsed(self, name: str) -> etree._Element:
        """Raises XMLSyntaxError and BrokenSource."""
        data = self._unpack(name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)  # fmt: skip
        if b"<!DOCTYPE" in data[:10_000] or b"<!ENTITY" in data:
            raise self._broken(f"{name} declares a document type, which Word never does")
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.doctype:  # written in another encoding
            raise self._broken(f"{name} declares a document type, which Word never does")
        return root

    def _unpack(self, name: str) -> bytes:
        """The part's bytes. What the archive says of its size is checked first, then what really comes out."""
        entry = self._archive.getinfo(name)
        self._check_size(name, entry.file_size, entry.compress_size)
        pieces = []
        size = 0
        try:
            with self._archive.open(entry) as file:
                while piece := file.read(1 << 20):
                    pieces.append(piece)
                    size += len(piece)
                    self._check_size(name, size, entry.compress_size)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            ValueError,
            struct.error,
            OSError,
        ) as error:
            raise self._broken(f"{name}: {error}") from error
        except RuntimeError as error:  # what zipfile raises for a locked entry
            raise self._broken(f"{name} is locked with a password") from error
        self._unpacked += size
        return b"".join(pieces)

    def _check_size(self, name: str, size: int, packed: int) -> None:
        if self._unpacked + size > LARGEST_PART_BYTES:
            raise BrokenSource(
                self._path, f"its text unpacks to more than {LARGEST_PART_BYTES // 1_000_000} MB ({name}); split it"
            )
        if size > 1_000_000 and size > LARGEST_RATIO * max(packed, 1):
            raise BrokenSource(
                self._path,
                f"{name} unpacks to more than {LARGEST_RATIO} times its size, as no real text does; {_ADVICE}",
            )

    def _broken(self, reason: str) -> BrokenSource:
        return BrokenSource(self._path, f"damaged ({reason}); {_ADVICE}")


# Elements are told apart by their names alone: the two standards give them different namespaces.


def local(element: etree._Element) -> str:
    """The element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(parent: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if parent is None else [element for element in parent if local(element) == name]


def child(parent: etree._Element | None, name: str) -> etree._Element | None:
    if parent is not None:
        for element in parent:
            if local(element) == name:
                return element
    return None


def value_of(element: etree._Element | None, name: str) -> str:
    """An attribute by its name without namespace; "" when it is absent."""
    if element is not None:
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == name:
                return value
    return ""
