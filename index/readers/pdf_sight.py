"""What is to be seen on a PDF page, asked of PDFium: its characters, its objects, and the ink outside the text."""

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from index.readers.pdf_text import PageCharacters

_MOST_CHARACTERS_OF_PAGE = 200_000
_SAMPLE_CHARACTERS = 200  # of a page, asked whether their font names their letter
_MOST_OBJECTS = 3_000  # of a page, looked at
_FEW_LINES, _SEGMENTS_OF_FRAME = 12, 5
_LATIN_FONT = re.compile(
    r"Arial|Helvetica|Times|Courier|Symbol|Dingbats|Calibri|Cambria|Verdana|Georgia|Tahoma", re.IGNORECASE
)
_PICTURE_PIXELS = 360  # of the longer side
_CELL_PIXELS = 6
_RULE_PIXELS, _THICK_PIXELS = 40, 4  # a line that long and less thick is a rule
_FEWEST_CELLS = 8  # with ink in them, for a page to show something beside its text


@contextmanager
def characters_of(page) -> Iterator[tuple[PageCharacters, float]]:
    """The page's characters as it is shown, and the share of those without a letter in their font's map."""
    from pypdfium2 import raw

    text_page = page.get_textpage()
    try:
        handle = text_page.raw
        count = min(text_page.count_chars(), _MOST_CHARACTERS_OF_PAGE)
        text = "".join([_character(raw.FPDFText_GetUnicode(handle, at)) for at in range(count)])
        spaces = [match.start() for match in re.finditer(r"\s", text)]
        generated = frozenset(at for at in spaces if raw.FPDFText_IsGenerated(handle, at) == 1)
        sample = range(0, count, max(count // _SAMPLE_CHARACTERS, 1))
        printed = [at for at in sample if at not in generated]
        unmapped = sum(raw.FPDFText_HasUnicodeMapError(handle, at) == 1 for at in printed)
        degrees = page.get_rotation()
        left, bottom, right, top = _turned(_boxes(handle, count), degrees).T.tolist()
        x, y = ctypes.c_double(), ctypes.c_double()

        def baseline(at: int) -> float:
            raw.FPDFText_GetCharOrigin(handle, at, x, y)
            return float(np.nan_to_num(_turned(np.array([[x.value, y.value, x.value, y.value]]), degrees))[0, 1])

        yield PageCharacters(text, left, bottom, right, top, generated, baseline), unmapped / max(len(printed), 1)
    finally:
        text_page.close()


def _boxes(handle, count: int) -> np.ndarray:
    """(count, 4): left, bottom, right, top of every character with the room its font gives it."""
    from pypdfium2 import raw

    boxes = np.zeros((count, 4), dtype=np.float32)  # an FS_RECTF each: left, top, right, bottom
    # The same function taking plain addresses: an object for each of a book's million rectangles costs more than all else.
    fill = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
        ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value
    )
    page, address, step = ctypes.cast(handle, ctypes.c_void_p).value, boxes.ctypes.data, boxes.strides[0]
    for at in range(count):
        fill(page, at, address + at * step)
    boxes[~np.isfinite(boxes).all(axis=1)] = 0
    return boxes[:, [0, 3, 2, 1]]


def _character(code: int) -> str:
    """One character for each code, so that places in the text are places in the page."""
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"


def _turned(boxes: np.ndarray, degrees: int) -> np.ndarray:
    """The boxes on a page that is shown turned clockwise by so much."""
    left, bottom, right, top = boxes.T
    if degrees == 90:
        return np.stack([bottom, -right, top, -left], axis=1)
    if degrees == 180:
        return np.stack([-right, -top, -left, -bottom], axis=1)
    if degrees == 270:
        return np.stack([-top, left, -bottom, right], axis=1)
    return boxes


@dataclass(frozen=True)
class PageObjects:
    """What a page is made of. `few`: besides text at most a handful of lines, as rules and frames are.

    `hidden`: most of a page's text cannot be seen, being drawn in the invisible mode or covered by a picture.

    `unplaced`: PDFium has no place for some of it, and leaves it out: single characters of a font that is neither in the
    file nor on this machine.
    """

    few: bool
    hidden: bool
    unplaced: bool


def objects_of(page) -> PageObjects:
    from pypdfium2 import raw

    width, height = page.get_size()
    texts = unseen = lines = others = 0
    unplaced = False
    sides = [ctypes.c_float() for _ in range(4)]
    count = raw.FPDFPage_CountObjects(page)
    for at in range(min(count, _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            texts += 1
            unseen += raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
            if not unplaced:
                raw.FPDFPageObj_GetBounds(thing, *sides)
                unplaced = sides[0].value == sides[2].value and _is_of_unknown_font(thing)
            continue
        lines += kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPath_CountSegments(thing) <= _SEGMENTS_OF_FRAME
        others += 1
        if kind == raw.FPDF_PAGEOBJ_IMAGE and unseen < texts:
            raw.FPDFPageObj_GetBounds(thing, *sides)
            left, bottom, right, top = (side.value for side in sides)
            if (right - left) * (top - bottom) > 0.7 * width * height:
                unseen = texts
    few = count <= _MOST_OBJECTS and others == lines <= _FEW_LINES
    return PageObjects(few, 0 < texts < 2 * unseen, unplaced)


def _is_of_unknown_font(text) -> bool:
    """Whether a text's font is neither embedded nor one of the Latin ones for which PDFium has its own."""
    from pypdfium2 import raw

    font = raw.FPDFTextObj_GetFont(text)
    if not font or raw.FPDFFont_GetIsEmbedded(font) == 1:
        return False
    name = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(font, name, len(name))
    return _LATIN_FONT.search(name.value.decode("utf-8", "replace")) is None


def shows_more_than(page, characters: PageCharacters) -> bool:
    """Whether something is to be seen outside the boxes of the characters: a picture, outlines; thin rules do not count."""
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        return False
    scale = _PICTURE_PIXELS / max(width, height)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        picture = bitmap.to_numpy()
        picture = picture.reshape(picture.shape[0], -1).astype(np.int16)
    finally:
        bitmap.close()
    ink = np.abs(picture - int(np.median(picture))) > 40
    _wipe(ink, characters, page, scale)
    ink &= ~(_long_runs(ink, _RULE_PIXELS, 1) & ~_long_runs(ink, _THICK_PIXELS, 0))
    ink &= ~(_long_runs(ink, _RULE_PIXELS, 0) & ~_long_runs(ink, _THICK_PIXELS, 1))
    rows, columns = (length // _CELL_PIXELS * _CELL_PIXELS for length in ink.shape)
    if not rows or not columns:
        return bool(ink.any())
    cells = ink[:rows, :columns].reshape(rows // _CELL_PIXELS, _CELL_PIXELS, columns // _CELL_PIXELS, _CELL_PIXELS)
    thick = (cells.any(axis=3).sum(axis=1) >= 3) & (cells.any(axis=1).sum(axis=2) >= 3)
    return int(thick.sum()) >= _FEWEST_CELLS


def _long_runs(ink: np.ndarray, length: int, axis: int) -> np.ndarray:
    """Where the ink goes on for at least `length` pixels along an axis."""
    if ink.shape[axis] < length:
        return np.zeros_like(ink)
    lines = ink if axis == 1 else ink.T
    sums = np.cumsum(np.pad(lines, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    begins = sums[:, length:] - sums[:, :-length] == length
    begun = np.cumsum(np.pad(begins, ((0, 0), (length, length - 1))), axis=1, dtype=np.int32)
    covered = begun[:, length:] > begun[:, :-length]
    return covered if axis == 1 else covered.T


def _wipe(ink: np.ndarray, characters: PageCharacters, page, scale: float) -> None:
    """Takes away the ink inside the characters' boxes."""
    left, _, _, top = _turned(np.array([page.get_bbox()]), page.get_rotation())[0]
    for at in range(len(characters.text)):
        if at not in characters.generated:
            x0, x1 = int((characters.left[at] - left) * scale) - 1, int((characters.right[at] - left) * scale) + 2
            y0, y1 = int((top - characters.top[at]) * scale) - 1, int((top - characters.bottom[at]) * scale) + 2
            ink[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = False
