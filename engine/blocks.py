"""A passage's text cut into the units that can be quoted: sentences, list items, and tables, code and formulas whole."""

import re
from dataclasses import dataclass
from typing import Literal

from engine.markup import is_inside, protected_spans

Kind = Literal["sentence", "item", "table", "code", "formula"]


@dataclass(frozen=True)
class Unit:
    """One quotable piece of a passage, in reading order.

    `paragraph` counts the blocks of the passage: sentences of one paragraph share it, as do the items of one list;
    `heading` is the heading above, "" if none stands in the passage.
    """

    text: str
    kind: Kind
    paragraph: int
    heading: str

    @property
    def announces(self) -> bool:
        """Whether the unit only introduces what follows it, as "需要满足四个条件：" does."""
        return self.kind in ("sentence", "item") and self.text.rstrip("*_ ").endswith(("：", ":"))


_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?P<title>.*?)[ \t]*#*|[ \t]*\*\*(?P<bold>[^*]{1,40})\*\*[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]\s+|[•·●○■]|\d{1,2}[.)、．](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])[ \t]*(?P<text>\S.*)")
_CONTENTS_ENTRY = re.compile(r"[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+\[[^\]]*\]\(#.*\)[ \t]*")
_INCLUDES = re.compile(r"\s*(?:\[file\]\{|-+8<-+|<<<)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FORMULA_OPENS = {"$$": "$$", r"\[": r"\]"}
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?:[^()]|\([^()]*\))*\)")
_TAG = re.compile(r"</?(?:p|div|span|br|a|center|b|i|u|font|sub|sup|details|summary|u)\b[^>]*>", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。！？…]+[”’」』）)】]*|[.!?](?=\s+[A-Z一-鿿])")
_CJK_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n[ \t]*(?=[\u3000-\u9fff\uff00-\uffef])")


def split_units(text: str) -> list[Unit]:
    """The units of a Markdown or plain text. Headings become no unit; lines broken by a page's width are joined."""
    units: list[Unit] = []
    lines = _COMMENT.sub("", text).splitlines()
    heading, paragraph, at = "", 0, 0
    while at < len(lines):
        line = lines[at]
        if not line.strip() or _CONTENTS_ENTRY.fullmatch(line):
            at += 1
            continue
        if match := _HEADING.fullmatch(line):
            heading = match["title"] or match["bold"] or ""
            at += 1
            continue
        kind, end = _block(lines, at)
        if kind == "code" and not _is_written_out(lines[at:end]):
            at = end
            continue
        if kind in ("code", "table", "formula"):
            units.append(Unit("\n".join(lines[at:end]), kind, paragraph, heading))
        else:
            prose = _cleaned("\n".join(part.strip() for part in lines[at:end]))
            if kind == "item":
                match = _ITEM.match(prose)
                pieces = [match["text"] if match else prose]
            else:
                pieces = _sentences(prose)
            units.extend(Unit(piece, kind, paragraph, heading) for piece in pieces if re.search(r"\w", piece))
        follows = next((line for line in lines[end:] if line.strip()), "")
        if not (kind == "item" and _ITEM.match(follows)):
            paragraph += 1
        at = end
    return units


def _block(lines: list[str], start: int) -> tuple[Kind, int]:
    """The kind of the block that begins at line `start`, and the line after its last."""
    first = lines[start]
    if fence := _FENCE.match(first):
        for at in range(start + 1, len(lines)):
            if lines[at].strip().startswith(fence[1]):
                return "code", at + 1
        return "code", len(lines)
    for opening, closing in _FORMULA_OPENS.items():
        if first.strip().startswith(opening):
            if closing in first.strip()[2:]:
                return ("formula" if first.strip().endswith(closing) else "sentence"), start + 1
            for at in range(start + 1, len(lines)):
                if closing in lines[at]:
                    return "formula", at + 1
            return "formula", len(lines)
    if first.lstrip().startswith("|"):
        return "table", _first(lines, start + 1, lambda line: not line.lstrip().startswith("|"))
    kind: Kind = "item" if _ITEM.match(first) else "sentence"
    return kind, _first(lines, start + 1, _begins_block)


def _is_written_out(block: list[str]) -> bool:
    """Whether a code block holds code, and not only the order to include some: `[file]{...}`, `--8<-- "..."`."""
    return any(line.strip() and not _INCLUDES.match(line) for line in block if not _FENCE.match(line))


def _first(lines: list[str], start: int, holds) -> int:
    return next((at for at in range(start, len(lines)) if holds(lines[at])), len(lines))


def _begins_block(line: str) -> bool:
    return (
        not line.strip()
        or bool(_FENCE.match(line) or _HEADING.fullmatch(line) or _ITEM.match(line))
        or line.lstrip().startswith(("|", *_FORMULA_OPENS))
    )


def _cleaned(prose: str) -> str:
    """Prose on one line, without pictures, link targets and HTML tags: they lead nowhere outside their source."""
    prose = _CJK_BREAK.sub("", prose)
    prose = re.sub(r"-\n(?=[a-z])", "", prose).replace("\n", " ")
    return _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub("", prose))).strip()


def _sentences(prose: str) -> list[str]:
    spans = protected_spans(prose)
    cuts = [match.end() for match in _SENTENCE_END.finditer(prose) if not is_inside(match.start(), spans)]
    return [
        piece for start, end in zip([0, *cuts], [*cuts, len(prose)], strict=True) if (piece := prose[start:end].strip())
    ]
