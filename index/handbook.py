"""The bundled notes on the syllabus, read straight from their Markdown files: the passage behind an outline node."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.readers.markdown import headings_and_lines

FOLDER = Path(__file__).with_name("handbook")
COLLECTION = "handbook"  # the library's collection that holds these files


@dataclass(frozen=True)
class HandbookSection:
    """`markdown` is the text under the heading, up to the next heading that belongs to another node."""

    node: str
    title: str
    source: str
    markdown: str


def handbook_files(folder: Path = FOLDER) -> list[Path]:
    """The handbook's Markdown files in the order of their names; [] when there are none."""
    return sorted(folder.rglob("*.md"), key=lambda path: path.relative_to(folder).as_posix())


def section(node_id: str, folder: Path = FOLDER) -> HandbookSection | None:
    """The section on an outline node, or None."""
    return _sections(folder).get(node_id)


def has_section(node_id: str, folder: Path = FOLDER) -> bool:
    return node_id in _sections(folder)


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
