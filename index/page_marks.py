"""Where a passage stands on its page: boxes over the letters, found by comparing what both say. Pure.

The text that was indexed and the letters on the page differ in white space, radicals, running heads, superscripts and
hyphens; so both are compared in normal form, letters and digits only, and what does not fit is skipped.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from index.normalise import normalise
from index.recognised import Box, RecognisedPage

Span = tuple[int, int]  # start and end of characters

_SEED = 4  # characters: a shorter agreement says nothing
_UNMISTAKABLE = 8  # an agreement of this length that the page holds once is at its place
_ALONE = 12  # one that stands apart from its neighbours in the passage must be this long
_OFTEN = 64  # a seed that the page holds more often ("0000" in a table of numbers) says nothing
_SLACKS = 3, 30  # letters that may be missing or too many between two neighbours: first few, then more
_FILLED = 3  # letters between two found ones that only the page has, marked with them: a footnote's number
_MENDED = 40  # letters between two agreements that are compared one by one, at most
_PASSAGE_FOUND, _SENTENCE_FOUND = 0.3, 0.5  # the shares of its letters that must be found
_OPENING, _CLOSING = "([{<（［【《〈「『“‘", ")]}>）］】》〉」』”’。，、；：！？.,;:!?…"
_NO_BOX: Box = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Letters:
    """The characters of a page in their order, each with its box; white space has an empty one."""

    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Mark:
    """A box over one line, or part of one. `sentence`: of a cited sentence, else of the passage around it."""

    box: Box
    sentence: bool


def letters_of(page: RecognisedPage) -> Letters:
    """The letters of a recognised page: a line's box shared out by the width that its characters take when printed."""
    characters: list[str] = []
    boxes: list[Box] = []
    for line in page.lines:
        left, top, right, bottom = line.box
        widths = [_printed_width(char) for char in line.text]
        scale = (right - left) / (sum(widths) or 1)
        for char, width in zip(line.text, widths, strict=True):
            characters.append(char)
            boxes.append(_NO_BOX if char.isspace() else (left, top, left + width * scale, bottom))
            left += width * scale
        characters.append("\n")
        boxes.append(_NO_BOX)
    return Letters("".join(characters), tuple(boxes))


def _printed_width(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5


def marks(letters: Letters, passage: str, sentences: Sequence[Span]) -> tuple[Mark, ...]:
    """The boxes of the passage's other sentences, then those of its cited ones; () when the page does not say this.

    `sentences` are spans of `passage` that do not overlap. What is found only in part is marked in part.
    """
    one, other = _Folded.of(passage), _Folded.of(letters.text)
    places = aligned(one.text, other.text)
    if not _found(places, _PASSAGE_FOUND):
        return ()
    cited = [(one.first(start), one.first(end)) for start, end in sorted(sentences)]
    cited = [(start, end) for start, end in cited if _found(places[start:end], _SENTENCE_FOUND)]
    edges = [0, *(edge for span in cited for edge in span), len(places)]
    between = [(start, end) for start, end in pairwise(edges) if start < end and (start, end) not in cited]
    return tuple(
        Mark(box, kind is cited)
        for kind in (between, cited)
        for start, end in kind
        for box in _boxes(letters, other, places[start:end])
    )


def spans_in(text: str, passage: str, spans: Sequence[Span]) -> list[Span]:
    """Where the spans of a passage stand in a text that says the same with other marks; those not found are left out."""
    one, other = _Folded.of(passage), _Folded.of(text)
    places = aligned(one.text, other.text)
    found = []
    for start, end in spans:
        here = places[one.first(start) : one.first(end)]
        if _found(here, _SENTENCE_FOUND):
            found += _spans(text, other, here)
    return found


# --- normal form -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Folded:
    """The letters and digits of a text in normal form; `at[i]` is where the i-th of them stands in the text."""

    text: str
    at: list[int]

    @classmethod
    def of(cls, text: str) -> "_Folded":
        characters: list[str] = []
        at: list[int] = []
        for place, char in enumerate(text):
            for folded in _folded(char):
                characters.append(folded)
                at.append(place)
        return cls("".join(characters), at)

    def first(self, place: int) -> int:
        """The number of letters before a place in the text."""
        return bisect_left(self.at, place)


@lru_cache(maxsize=30_000)
def _folded(char: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", normalise(char)) if part.isalnum())


# --- alignment -------------------------------------------------------------------------------------------------------


def aligned(one: str, other: str) -> list[int]:
    """For every character of `one` the place of the same one in `other`, -1 where there is none.

    Whole if it stands there as it is. Else agreements of several characters are put in place, the unmistakable ones first
    and the longest first; shorter or repeated ones only where their neighbours already are.
    """
    at = other.find(one)
    if one and at >= 0:
        return list(range(at, at + len(one)))
    tiles = _Tiles(len(one), len(other))
    found = sorted(_agreements(one, other), key=lambda block: (-block[2], block[0], block[1]))
    once = _held_once(other)
    unsure = []
    for block in found:
        if any(one[i : i + _UNMISTAKABLE] in once for i in _starts(block)):
            tiles.put(block)
        else:
            unsure.append(block)
    for slack in _SLACKS:
        for block in unsure:
            tiles.put(block, slack)
    for block in unsure:
        if _weight(one[block[0] : block[0] + block[2]]) >= _ALONE:
            tiles.put(block)
    tiles.mend(one, other)
    return tiles.places


def _starts(block: tuple[int, int, int]) -> range:
    return range(block[0], block[0] + block[2] - _UNMISTAKABLE + 1)


def _held_once(text: str) -> set[str]:
    seen: dict[str, int] = defaultdict(int)
    for i in range(len(text) - _UNMISTAKABLE + 1):
        seen[text[i : i + _UNMISTAKABLE]] += 1
    return {piece for piece, count in seen.items() if count == 1}


def _agreements(one: str, other: str) -> Iterable[tuple[int, int, int]]:
    """(start in one, start in other, length) of every run of equal characters that can be made no longer."""
    seeds: dict[str, list[int]] = defaultdict(list)
    for j in range(len(other) - _SEED + 1):
        seeds[other[j : j + _SEED]].append(j)
    for i in range(len(one) - _SEED + 1):
        candidates = seeds.get(one[i : i + _SEED], ())
        if len(candidates) > _OFTEN:
            continue
        for j in candidates:
            if i and j and one[i - 1] == other[j - 1]:
                continue  # part of the one that began before it
            length = _SEED
            while i + length < len(one) and j + length < len(other) and one[i + length] == other[j + length]:
                length += 1
            yield i, j, length


def _weight(text: str) -> float:
    """How much an agreement says: three Latin letters say about as much as one Chinese character."""
    return sum(1.0 if char > "\u2e7f" else 0.4 for char in text)


class _Tiles:
    """Agreements put in place; no character is used twice."""

    def __init__(self, count: int, others: int):
        self.places = [-1] * count
        self._used = bytearray(others)

    def put(self, block: tuple[int, int, int], slack: int | None = None) -> None:
        """What is still free of the block. With `slack` only where the neighbours are in place, up to so many letters."""
        i, j, length = block
        start = None
        for step in range(length + 1):
            free = step < length and self.places[i + step] < 0 and not self._used[j + step]
            if free and start is None:
                start = step
            elif not free and start is not None:
                if step - start >= _SEED and (slack is None or self._fits(i + start, j + start, step - start, slack)):
                    self._take(i + start, j + start, step - start)
                start = None

    def mend(self, one: str, other: str) -> None:
        """Compares what is left beside the agreements letter by letter: a misread one leaves scraps too short to be found."""
        i = 0
        while i < len(one):
            if self.places[i] >= 0:
                i += 1
                continue
            end = next((n for n in range(i, len(one)) if self.places[n] >= 0), len(one))
            length = end - i
            before = self.places[i - 1] if i else None
            after = self.places[end] if end < len(one) else None
            low = before + 1 if before is not None else (after or 0) - length - _FILLED
            high = after if after is not None and after > low else low + length + _FILLED
            low, high = max(low, 0), min(high, low + length + _FILLED, len(other))
            if length <= _MENDED and (before is not None or after is not None) and low < high:
                matcher = SequenceMatcher(None, one[i:end], other[low:high], autojunk=False)
                for block in matcher.get_matching_blocks():
                    if not any(self._used[low + block.b : low + block.b + block.size]):
                        self._take(i + block.a, low + block.b, block.size)
            i = end

    def _take(self, i: int, j: int, length: int) -> None:
        self.places[i : i + length] = range(j, j + length)
        self._used[j : j + length] = b"\1" * length

    def _fits(self, i: int, j: int, length: int, slack: int) -> bool:
        """Whether the neighbours of these letters, as far as they are in place, stand beside them on the page too."""
        before = next((n for n in range(i - 1, max(-1, i - 200), -1) if self.places[n] >= 0), None)
        after = next(
            (n for n in range(i + length, min(len(self.places), i + length + 200)) if self.places[n] >= 0), None
        )
        return any(n is not None and abs((j - self.places[n]) - (i - n)) <= slack for n in (before, after))


# --- boxes -----------------------------------------------------------------------------------------------------------


def _runs(places: Sequence[int]) -> list[Span]:
    """(first, last) of the runs in a sequence of places on the page; small gaps belong to the run."""
    runs: list[list[int]] = []
    last_at = -1
    for at, place in enumerate(places):
        if place < 0:
            continue
        if runs and 0 < place - runs[-1][1] <= at - last_at + _FILLED:
            runs[-1][1] = place
        else:
            runs.append([place, place])
        last_at = at
    return [(first, last) for first, last in runs]


def _found(places: Sequence[int], share: float) -> bool:
    return bool(places) and sum(place >= 0 for place in places) >= share * len(places)


def _spans(text: str, folded: _Folded, places: Sequence[int]) -> list[Span]:
    """Where the letters at these places stand in the text, with the brackets and the full stop around them."""
    found = []
    for first, last in _runs(places):
        start, end = folded.at[first], folded.at[last] + 1
        while start and text[start - 1] in _OPENING:
            start -= 1
        while end < len(text) and text[end] in _CLOSING:
            end += 1
        found.append((start, end))
    return found


def _boxes(letters: Letters, folded: _Folded, places: Sequence[int]) -> list[Box]:
    spans = _spans(letters.text, folded, places)
    return [box for start, end in spans for box in _by_line(letters.boxes[start:end])]


def _by_line(boxes: Iterable[Box]) -> list[Box]:
    """The boxes of letters that follow one another, joined as long as they stand in one line, across or down."""
    lines: list[Box] = []
    last, line_axis = _NO_BOX, None
    for box in boxes:
        if box == _NO_BOX:
            continue
        axis = _axis(last, box) if lines else None
        if axis is not None and line_axis in (None, axis):
            lines[-1] = (*map(min, lines[-1][:2], box[:2]), *map(max, lines[-1][2:], box[2:]))
            line_axis = axis
        else:
            lines.append(box)
            line_axis = None
        last = box
    return lines


def _axis(one: Box, other: Box) -> int | None:
    """0 when the two letters stand beside each other in a line across, 1 in a line down, None when they do neither."""
    for axis, reach in ((0, 2.5), (1, 1.0)):
        beside = 1 - axis
        sizes = [box[beside + 2] - box[beside] for box in (one, other)]
        shared = min(one[beside + 2], other[beside + 2]) - max(one[beside], other[beside])
        gap = max(one[axis], other[axis]) - min(one[axis + 2], other[axis + 2])
        if shared >= 0.4 * min(sizes) and gap <= reach * max(sizes):
            return axis
    return None
