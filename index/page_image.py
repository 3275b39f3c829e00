"""A page of a PDF as a picture, and where its letters stand in that picture. Run it in a child process: see index.workers."""

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import BrokenSource, LibraryError
from index.page_marks import Letters
from index.recognised import Box

NARROWEST, WIDEST = 200, 2400  # pixels
MOST_PIXELS = 12_000_000  # of one picture
LONGEST_SIDE = 16_000  # pixels; WebP ends at 16,383
MOST_LETTERS = 40_000  # of one page
DRAWING_SECONDS = 30.0  # the limits to hand to the workers
DRAWING_MEMORY_MB = 1536

_QUALITY = 80
_GRID = 1_000_000  # PDFium tells places in whole pixels: of a picture this wide they are fine enough
_NO_BOX: Box = (0.0, 0.0, 0.0, 0.0)


class NoSuchPage(LibraryError):
    """The file has no page of that number."""


@dataclass(frozen=True)
class PageLayout:
    """`count`: pages in the file; `label`: the printed number as the file states it, or "".

    `height` is that of the picture when its width is 1.
    """

    count: int
    label: str
    height: float
    letters: Letters


def page_picture(path: str, number: int, width: int) -> bytes:
    """Page `number`, from 1, as a WebP or a JPEG, whichever is smaller, about `width` pixels wide.

    A page of absurd shape is drawn smaller, so that no picture has more than MOST_PIXELS. Raises BrokenSource, NoSuchPage.
    """
    with _page(path, number) as (_, page):
        across, down = _size(path, page)
        wanted = min(max(width, NARROWEST), WIDEST) / across
        scale = min(wanted, (MOST_PIXELS / across / down) ** 0.5, LONGEST_SIDE / down)
        picture = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    versions = []
    for kind, options in (("WEBP", {"method": 2}), ("JPEG", {"optimize": True})):
        out = io.BytesIO()
        picture.save(out, kind, quality=_QUALITY, **options)
        versions.append(out.getvalue())
    return min(versions, key=len)


def media_type(picture: bytes) -> str:
    """Of what `page_picture` gave."""
    return "image/jpeg" if picture.startswith(b"\xff\xd8") else "image/webp"


def page_layout(path: str, number: int) -> PageLayout:
    """Raises BrokenSource and NoSuchPage."""
    with _page(path, number) as (document, page):
        across, down = _size(path, page)
        label = (document.get_page_label(number - 1) or "").strip()
        return PageLayout(len(document), label[:20], down / across, _letters(page))


@contextmanager
def _page(path: str, number: int) -> Iterator[tuple]:
    """(document, page), both closed afterwards."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(Path(path))
    except (pypdfium2.PdfiumError, OSError) as error:
        raise BrokenSource(Path(path), f"cannot be opened to draw a page ({error}); add the file again") from error
    try:
        if not 1 <= number <= len(document):
            raise NoSuchPage(f"{path} has {len(document)} pages and no page {number}")
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise BrokenSource(Path(path), f"page {number} is damaged and cannot be drawn") from error
        try:
            yield document, page
        finally:
            page.close()
    finally:
        document.close()


def _size(path: str, page) -> tuple[float, float]:
    """Width and height as seen: after the crop box and the rotation. In points."""
    across, down = page.get_size()
    if not (0 < across < float("inf") and 0 < down < float("inf")):
        raise BrokenSource(Path(path), "a page without a size cannot be drawn")
    return across, down


def _letters(page) -> Letters:
    from pypdfium2 import raw

    text = page.get_textpage()
    try:
        to_picture = _to_picture(page)
        characters: list[str] = []
        boxes: list[Box] = []
        rectangle, left, right, bottom, top = raw.FS_RECTF(), *(ctypes.c_double() for _ in range(4))
        for at in range(min(text.count_chars(), MOST_LETTERS)):
            code = raw.FPDFText_GetUnicode(text, at)
            if 0xDC00 <= code < 0xE000 and characters and 0xD800 <= ord(characters[-1]) < 0xDC00:
                high = ord(characters[-1]) - 0xD800  # the second half of a rare character
                characters[-1] = chr(0x10000 + (high << 10) + code - 0xDC00)
                continue
            char = chr(code) if 0 < code < 0x110000 else " "
            characters.append(char)
            if char.isspace() or not char.isprintable():
                boxes.append(_NO_BOX)
                continue
            # The loose box is as high as the line and as wide as the step to the next letter.
            if raw.FPDFText_GetLooseCharBox(text, at, rectangle) and rectangle.right != rectangle.left:
                corners = rectangle.left, rectangle.top, rectangle.right, rectangle.bottom
            else:
                raw.FPDFText_GetCharBox(text, at, left, right, bottom, top)
                corners = left.value, top.value, right.value, bottom.value
            boxes.append(_fractions(corners, to_picture))
    finally:
        text.close()
    return Letters("".join(characters), tuple(boxes))


def _to_picture(page) -> tuple[float, ...]:
    """(a, b, c, d, e, f): a point (x, y) of the page stands at (a x + c y + e, b x + d y + f) of a picture of size 1 x 1."""
    from pypdfium2 import raw

    across, down = ctypes.c_int(), ctypes.c_int()

    def place(x: float, y: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
        return across.value / _GRID, down.value / _GRID

    (e, f), (x1, y1), (x2, y2) = place(0, 0), place(100, 0), place(0, 100)
    return (x1 - e) / 100, (y1 - f) / 100, (x2 - e) / 100, (y2 - f) / 100, e, f


def _fractions(corners: tuple[float, float, float, float], to_picture: tuple[float, ...]) -> Box:
    """The box around two opposite corners, inside the picture; empty for what lies outside it."""
    a, b, c, d, e, f = to_picture
    left, top, right, bottom = corners
    xs = [a * left + c * top + e, a * right + c * bottom + e]
    ys = [b * left + d * top + f, b * right + d * bottom + f]
    box = max(0.0, min(xs)), max(0.0, min(ys)), min(1.0, max(xs)), min(1.0, max(ys))
    return box if box[0] < box[2] and box[1] < box[3] else _NO_BOX
