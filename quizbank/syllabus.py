"""The official 408 outline (考试大纲) as a tree: subject > chapter > section > item.

A node id spells its path: ``os`` is a subject, ``os.3`` a chapter, ``os.3.2`` a section, ``os.3.2.4`` an item.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "syllabus.json"


class UnknownNode(KeyError):
    """A node id that the outline does not have."""

    def __str__(self) -> str:
        return f"unknown outline node {self.args[0]!r}; the ids stand in quizbank/syllabus.json"


@dataclass(frozen=True)
class Node:
    """One heading of the outline.

    `recent_points` is what a chapter was worth in the five papers 2022-2026 together (0 below chapters);
    `points` is what a subject is worth in one paper (0 below subjects).
    """

    id: str
    name: str
    name_en: str
    note: str
    points: int
    recent_points: int
    children: tuple["Node", ...]

    @property
    def depth(self) -> int:
        """0 subject, 1 chapter, 2 section, 3 item."""
        return self.id.count(".")

    def label(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


def _node(raw: dict) -> Node:
    children = raw.get("chapters") or raw.get("sections") or raw.get("items") or []
    return Node(
        raw["id"], raw["name"], raw.get("name_en", ""), raw.get("note", ""), raw.get("points", 0),
        raw.get("recent_points", 0), tuple(_node(child) for child in children),
    )  # fmt: skip


@cache
def subjects() -> tuple[Node, ...]:
    """The four subjects in the exam's order: ds, co, os, cn."""
    return tuple(_node(raw) for raw in json.loads(_FILE.read_text(encoding="utf-8"))["subjects"])


@cache
def _by_id() -> dict[str, Node]:
    found: dict[str, Node] = {}

    def walk(node: Node) -> None:
        found[node.id] = node
        for child in node.children:
            walk(child)

    for subject in subjects():
        walk(subject)
    return found


def node(node_id: str) -> Node:
    """The node of that id; raises UnknownNode."""
    try:
        return _by_id()[node_id]
    except KeyError:
        raise UnknownNode(node_id) from None


def has_node(node_id: str) -> bool:
    return node_id in _by_id()


def subject_of(node_id: str) -> str:
    return node_id.split(".", 1)[0]


def chapter_of(node_id: str) -> str:
    """``os.3.2.4`` -> ``os.3``; raises ValueError for a subject's id."""
    parts = node_id.split(".")
    if len(parts) < 2:
        raise ValueError(f"{node_id} is a subject, not a node inside a chapter")
    return ".".join(parts[:2])


def section_of(node_id: str) -> str:
    """``os.3.2.4`` -> ``os.3.2``; raises ValueError above a section."""
    parts = node_id.split(".")
    if len(parts) < 3:
        raise ValueError(f"{node_id} is not inside a section")
    return ".".join(parts[:3])


def path_names(node_id: str, language: str = "zh") -> list[str]:
    """The headings from the subject down to the node."""
    parts = node_id.split(".")
    return [node(".".join(parts[: i + 1])).label(language) for i in range(len(parts))]


def sections() -> list[Node]:
    """All 116 sections, in order."""
    return [n for n in _by_id().values() if n.depth == 2]


def leaves() -> list[Node]:
    """The ends of the tree, in order: the items, and the sections that have none."""
    return [n for n in _by_id().values() if not n.children]


def chapters() -> list[Node]:
    """All 24 chapters, in order."""
    return [n for n in _by_id().values() if n.depth == 1]
