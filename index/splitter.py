"""Pages -> passages of a few hundred characters, cut where a reader would pause."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from index.normalise import CJK, normalise, words
from index.passages import Page, Passage

_FENCE = re.compile(r"^\s*(```+|~~~+)")
_TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_SENTENCE_END = re.compile(r"[。！？!?；;…][”’」』）)\"']*|[.:：](?=\s)|\n")
_SURELY_A_WORD = re.compile(rf"[{CJK}0-9]")  # a word in every normal form; a letter may become a foreign one

Span = tuple[int, int]


@dataclass(frozen=True)
class SplitterSettings:
    """Lengths in characters. A passage ends at the first pause after `target` and before `longest`.

    Tables and fenced code are one passage up to `longest_whole`; a longer one is cut between its lines. A piece shorter
    than `stub` never stands alone before another.
    """

    target: int = 350
    longest: int = 500
    longest_whole: int = 3000
    stub: int = 60

    @property
    def stamp(self) -> str:
        """Says how a source was cut: `target=350 longest=500 ...`."""
        return " ".join(f"{name}={value}" for name, value in asdict(self).items())


def split_pages(pages: Iterable[Page], collection: str, settings: SplitterSettings | None = None) -> list[Passage]:
    """The passages of all pages in order; `page.text[start:end]` is the passage's text. Pieces without a word are left out."""
    settings = settings or SplitterSettings()
    return [
        Passage(
            collection, page.source, page.number, page.label, page.section, page.node, start, end, page.text[start:end]
        )
        for page in pages
        for start, end in _spans(page.text, settings)
        if _SURELY_A_WORD.search(page.text, start, end) or words(normalise(page.text[start:end]))
    ]


def _spans(text: str, settings: SplitterSettings) -> Iterator[Span]:
    """Neighbouring blocks packed up to the target length, trimmed of white space."""
    begin = end = 0
    for start, stop in _pieces(text, settings):
        full = end - begin >= settings.target and len(text) - end > settings.target // 4  # no stub at the page's end
        stub = end - begin < settings.stub  # a caption or a tab's name belongs to the block below it
        if end > begin and (full or (stop - begin > settings.longest and not stub)):
            yield from _trimmed(text, begin, end)
            begin = start
        end = stop
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _pieces(text: str, settings: SplitterSettings) -> Iterator[Span]:
    """The smallest units that may stand apart, side by side: a table, a fenced block, or a sentence of prose."""
    for start, end, whole in _blocks(text):
        if whole and end - start <= settings.longest_whole:
            yield start, end
        elif whole:
            yield from _cut(text, start, end, re.compile(r"\n"), settings.longest_whole)
        elif end - start <= settings.target:
            yield start, end
        else:
            yield from _cut(text, start, end, _SENTENCE_END, settings.longest)


def _cut(text: str, start: int, end: int, border: re.Pattern[str], longest: int) -> Iterator[Span]:
    """Cuts at every border, and inside a piece that is longer than allowed."""
    last = start
    for cut in [*(match.end() for match in border.finditer(text, start, end)), end]:
        while cut - last > longest:
            comma = max(text.rfind(mark, last + longest // 2, last + longest) for mark in "，、, ")
            middle = comma + 1 if comma >= 0 else last + longest
            yield last, middle
            last = middle
        if cut > last:
            yield last, cut
            last = cut


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Paragraphs, tables and fenced code with their trailing blank lines, side by side; True where kept whole."""
    start = position = 0
    kind, fence = "", ""
    after_blank = False
    for line in text.splitlines(keepends=True):
        opening = _FENCE.match(line)
        if fence:
            closes = opening is not None and opening[1].startswith(fence) and not line.strip().strip(fence[0])
            line_kind, fence = "code", "" if closes else fence
            begins = False
        elif opening:
            line_kind, fence, begins = "code", opening[1], True
        elif not line.strip():
            line_kind, begins, after_blank = kind, False, True
        elif _TABLE_ROW.match(line):
            line_kind, begins = "table", kind != "table"
        else:
            line_kind, begins = "prose", kind != "prose" or after_blank
        if begins and position > start:
            yield start, position, kind in ("code", "table")
            start = position
        if line.strip():
            after_blank = False
        kind = line_kind
        position += len(line)
    if position > start:
        yield start, position, kind in ("code", "table")
