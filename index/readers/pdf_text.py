"""The characters of a PDF page, as PDFium places them -> lines of text in reading order, raised and lowered signs marked."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.normalise import CJK

_WIDE = re.compile(rf"[{CJK}\u2e80-\u2fdf\u3000-\u303f\uff00-\uffef]")
_GAP = re.compile(rf"(?<=[{CJK}]) (?=[{CJK}])")
_LINE_END_HYPHEN = re.compile("[\x02\ufffe]")  # what PDFium makes of a hyphen at the end of a line
_SMALL = 0.8  # a script is at most this share of its line's height
_RAISED, _LOWERED = 0.18, -0.06  # how far its baseline lies from the line's, in heights of the line
_LONGEST_SCRIPT = 12
_BASE_OF_SCRIPT = re.compile(r"[A-Za-z0-9\u0370-\u03ff)\]}|∑Σ∏∫√′']")
_RAISED_TEXT = re.compile(r"[A-Za-z0-9\u0370-\u03ff+\-−–*/=,.()′'∗× ]+")
_LOWERED_TEXT = re.compile(rf"[A-Za-z0-9\u0370-\u03ff+\-−–*/=,.()<>≤≥× {CJK}]+")
_WORD_BEFORE = re.compile(r"[A-Za-z]{3,}$")
_ORDINAL = re.compile(r"st|nd|rd|th")
_FEWEST_LINES_OF_COLUMN = 6
_CELLS = 200  # into which a page's width is divided when columns are looked for


@dataclass(frozen=True)
class PageCharacters:
    """A page's characters in the order of the file: one of `text` for each of the four lists of sides.

    Lengths are in points, turned as the page is shown, y upwards. `generated` are the places of the spaces and line ends
    that PDFium put in, whose sides mean nothing. `baseline` says how high a character's foot stands.
    """

    text: str
    left: Sequence[float]
    bottom: Sequence[float]
    right: Sequence[float]
    top: Sequence[float]
    generated: frozenset[int]
    baseline: Callable[[int], float]


@dataclass
class _Line:
    """`places` of its characters in the page's text; the box around those that are printed; their usual `height`.

    `level`: written from left to right, not upwards or down. `mixed`: some characters are much smaller than others.
    """

    places: list[int]
    left: float
    bottom: float
    right: float
    top: float
    height: float
    level: bool
    mixed: bool


def page_text(page: PageCharacters) -> str:
    """The page's lines in reading order: 2^{n} and x_{i} marked, columns one after the other."""
    lines = _in_order(_joined(_printed_lines(page), page), page)
    return "\n".join(text for line in lines if (text := _written(line, page)).strip())


def gaps_in_chinese(page: PageCharacters) -> int:
    """How many spaces PDFium saw between Chinese characters: a mark of text that was laid over a scan."""
    return sum(match.start() in page.generated for match in _GAP.finditer(page.text))


def _printed_lines(page: PageCharacters) -> Iterator[_Line]:
    """What PDFium takes for lines."""
    start = 0
    for match in re.finditer(r"[\r\n]+|\Z", page.text):
        if line := _line(list(range(start, match.start())), page):
            yield line
        start = match.end()


def _line(places: list[int], page: PageCharacters) -> _Line | None:
    printed = [at for at in places if not page.text[at].isspace()]
    if not printed:
        return None
    left, bottom, right, top = page.left, page.bottom, page.right, page.top
    heights = sorted([top[at] - bottom[at] for at in printed])
    height = heights[len(heights) * 4 // 5]  # of the larger characters: scripts are the smaller ones
    first, last = printed[0], printed[-1]
    return _Line(
        places,
        min([left[at] for at in printed]),
        min([bottom[at] for at in printed]),
        max([right[at] for at in printed]),
        max([top[at] for at in printed]),
        height,
        first == last or abs(left[last] - left[first]) >= abs(bottom[last] - bottom[first]),
        heights[0] <= _SMALL * height,
    )


def _joined(printed: Iterator[_Line], page: PageCharacters) -> list[_Line]:
    """PDFium begins a new line at many a raised sign; here it goes on in the line it belongs to."""
    lines: list[_Line] = []
    for line in printed:
        if lines and _goes_on(lines[-1], line) and (joined := _line(lines[-1].places + line.places, page)):
            lines[-1] = joined
        else:
            lines.append(line)
    return lines


def _goes_on(before: _Line, line: _Line) -> bool:
    if not (before.level and line.level):
        return False
    height = max(before.height, line.height)
    overlap = min(before.top, line.top) - max(before.bottom, line.bottom)
    return -0.3 * height <= line.left - before.right <= height and overlap >= 0.3 * min(before.height, line.height)


# Columns


def _in_order(lines: list[_Line], page: PageCharacters) -> list[_Line]:
    """The file's own order, unless two columns stand beside each other or the order jumps up all the time."""
    level = [line for line in lines if line.level]
    if len(level) < _FEWEST_LINES_OF_COLUMN:
        return lines
    pieces = [_pieces(line, page) for line in level]
    gutter = _gutter(pieces)
    if gutter is not None:
        return _by_columns(lines, gutter, page)
    ups = sum(after.bottom > before.top for before, after in pairwise(level))
    if ups > 0.4 * len(level):
        return sorted(lines, key=lambda line: (-round(line.bottom / max(line.height, 1)), line.left))
    return lines


def _pieces(line: _Line, page: PageCharacters) -> list[tuple[float, float]]:
    """(left, right) of the stretches of a line between its wide gaps, where PDFium has put a space."""
    pieces = []
    begin, end = line.left, line.right
    for before, at, after in zip(line.places, line.places[1:], line.places[2:], strict=False):
        if page.text[at] == " " and page.left[after] - page.right[before] >= 0.9 * line.height:
            pieces.append((begin, page.right[before]))
            begin = page.left[after]
    return [*pieces, (begin, end)]


def _gutter(lines: Sequence[Sequence[tuple[float, float]]]) -> float | None:
    """The middle of the empty strip between two columns of text, given each line's pieces; or None."""
    spans = [span for pieces in lines for span in pieces]
    left, right = min(begin for begin, _ in spans), max(end for _, end in spans)
    width = right - left
    if width <= 0:
        return None
    first, last = _CELLS * 3 // 10, _CELLS * 7 // 10
    crossing = [0] * (_CELLS + 1)
    for begin, end in spans:
        for cell in range(
            max(int((begin - left) / width * _CELLS), first), min(int((end - left) / width * _CELLS), last) + 1
        ):
            crossing[cell] += 1
    lowest = min(crossing[first:last])
    if lowest > 0.12 * len(lines):
        return None
    at = left + (median(cell for cell in range(first, last) if crossing[cell] == lowest) + 0.5) / _CELLS * width
    for begin_of_column, end_of_column in ((left, at), (at, right)):
        inside = [end - begin for begin, end in spans if begin >= begin_of_column and end <= end_of_column]
        # Columns of prose are full; the cells of a table and the answers of a question are not.
        if len(inside) < _FEWEST_LINES_OF_COLUMN or median(inside) < 0.6 * (end_of_column - begin_of_column):
            return None
    return at


def _by_columns(lines: list[_Line], gutter: float, page: PageCharacters) -> list[_Line]:
    """Lines across both columns part the page into bands; in each the left column comes first."""
    wide: list[_Line] = []
    narrow: list[_Line] = []
    for line in lines:
        if not line.level or any(begin < gutter < end for begin, end in _pieces(line, page)):
            wide.append(line)
            continue
        for on_left in (True, False):
            half = [at for at in line.places if at not in page.generated and (page.left[at] < gutter) == on_left]
            if half and (side := _line(list(range(half[0], half[-1] + 1)), page)):
                narrow.append(side)
    wide.sort(key=lambda line: -line.top)
    bands: list[list[_Line]] = [[] for _ in range(len(wide) + 1)]
    for line in narrow:
        middle = line.top + line.bottom
        bands[sum(above.top + above.bottom > middle for above in wide)].append(line)
    ordered: list[_Line] = []
    for number, band in enumerate(bands):
        ordered += [line for line in band if line.right <= gutter] + [line for line in band if line.right > gutter]
        ordered += wide[number : number + 1]
    return ordered


# Writing


def _written(line: _Line, page: PageCharacters) -> str:
    out: list[str] = []
    script: list[str] = []
    base: int | None = None  # the last character of full size
    direction = ""

    def close_script() -> None:
        nonlocal direction
        if script:
            text = "".join(script)
            marked = base is not None and _is_script(text, "".join(out[-40:]), page.text[base], direction)
            out.append(f"{direction}{{{text}}}" if marked else text)
            script.clear()
        direction = ""

    for number, at in enumerate(line.places):
        char = page.text[at]
        if char.isspace():
            close_script()
            if out and not _is_gap_in_chinese(line, number, page):
                out.append(" ")
            continue
        if not line.mixed:
            out.append(char)
            continue
        is_small = page.top[at] - page.bottom[at] <= _SMALL * line.height
        kind = _direction(at, base, line, page) if is_small and line.level else ""
        if kind != direction:
            close_script()
        direction = kind
        (script if kind else out).append(char)
        if not is_small:
            base = at
    close_script()
    return _LINE_END_HYPHEN.sub("-", "".join(out)).rstrip()


def _direction(at: int, base: int | None, line: _Line, page: PageCharacters) -> str:
    """ "^" or "_" for a small character that stands higher or lower than the one it follows, else ""."""
    if base is None:
        return ""
    shift = (page.baseline(at) - page.baseline(base)) / max(line.height, 0.01)
    if shift >= _RAISED:
        return "^"
    return "_" if shift <= _LOWERED else ""


def _is_script(text: str, before: str, base: str, direction: str) -> bool:
    """Whether small shifted signs belong to a formula, and are no footnote mark, ordinal or trade mark."""
    if len(text) > _LONGEST_SCRIPT or not _BASE_OF_SCRIPT.fullmatch(base) or before[-1:].isspace():
        return False
    if direction == "_":
        return _LOWERED_TEXT.fullmatch(text) is not None
    if not _RAISED_TEXT.fullmatch(text) or _ORDINAL.fullmatch(text):
        return False
    # A number raised behind a word is a footnote's.
    return not (_WORD_BEFORE.search(before) and text.replace(",", "").isdigit())


def _is_gap_in_chinese(line: _Line, number: int, page: PageCharacters) -> bool:
    """Whether a space that PDFium saw between two Chinese characters is only their wide setting."""
    if line.places[number] not in page.generated or not 0 < number < len(line.places) - 1:
        return False
    before, after = line.places[number - 1], line.places[number + 1]
    if not (_WIDE.match(page.text[before]) and _WIDE.match(page.text[after])):
        return False
    return page.left[after] - page.right[before] < 0.6 * line.height
