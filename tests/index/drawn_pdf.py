"""PDF files whose letters are drawn by the file itself, as blocks: what is dark in the picture does not depend on the fonts
of the machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EM = 20  # points: the step from letter to letter
BLOCK = (0.1, 0.0, 0.9, 0.8)  # of an em, what a letter fills


@dataclass(frozen=True)
class Run:
    """Letters from a point of the page on, to the right; `dark` ones are black, the others light grey."""

    text: str
    x: float
    y: float
    dark: bool = False


def write_drawn_pdf(
    path: Path,
    pages: Sequence[Sequence[Run]],
    *,
    media: tuple[float, float, float, float] = (0, 0, 600, 800),
    crop: tuple[float, float, float, float] | None = None,
    rotate: int = 0,
    labels: str = "",
) -> None:
    """`labels`: a /PageLabels dictionary's number tree, as `0 << /S /D /St 204 >>`."""
    characters = sorted({char for page in pages for run in page for char in run.text})
    codes = {char: number for number, char in enumerate(characters, start=1)}
    assert len(codes) < 256
    objects: list[bytes] = []

    def add(body: str) -> int:
        objects.append(body.encode("latin-1"))
        return len(objects)

    def stream(content: str) -> int:
        return add(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")

    left, bottom, right, top = (round(1000 * side) for side in BLOCK)
    block = stream(f"1000 0 d0 {left} {bottom} {right - left} {top - bottom} re f")
    pairs = "\n".join(f"<{code:02X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items())
    to_unicode = stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{len(codes)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap end end"
    )
    names = " ".join(f"/g{code}" for code in codes.values())
    font = add(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/CharProcs << {' '.join(f'/g{code} {block} 0 R' for code in codes.values())} >> "
        f"/Encoding << /Type /Encoding /Differences [1 {names}] >> /FirstChar 1 /LastChar {len(codes)} "
        f"/Widths [{' '.join(['1000'] * len(codes))}] /ToUnicode {to_unicode} 0 R /Resources << >> >>"
    )
    tree = len(objects) + 2 * len(pages) + 1
    kids = []
    for page in pages:
        shown = "\n".join(
            f"BT /F {EM} Tf {0 if run.dark else 0.75} g {run.x} {run.y} Td "
            f"<{''.join(f'{codes[char]:02X}' for char in run.text)}> Tj ET"
            for run in page
        )
        boxes = f"/MediaBox [{' '.join(map(str, media))}]"
        boxes += f" /CropBox [{' '.join(map(str, crop))}]" if crop else ""
        content = stream(shown)
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R {boxes} /Rotate {rotate} /Contents {content} 0 R "
                f"/Resources << /Font << /F {font} 0 R >> >> >>"
            )
        )
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    catalog = add(f"<< /Type /Catalog /Pages {tree} 0 R {f'/PageLabels << /Nums [{labels}] >>' if labels else ''} >>")
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root {catalog} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(bytes(out))
