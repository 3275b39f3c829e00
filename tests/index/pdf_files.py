"""Small hand-written PDF files."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader, PdfWriter

PageLines = Sequence[str] | None


@dataclass(frozen=True)
class Text:
    """A run of text from a point on, in points, `mode` 3 is drawn unseen."""

    text: str
    x: float
    y: float
    size: float = 12
    mode: int = 0


@dataclass(frozen=True)
class Picture:
    """A black picture of one pixel, stretched; `white` for an empty one."""

    x: float
    y: float
    width: float
    height: float
    white: bool = False


@dataclass(frozen=True)
class Drawing:
    """Drawing commands as they are."""

    commands: str


def write_pdf(path: Path, pages: Sequence[PageLines], *, mapped: bool = True, outline: Sequence[tuple[int, str]] = ()):
    """A page is a list of lines, or None for one that shows only a picture.

    `mapped` False leaves the map from codes to letters away, as in files whose text layer is garbled.
    `outline`: (page from 1, title).
    """
    write_placed_pdf(
        path,
        [
            [Picture(90, 400, 400, 300)]
            if lines is None
            else [Text(line, 50, 780 - 14 * number) for number, line in enumerate(lines)]
            for lines in pages
        ],
        mapped=mapped,
    )
    if outline:
        writer = PdfWriter(clone_from=path)
        for page, title in outline:
            writer.add_outline_item(title=title, page_number=page - 1)
        writer.write(path)


def write_placed_pdf(
    path: Path,
    pages: Sequence[Sequence[Text | Picture | Drawing]],
    *,
    media: str = "0 0 595 842",
    rotate: int = 0,
    mapped: bool = True,
    wide: bool = True,
    letters: Mapping[str, str] | None = None,
    labels: str = "",
) -> None:
    """The text goes through a two-byte font with a ToUnicode map, whose letters are an em wide, or half of it.

    `letters`: what the map gives in place of the true letter; `labels`: a number tree, `0 << /S /r >>`.
    """
    characters = sorted({char for page in pages for thing in page if isinstance(thing, Text) for char in thing.text})
    codes = {char: 0x0100 + number for number, char in enumerate(characters)}
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    def stream(content: bytes, entries: str = "") -> int:
        return add(f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")

    shown = {char: (letters or {}).get(char, char) for char in codes}
    pairs = "\n".join(f"<{code:04X}> <{shown[char].encode('utf-16-be').hex().upper()}>" for char, code in codes.items())
    to_unicode = stream(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
        ).encode()
    )
    descendant = add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW {1000 if wide else 500} "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    map_entry = f"/ToUnicode {to_unicode} 0 R" if mapped else ""
    font = add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H {map_entry} "
        f"/DescendantFonts [{descendant} 0 R] >>"
    )
    entries = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    black, white = stream(b"\x00", entries), stream(b"\xff", entries)
    tree = len(objects) + 2 * len(pages) + 1
    resources = f"/Font << /F1 {font} 0 R >> /XObject << /Black {black} 0 R /White {white} 0 R >>"
    kids = []
    for page in pages:
        content = stream("\n".join(_commands(thing, codes) for thing in page).encode())
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [{media}] /Rotate {rotate} /Contents {content} 0 R "
                f"/Resources << {resources} >> >>"
            )
        )
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    catalog = add(f"<< /Type /Catalog /Pages {tree} 0 R {f'/PageLabels << /Nums [{labels}] >>' if labels else ''} >>")
    path.write_bytes(assembled(objects, catalog))


def lock(path: Path, password: str, owner: str = "owner") -> None:
    """Encrypts a PDF in place with RC4, which needs no further package."""
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(password, owner, algorithm="RC4-128")
    writer.write(path)


def outlined(seed: int, lines: int = 30) -> Drawing:
    """Something like lines of letters that were turned into outlines."""
    draw = random.Random(seed)
    strokes = []
    for line in range(lines):
        for letter in range(30):
            x, y = 60 + 15 * letter, 760 - 22 * line
            points = [(x + draw.randrange(12), y + draw.randrange(12)) for _ in range(6)]
            strokes.append(f"{points[0][0]} {points[0][1]} m " + " ".join(f"{a} {b} l" for a, b in points[1:]) + " f")
    return Drawing("\n".join(strokes))


def assembled(objects: Sequence[bytes], catalog: int) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010} 00000 n \n".encode()
    out += f"trailer << /Size {len(objects) + 1} /Root {catalog} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _commands(thing: Text | Picture | Drawing, codes: Mapping[str, int]) -> str:
    if isinstance(thing, Text):
        shown = "".join(f"{codes[char]:04X}" for char in thing.text)
        return f"BT {thing.mode} Tr /F1 {thing.size:g} Tf {thing.x:g} {thing.y:g} Td <{shown}> Tj ET"
    if isinstance(thing, Picture):
        name = "White" if thing.white else "Black"
        return f"q {thing.width:g} 0 0 {thing.height:g} {thing.x:g} {thing.y:g} cm /{name} Do Q"
    return thing.commands
