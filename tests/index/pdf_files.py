"""Small hand-written PDF files: a page is a list of lines, or None for one that shows only a picture."""

from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfReader, PdfWriter

Line = str
PageLines = Sequence[Line] | None


def write_pdf(path: Path, pages: Sequence[PageLines], *, mapped: bool = True, outline: Sequence[tuple[int, str]] = ()):
    """A PDF whose text goes through a two-byte font with a ToUnicode map.

    `mapped` False leaves the map away, as in files whose text layer is garbled. `outline`: (page from 1, title).
    """
    characters = sorted({char for lines in pages if lines for line in lines for char in line})
    codes = {char: 0x0100 + number for number, char in enumerate(characters)}
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    def stream(content: bytes, entries: str = "") -> int:
        return add(f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")

    pairs = "\n".join(f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items())
    to_unicode = stream(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
        ).encode()
    )
    descendant = add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    map_entry = f"/ToUnicode {to_unicode} 0 R" if mapped else ""
    font = add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H {map_entry} "
        f"/DescendantFonts [{descendant} 0 R] >>"
    )
    picture = stream(
        b"\x00", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    tree = len(objects) + 2 * len(pages) + 1
    kids = []
    for lines in pages:
        shown = "".join(f"<{''.join(f'{codes[char]:04X}' for char in line)}> Tj T*\n" for line in lines or ())
        content = stream(f"BT /F1 12 Tf 14 TL 50 780 Td\n{shown}ET".encode() if lines is not None else b"q /P Do Q")
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
                f"/Resources << /Font << /F1 {font} 0 R >> {f'/XObject << /P {picture} 0 R >>' if lines is None else ''} >> >>"
            )
        )
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    catalog = add(f"<< /Type /Catalog /Pages {tree} 0 R >>")
    path.write_bytes(_assembled(objects, catalog))
    if outline:
        writer = PdfWriter(clone_from=path)
        for page, title in outline:
            writer.add_outline_item(title=title, page_number=page - 1)
        writer.write(path)


def lock(path: Path, password: str, owner: str = "owner") -> None:
    """Encrypts a PDF in place with RC4, which needs no further package."""
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(password, owner, algorithm="RC4-128")
    writer.write(path)


def _assembled(objects: Sequence[bytes], catalog: int) -> bytes:
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
