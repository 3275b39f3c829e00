"""The bundled notes on the syllabus, read straight from their Markdown files: the passage behind an outline node."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.normalise import bigrams, normalise, words
from index.readers.markdown import headings_and_lines

FOLDER = Path(__file__).with_name("handbook")
COLLECTION = "handbook"  # the library's collection that holds these files
FITTING_NAME = 0.5  # of an outline item's name and a heading, the shorter must share this much with the other
# What belongs to the paragraph above it: an example, a table, a list, code, a formula, a remark.
_CONTINUES = re.compile(r"(例|解|[|>`~$*+-]|\d+[.、)）]|[（(]\d)")


@dataclass(frozen=True)
class HandbookSection:
    """`markdown` is the text under the heading, up to the next heading that belongs to another node."""

    node: str
    title: str
    source: str
    markdown: str


@dataclass(frozen=True)
class HandbookPart:
    """A piece of a section: what stands under one sub-heading, which `markdown` includes. `title` "" without one."""

    title: str
    markdown: str


def handbook_files(folder: Path = FOLDER) -> list[Path]:
    """The handbook's Markdown files in the order of their names; [] when there are none."""
    return sorted(folder.rglob("*.md"), key=lambda path: path.relative_to(folder).as_posix())


def section(node_id: str, folder: Path = FOLDER) -> HandbookSection | None:
    """The section on an outline node, or None."""
    return _sections(folder).get(node_id)


def has_section(node_id: str, folder: Path = FOLDER) -> bool:
    return node_id in _sections(folder)


def nodes(folder: Path = FOLDER) -> list[str]:
    """The outline nodes that have a section, in the order of the files."""
    return list(_sections(folder))


@cache
def _sections(folder: Path) -> dict[str, HandbookSection]:
    found: dict[str, HandbookSection] = {}
    for path in handbook_files(folder):
        source = path.relative_to(folder).as_posix()
        node = title = ""
        lines: list[str] = []
        for heading, line in headings_and_lines(path.read_text(encoding="utf-8")):
            if heading and heading.node:
                if node:
                    found[node] = HandbookSection(node, title, source, "\n".join(lines).strip())
                node, title, lines = heading.node, heading.title, []
            else:
                lines.append(line)
        if node:
            found[node] = HandbookSection(node, title, source, "\n".join(lines).strip())
    return found


# --- the parts of a section ------------------------------------------------------------------------------------------


def parts(markdown: str) -> tuple[HandbookPart, ...]:
    """A section's text in order, cut at its sub-headings; without any, before each paragraph that begins a thought."""
    cut: list[tuple[str, list[str]]] = [("", [])]
    for heading, line in headings_and_lines(markdown):
        if heading:
            cut.append((heading.title, []))
        cut[-1][1].append(line)
    if len(cut) == 1:
        cut = [("", lines) for lines in _paragraphs(cut[0][1])]
    pieces = (HandbookPart(title, "\n".join(lines).strip()) for title, lines in cut)
    return tuple(piece for piece in pieces if piece.markdown)


def fitting_part(pieces: Sequence[HandbookPart], name: str, text: str) -> int:
    """The place of the part to read first: whose heading has the outline item's `name`, else nearest to `text`.

    `name` may be "". Among several headings that have the name, `text` decides. Raises ValueError without parts.
    """
    wanted = set(_tokens(name))
    titles = [set(_tokens(piece.title)) for piece in pieces]
    named = [len(wanted & title) / min(len(wanted), len(title)) if wanted and title else 0.0 for title in titles]
    best = max(named)
    candidates = [i for i, share in enumerate(named) if best < FITTING_NAME or share == best]
    found = [set(_tokens(piece.markdown)) for piece in pieces]
    holders = Counter(token for tokens in found for token in tokens)
    asked = set(_tokens(f"{name} {text}"))

    def nearness(i: int) -> float:
        # A word that few parts have tells them apart; the root keeps a long part from winning by its length alone.
        return sum(1 / holders[token] ** 2 for token in asked & found[i]) / max(1, len(found[i])) ** 0.5

    return max(candidates, key=nearness)


def _paragraphs(lines: Sequence[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    fence = ""
    before = ""
    for line in lines:
        if not fence and line.strip() and not before.strip() and not _CONTINUES.match(line.strip()):
            found.append([])
        found[-1].append(line)
        mark = line.strip()[:3]
        if mark in ("```", "~~~"):
            fence = "" if mark == fence else fence or mark
        before = line
    return found


def _tokens(text: str) -> list[str]:
    return [token for word in words(normalise(text)) for token in (bigrams(word) if not word.isascii() else [word])]
