"""Plain text -> pages, one for each chapter where the lines name them."""

import re
from pathlib import Path

from index.errors import UnsupportedSource
from index.passages import Page
from index.readers.source_text import SourceText

_DIGITS = r"[零〇一二三四五六七八九十百千两\d]{1,9}"
_PART = re.compile(rf"^[ \t　]*(第{_DIGITS}[卷部篇编](?:[ \t　:：、.].{{0,40}})?)[ \t　]*$")
_CHAPTER = re.compile(
    rf"^[ \t　]*(第{_DIGITS}[回章讲课](?:[ \t　:：、.]?[^。！？!?]{{0,40}})?|Chapter\s+\d+\b.{{0,60}})[ \t　]*$"
)
_SECTION = re.compile(rf"^[ \t　]*(第{_DIGITS}节(?:[ \t　:：、.]?[^。！？!?]{{0,40}})?)[ \t　]*$")
_LEVELS = (_PART, _CHAPTER, _SECTION)


def read_text(path: Path, name: str) -> SourceText:
    """One page per chapter, numbered 0, with its path of headings. Raises UnsupportedSource."""
    pages: list[Page] = []
    section: list[tuple[int, str]] = []
    lines: list[str] = []

    def close_page() -> None:
        text = "".join(lines).strip("\n")
        if text.strip():
            pages.append(Page(name, 0, text, section=tuple(title for _, title in section)))
        lines.clear()

    for line in decoded(path).splitlines(keepends=True):
        level, title = _heading(line)
        if title:
            close_page()
            section[:] = [(above, heading) for above, heading in section if above < level] + [(level, title)]
        else:
            lines.append(line)
    close_page()
    return SourceText(tuple(pages), page_count=len(pages))


def decoded(path: Path) -> str:
    """The file's text with "\\n" line ends: UTF-8, UTF-16 with its mark, or GB 18030. Raises UnsupportedSource."""
    data = path.read_bytes()
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(char < " " and char not in "\t\n\r\f\v\x1a" for char in text) <= len(text) // 200:
            return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").rstrip("\x1a")
    raise UnsupportedSource(
        path, "not text in UTF-8, UTF-16 or GB 18030: open it in an editor and save it as UTF-8, if it is text at all"
    )


def _heading(line: str) -> tuple[int, str]:
    for level, pattern in enumerate(_LEVELS):
        if match := pattern.match(line.rstrip("\n")):
            return level, re.sub(r"[ \t　]+", " ", match[1]).strip()
    return 0, ""
