"""Markdown that several families write."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table with the blank lines that keep it apart from the text around it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n\n" + "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n\n"


def listed(values: Iterable[object], separator: str = "、") -> str:
    """`1、2、3`."""
    return separator.join(map(str, values))
