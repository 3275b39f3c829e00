"""Markdown -> pages, one for each heading's own text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.passages import Page
from index.readers.embedded_pictures import without_embedded_pictures
from index.readers.html_parts import without_html
from index.readers.source_text import SourceText
from index.readers.text import decoded

# Nothing here may take more than linear time: no open-ended part is followed by another that takes the same characters,
# and what begins everywhere ends at the next sign of its own kind.
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_HTML_HEADING = re.compile(r"[ \t]*<h([1-6])(?:[ \t][^<>]*)?>(.*)</h\1>[ \t]*$", re.IGNORECASE)
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]*\{[^{}]*\}[ \t]*$")
_NODE = re.compile(r"#([A-Za-z][\w.:-]*)")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_FIELD = re.compile(r"[ \t]*(?:-[ \t]|#|$)|[ \t]+\S|[^\s:#]{1,60}[ \t]*:(?:\s|$)|[\w.-]{1,60}[ \t]*=")
_MOST_FIELDS = 200
_INLINE_CODE = re.compile(r"`[^`\n]+`")
_TARGET = r"\((?:[^()\n]|\n(?![ \t]*\n)|\([^()\n]*\))*\)"
_IMAGE = re.compile(rf"!\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\](?:{_TARGET}|\[([^\[\]\n]*)\])?")
_LINK = re.compile(rf"(?<!!)\[([^\[\]]*)\](?:{_TARGET}|\[([^\[\]\n]*)\])")
_CONTENTS_LINE = re.compile(r"^[ \t]*(?:[*+-]|\d+\.)[ \t]+\[[^\]\n]*\]\(#[^)\n]*\)[ \t]*$", re.MULTILINE)
_REFERENCE = re.compile(r"^ {0,3}\[([^\]\n^][^\]\n]*)\]:[ \t]*(?:\n[ \t]+)?(?:<[^<>\n]*>|\S+)[^\n]*$", re.MULTILINE)
_PICTURE_NAME = re.compile(
    r"(?:image|img|picture|pic|screenshot|截屏|截图|图片|在这里插入图片描述)?[\s_.\d:-]*|.*\.(?:png|jpe?g|gif|svg|webp|bmp)",
    re.IGNORECASE,
)
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_LONGEST_HEADING = 300


@dataclass(frozen=True)
class Heading:
    level: int
    title: str
    node: str


def read_markdown(path: Path, name: str) -> SourceText:
    """One page per heading with text of its own. A heading's `{#id}` is the node of the pages at and below it.

    Pictures, HTML tags, comments, link targets, tables of contents and front matter are dropped; code and tables stay as
    written, and HTML tables become rows. Raises UnsupportedSource.
    """
    pages: list[Page] = []
    path_above: list[Heading] = []
    text = without_comments(without_front_matter(without_embedded_pictures(decoded(path))))
    references = frozenset(match[1].strip().lower() for match in _REFERENCE.finditer(text))

    def close_page(lines: list[str]) -> None:
        text = readable("\n".join(lines), references)
        if text:
            node = next((heading.node for heading in reversed(path_above) if heading.node), "")
            pages.append(Page(name, 0, text, section=tuple(heading.title for heading in path_above), node=node))

    body: list[str] = []
    for heading, line in headings_and_lines(text):
        if heading:
            close_page(body)
            body = []
            path_above[:] = [above for above in path_above if above.level < heading.level] + [heading]
        else:
            body.append(line)
    close_page(body)
    return SourceText(tuple(pages), page_count=len(pages))


def readable(text: str, references: frozenset[str] = frozenset()) -> str:
    """Markdown without what only a browser can use. Fenced and inline code is left as it stands.

    `references`: the names, in small letters, for which the document defines a link's target.
    """
    cleaned = "".join(part if is_code else _prose(part, references) for is_code, part in _code_and_prose(text))
    return _BLANK_LINES.sub("\n\n", cleaned).strip("\n").rstrip()


def without_front_matter(text: str) -> str:
    """The text after a block of fields between `---` or `+++` at its very beginning."""
    lines = text.split("\n", _MOST_FIELDS)
    border = lines[0].rstrip()
    if border not in ("---", "+++"):
        return text
    for at, line in enumerate(lines[1:_MOST_FIELDS], start=1):
        if line.rstrip() in (border, "..."):
            return "\n".join(lines[at + 1 :])
        if not _FIELD.match(line):
            break
    return text


def without_comments(text: str) -> str:
    """The text without `<!-- -->` outside code; one that never ends stays."""
    if "<!--" not in text:
        return text
    out: list[str] = []
    for is_code, part in _code_and_prose(text):
        if is_code:
            out.append(part)
            continue
        kept = 0
        while (start := part.find("<!--", kept)) >= 0 and (end := part.find("-->", start)) >= 0:
            out.append(part[kept:start])
            kept = end + 3
        out.append(part[kept:])
    return "".join(out)


def _code_and_prose(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces: (True, code with its fences or backticks) and (False, all else)."""
    prose: list[str] = []
    code: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if not fence and mark and "`" not in line[mark.end() :]:
            yield from _inline_code("".join(prose))
            prose, code, fence = [], [line], mark[1]
        elif fence:
            code.append(line)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                yield True, "".join(code)
                code, fence = [], ""
        else:
            prose.append(line)
    yield from _inline_code("".join(prose))
    if code:
        yield True, "".join(code)


def _inline_code(text: str) -> Iterator[tuple[bool, str]]:
    kept = 0
    for match in _INLINE_CODE.finditer(text):
        yield False, text[kept : match.start()]
        yield True, match[0]
        kept = match.end()
    if kept < len(text):
        yield False, text[kept:]


def _prose(text: str, references: frozenset[str]) -> str:
    def image(match: re.Match[str]) -> str:
        alone = match[0].endswith(f"![{match[1]}]")  # neither target nor reference behind it
        if alone and match[1].lower() not in references:
            return match[0]
        return "" if _PICTURE_NAME.fullmatch(match[1].strip()) else match[1]

    def link(match: re.Match[str]) -> str:
        name = match[2]
        return match[1] if name is None or (name or match[1]).strip().lower() in references else match[0]

    text = _REFERENCE.sub("", _CONTENTS_LINE.sub("", text))
    text = _LINK.sub(link, _IMAGE.sub(image, text))
    return without_html(text)


def headings_and_lines(text: str) -> Iterator[tuple[Heading | None, str]]:
    """Every line as written, with its heading where it is one; a line inside fenced code never is."""
    lines = text.split("\n")
    fence = ""
    underlines = set()
    for i, line in enumerate(lines):
        heading = None
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1] if "`" not in line[mark.end() :] else ""
            elif mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif not fence and len(line) <= _LONGEST_HEADING:
            if match := _HEADING.match(line):
                heading = _heading(len(match[1]), _without_closing_signs(line[match.end() :]))
            elif match := _HTML_HEADING.match(line):
                heading = _heading(int(match[1]), match[2])
            elif i + 1 < len(lines) and _may_be_title(lines, i) and (under := _UNDERLINE.match(lines[i + 1])):
                heading = _heading(1 if under[1][0] == "=" else 2, line.strip())
                underlines.add(i + 1)
        if i not in underlines:
            yield (heading if heading and heading.title else None), line


def _without_closing_signs(written: str) -> str:
    """ "标题 ##" -> "标题"; "C#" stays."""
    title = written.strip()
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else title


def _may_be_title(lines: list[str], i: int) -> bool:
    """Whether an underlined line is a heading: a short line of prose that begins its paragraph."""
    line = lines[i].strip()
    alone = i == 0 or not lines[i - 1].strip()
    return alone and 0 < len(line) <= 80 and not line.startswith(("|", ">", "-", "*", "+", "<", "!", "="))


def _heading(level: int, written: str) -> Heading:
    attributes = _ATTRIBUTES.search(written)
    node = _NODE.search(attributes[0]) if attributes else None
    title = written[: attributes.start()] if attributes and node else written
    title = re.sub(r"([*_`]{1,3})(\S(?:.*?\S)?)\1", r"\2", _prose(title, frozenset()))
    return Heading(level, " ".join(title.split()), node[1] if node else "")
