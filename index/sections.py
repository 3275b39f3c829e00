"""A section of a text put together again from its passages, to be shown around a citation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.passages import Citation, Passage


@dataclass(frozen=True)
class SectionText:
    """`text[start:end]` is what was cited."""

    source: str
    section: tuple[str, ...]
    text: str
    start: int
    end: int


def section_around(citation: Citation, passages: Sequence[Passage]) -> SectionText | None:
    """The section among a source's passages, in order, that holds what was cited; None when none does."""
    wanted = _solid(citation.text)[0]
    for run in _runs(passages):
        if not wanted or (run[0].section, run[0].node) != (citation.section, citation.node):
            continue
        text = _text(run)
        solid, places = _solid(text)
        start = solid.find(wanted)
        if start >= 0:
            end = places[start + len(wanted) - 1] + 1
            return SectionText(citation.source, citation.section, text, places[start], end)
    return None


def _runs(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Passages of one section each, one after the other as they stood in it; two sections may have the same headings."""
    run: list[Passage] = []
    for passage in passages:
        if run and ((passage.section, passage.node) != (run[0].section, run[0].node) or passage.start < run[-1].end):
            yield run
            run = []
        run.append(passage)
    if run:
        yield run


def _text(run: Sequence[Passage]) -> str:
    """Between passages only white space was left out, which a line break or two stand for, or a piece without a word."""
    parts = [run[0].text]
    for before, after in pairwise(run):
        gap = after.start - before.end
        joins_words = gap == 1 and before.text[-1].isascii() and after.text[0].isascii()
        parts += [" " if joins_words else "\n" * min(gap, 2), after.text]
    return "".join(parts)


def _solid(text: str) -> tuple[str, list[int]]:
    """The characters that are no white space, and the place of each."""
    places = [place for place, char in enumerate(text) if not char.isspace()]
    return "".join(text[place] for place in places), places
