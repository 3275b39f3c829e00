"""Pieces of text on a page -> the order they are read in, and the white space between them."""

import itertools
import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_COLUMN_ROWS = 4  # fewer rows beside each other are a small table, or two remarks
_COLUMN_EMS = 8  # a column of running text is not narrower than this many characters
_FULL_SHARE = 0.8  # a row is full when its pieces cover this share of its column
# What begins a line of its own: 12. (3) ① A. II. 一、 第2章 【...】 bullets, comments of a program. Not 1.25.
_OPENS_LINE = re.compile(
    r"\d{1,3}\s*(?:[.．](?!\d)|[、)）])|[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-zA-Z])\s*[)）]|[①-⓿❶-❿]"
    r"|[A-Ha-h]\s*[.．、)）](?!\w)|[A-H][.．、]|[IVX\u2160-\u217f]{1,4}\s*[.．、]|[一二三四五六七八九十]{1,3}[、．.]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节篇部讲]|【|[-–—•●■□◆◇▶▪*·]\s*\S|//|/\*|#|[图表]\s*\d"
)
_BREAKS_WORD = re.compile(r"[A-Za-z]{2}-$")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True)
class Piece:
    """A run of text as it was found; left, top, right and bottom in the same unit both ways, the page standing upright."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


Row = list[int]  # numbers of the pieces beside each other, from the left


def reading_order(pieces: Sequence[Piece]) -> list[tuple[int, str, str]]:
    """(number of the piece, its text, white space before it), as a reader goes through the page.

    Columns of running text are read one after the other, tables and answer grids row by row with tabs between cells.
    Lines that fill their column run on into the next, Chinese without a space; headings, numbered questions, options
    and indented lines begin anew. A hyphen that divides a word at the line's end becomes a soft hyphen in the text.
    """
    if not pieces:
        return []
    em = _em(pieces)
    out: list[tuple[int, str, str]] = []
    for block in _blocks(pieces, list(range(len(pieces))), em):
        rows = _rows(pieces, block)
        for at, row in enumerate(rows):
            before = _before_row(pieces, rows, at, em) if at else "\n"
            for place, number in enumerate(row):
                text = pieces[number].text
                if place:
                    before = _between(pieces[row[place - 1]], pieces[number], em)
                elif at and before == "" and _BREAKS_WORD.search(out[-1][1]) and text[:1].islower():
                    out[-1] = (out[-1][0], out[-1][1][:-1] + _SOFT_HYPHEN, out[-1][2])
                out.append((number, text, before))
    return out


def _em(pieces: Sequence[Piece]) -> float:
    """The width of a Chinese character: the median over the characters of the page."""
    widths = sorted(((piece.right - piece.left) / _units(piece.text), len(piece.text)) for piece in pieces)
    half = sum(weight for _, weight in widths) / 2
    for width, weight in widths:
        half -= weight
        if half <= 0:
            return max(width, 1e-6)
    return max(widths[-1][0], 1e-6)


def _units(text: str) -> float:
    return sum(1.0 if _is_wide(char) else 0.5 for char in text)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


def _rows(pieces: Sequence[Piece], numbers: Sequence[int]) -> list[Row]:
    """The pieces grouped into rows from top to bottom, each from left to right."""
    rows: list[Row] = []
    middle = height = 0.0
    for number in sorted(numbers, key=lambda n: pieces[n].middle):
        piece = pieces[number]
        if rows and piece.middle - middle < 0.5 * min(height, piece.height):
            rows[-1].append(number)
        else:
            rows.append([number])
        middle = statistics.fmean(pieces[n].middle for n in rows[-1])
        height = statistics.median(pieces[n].height for n in rows[-1])
    return [sorted(row, key=lambda n: pieces[n].left) for row in rows]


def _blocks(pieces: Sequence[Piece], numbers: list[int], em: float) -> list[list[int]]:
    """The pieces of each stretch that is read from top to bottom, in reading order."""
    gutter = _gutter(pieces, numbers, em)
    if gutter is None:
        return [numbers]
    spanning = sorted((n for n in numbers if pieces[n].left < gutter < pieces[n].right), key=lambda n: pieces[n].middle)
    edges = [pieces[n].middle for n in spanning]
    bands: list[list[int]] = [[] for _ in range(len(edges) + 1)]
    for number in numbers:
        if number not in spanning:
            bands[sum(edge < pieces[number].middle for edge in edges)].append(number)
    out: list[list[int]] = []
    plain: list[int] = []  # what is read row by row since the last columns
    for at, band in enumerate(bands):
        left = [n for n in band if pieces[n].right <= gutter]
        right = [n for n in band if pieces[n].left >= gutter]
        if _are_columns(pieces, left, right, em):
            if plain:
                out.append(plain)
            out += _blocks(pieces, left, em) + _blocks(pieces, right, em)
            plain = []
        else:
            plain += band
        plain += spanning[at : at + 1]
    return out + ([plain] if plain else [])


def _gutter(pieces: Sequence[Piece], numbers: list[int], em: float) -> float | None:
    """Where a line down the middle part of the page crosses the fewest pieces; None when it crosses most of them."""
    left, right = min(pieces[n].left for n in numbers), max(pieces[n].right for n in numbers)
    width = right - left
    if width < 2 * _COLUMN_EMS * em:
        return None
    places = [left + width * (0.25 + 0.5 * step / 60) for step in range(61)]
    crossed = [sum(pieces[n].left < x < pieces[n].right for n in numbers) for x in places]
    fewest = min(crossed)
    if fewest > 0.5 * len(numbers):
        return None
    runs: list[list[float]] = []
    for at, (x, count) in enumerate(zip(places, crossed, strict=True)):
        if count == fewest:
            if runs and crossed[at - 1] == fewest:
                runs[-1].append(x)
            else:
                runs.append([x])
    return statistics.median(max(runs, key=len))


def _are_columns(pieces: Sequence[Piece], left: list[int], right: list[int], em: float) -> bool:
    """Whether what stands beside each other is two columns of running text, not the cells of a table.

    In columns many rows fill their width; or some do and the columns are long and alike, as the two pages of a spread;
    or the rows of the one do not stand level with those of the other. Comments beside a program are no column.
    """
    if not left or not right:
        return False
    sides = [_rows(pieces, side) for side in (left, right)]
    widths = [max(pieces[n].right for n in side) - min(pieces[n].left for n in side) for side in (left, right)]
    fewest, narrower = min(map(len, sides)), min(widths)
    if fewest < _COLUMN_ROWS or narrower < _COLUMN_EMS * em:
        return False
    full = min(
        statistics.fmean(sum(pieces[n].right - pieces[n].left for n in row) >= _FULL_SHARE * width for row in rows)
        for rows, width in zip(sides, widths, strict=True)
    )
    if statistics.fmean(pieces[row[0]].text.startswith(("//", "/*", "#")) for row in sides[1]) > 0.5:
        return False
    if full >= 0.4 or (full >= 0.15 and fewest >= 2 * _COLUMN_ROWS and max(widths) < 1.5 * narrower > 20 * em):
        return True
    few, many = sorted(sides, key=len)
    middles = [statistics.fmean(pieces[n].middle for n in row) for row in many]
    level = []
    for row in few:
        middle = statistics.fmean(pieces[n].middle for n in row)
        height = statistics.fmean(pieces[n].height for n in row)
        level.append(min(abs(middle - other) for other in middles) < 0.4 * height)
    return statistics.fmean(level) < 0.6


def _between(before: Piece, after: Piece, em: float) -> str:
    """The white space between neighbours in a row."""
    gap = after.left - before.right
    if gap >= 2 * em:
        return "\t"
    return _joint(before.text, after.text) if gap < 0.5 * em else " "


def _joint(before: str, after: str) -> str:
    return "" if _is_wide(before[-1]) or _is_wide(after[0]) else " "


def _before_row(pieces: Sequence[Piece], rows: Sequence[Row], at: int, em: float) -> str:
    """A line break, or what joins row `at` to the one above when that one runs on."""
    above, row = rows[at - 1], rows[at]
    opening, last, first = pieces[above[0]], pieces[above[-1]], pieces[row[0]]
    if (
        _OPENS_LINE.match(first.text)
        or _is_code(last.text)
        or (_has_cells(pieces, above, em) and _has_cells(pieces, row, em))
    ):
        return "\n"
    if len(above) > 1 and last.right - last.left < 4 * em:
        return "\n"  # a cell of a table
    if first.middle - last.middle > 1.35 * _pitch(pieces, rows, at):
        return "\n"
    if max(first.height, last.height) > 1.5 * min(first.height, last.height):
        return "\n"
    hanging = 4 if _OPENS_LINE.match(opening.text) else 1.2
    if first.left > opening.left + hanging * em:
        return "\n"
    if not _is_full(pieces, rows, at - 1, first, em):
        return "\n"
    if _BREAKS_WORD.search(last.text) and first.text[:1].islower():
        return ""
    return _joint(last.text, first.text)


def _is_full(pieces: Sequence[Piece], rows: Sequence[Row], at: int, following: Piece, em: float) -> bool:
    """Whether row `at` leaves no room for the word that follows it, or ends level with a long line next to it."""
    left, right = pieces[rows[at][0]].left, pieces[rows[at][-1]].right
    near = rows[max(0, at - 6) : at + 7]
    odd = len(near) > 3  # one line may stick out
    edge = sorted((pieces[row[-1]].right for row in near), reverse=True)[odd]
    start = sorted(pieces[row[0]].left for row in near)[odd]
    beside = [pieces[row[-1]].right for row in (*rows[max(0, at - 1) : at], *rows[at + 1 : at + 2])]
    is_text = right - left > 15 * em and left - start < 4 * em and not _has_cells(pieces, rows[at], em)
    if is_text and any(abs(right - other) < 0.7 * em for other in beside):
        return True  # a paragraph next to a picture
    word = re.match(r"[\w.,;:'\"()+-]+", following.text, re.ASCII)
    room = (0.5 * len(word[0]) if word else 1) * em + em
    return right + room >= edge and right - left >= 0.75 * (edge - start)


def _is_code(text: str) -> bool:
    """Whether a line ends like one of a program, or with a comment."""
    return re.search(r"[;{}]$|//|/\*|∥", text) is not None


def _has_cells(pieces: Sequence[Piece], row: Row, em: float) -> bool:
    return any(pieces[b].left - pieces[a].right >= 2 * em for a, b in itertools.pairwise(row))


def _pitch(pieces: Sequence[Piece], rows: Sequence[Row], at: int) -> float:
    """The usual distance from line to line around row `at`."""
    near = rows[max(0, at - 6) : at + 6]
    middles = [pieces[row[0]].middle for row in near]
    distances = sorted(b - a for a, b in itertools.pairwise(middles))
    return distances[len(distances) // 3]
