"""Markdown -> pages, one for each heading's own text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.passages import Page
from index.readers.source_text import SourceText
from index.readers.text import decoded

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]*\{[^{}]*\}[ \t]*$")
_NODE = re.compile(r"#([A-Za-z][\w.:-]*)")
_FENCE = re.compile(r"^\s*(```+|~~~+)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(^[ \t]*(```+|~~~+).*?(?:^[ \t]*\2[`~]*[ \t]*$|\Z)|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])")
_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_CONTENTS_LINE = re.compile(r"^[ \t]*(?:[*+-]|\d+\.)[ \t]+\[[^\]]*\]\(#[^)\n]*\)[ \t]*$", re.MULTILINE)
_REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:[ \t]*\S+.*$", re.MULTILINE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|id|iframe"
    r"|img|ins|kbd|li|mark|ol|p|picture|pre|s|small|source|span|strong|style|sub|summary|sup|table|tbody|td|tfoot|th"
    r"|thead|tr|u|ul|video)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]+")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


@dataclass(frozen=True)
class Heading:
    level: int
    title: str
    node: str


def read_markdown(path: Path, name: str) -> SourceText:
    """One page per heading with text of its own. A heading's `{#id}` is the node of the pages at and below it.

    Pictures, HTML tags, comments, link targets, tables of contents and front matter are dropped; code and tables stay as written.
    Raises UnsupportedSource.
    """
    pages: list[Page] = []
    path_above: list[Heading] = []

    def close_page(lines: list[str]) -> None:
        text = readable("\n".join(lines))
        if text:
            node = next((heading.node for heading in reversed(path_above) if heading.node), "")
            pages.append(Page(name, 0, text, section=tuple(heading.title for heading in path_above), node=node))

    body: list[str] = []
    for heading, line in headings_and_lines(_FRONT_MATTER.sub("", decoded(path))):
        if heading:
            close_page(body)
            body = []
            path_above[:] = [above for above in path_above if above.level < heading.level] + [heading]
        else:
            body.append(line)
    close_page(body)
    return SourceText(tuple(pages), page_count=len(pages))


def readable(text: str) -> str:
    """Markdown without what only a browser can use. Fenced and inline code is left as it stands."""
    parts = _CODE.split(_COMMENT.sub("", text))
    # split() gives prose, code, fence, prose, code, fence ...
    cleaned = "".join(
        _prose(part) if i % 3 == 0 else _DATA_URI.sub("", part) for i, part in enumerate(parts) if i % 3 < 2
    )
    return _BLANK_LINES.sub("\n\n", cleaned).strip("\n").rstrip()


def _prose(text: str) -> str:
    text = _REFERENCE.sub("", _CONTENTS_LINE.sub("", _DATA_URI.sub("", text)))
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _TAG.sub("", text)
    return text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def headings_and_lines(text: str) -> Iterator[tuple[Heading | None, str]]:
    """Every line as written, with its heading where it is one; a line inside fenced code never is."""
    lines = text.split("\n")
    fence = ""
    underlines = set()
    for i, line in enumerate(lines):
        heading = None
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif not fence:
            if match := _HEADING.match(line):
                heading = _heading(len(match[1]), match[2])
            elif i + 1 < len(lines) and (under := _UNDERLINE.match(lines[i + 1])) and _may_be_title(lines, i):
                heading = _heading(1 if under[1][0] == "=" else 2, line.strip())
                underlines.add(i + 1)
        if i not in underlines:
            yield heading, line


def _may_be_title(lines: list[str], i: int) -> bool:
    """Whether an underlined line is a heading: a short line of prose that begins its paragraph."""
    line = lines[i].strip()
    alone = i == 0 or not lines[i - 1].strip()
    return alone and 0 < len(line) <= 80 and not line.startswith(("|", ">", "-", "*", "+", "<", "!", "="))


def _heading(level: int, written: str) -> Heading:
    attributes = _ATTRIBUTES.search(written)
    node = _NODE.search(attributes[0]) if attributes else None
    title = written[: attributes.start()] if attributes and node else written
    title = re.sub(r"([*_`]{1,3})(\S(?:.*?\S)?)\1", r"\2", _prose(title)).strip()
    return Heading(level, title, node[1] if node else "")
