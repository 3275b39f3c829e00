"""Plain text -> pages, one for each chapter where the lines name them."""

import codecs
import re
from pathlib import Path

from index.errors import UnsupportedSource
from index.passages import Page
from index.readers.embedded_pictures import without_embedded_pictures
from index.readers.source_text import SourceText

_DIGITS = r"[零〇一二三四五六七八九十百千两\d]{1,9}"
_PART = re.compile(rf"^[ \t　]*(第{_DIGITS}[卷部篇编](?:[ \t　:：、.].{{0,40}})?)[ \t　]*$")
_CHAPTER = re.compile(
    rf"^[ \t　]*(第{_DIGITS}[回章讲课](?:[ \t　:：、.]?[^。！？!?]{{0,40}})?|Chapter\s+\d+\b.{{0,60}})[ \t　]*$"
)
_SECTION = re.compile(rf"^[ \t　]*(第{_DIGITS}节(?:[ \t　:：、.]?[^。！？!?]{{0,40}})?)[ \t　]*$")
_LEVELS = (_PART, _CHAPTER, _SECTION)
_LONGEST_HEADING = 100
_MARKS = (  # the longer ones first: one begins with another
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_USUAL = re.compile(r"[\t\n\r -~\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_SAMPLE_BYTES = 8_192


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

    for line in without_embedded_pictures(decoded(path)).splitlines(keepends=True):
        level, title = _heading(line)
        if title:
            close_page()
            section[:] = [(above, heading) for above, heading in section if above < level] + [(level, title)]
        else:
            lines.append(line)
    close_page()
    return SourceText(tuple(pages), page_count=len(pages))


def decoded(path: Path) -> str:
    """The file's text with "\\n" line ends: UTF-8 or UTF-16, with or without mark, UTF-32, or GB 18030.

    A few damaged characters in much text are replaced by U+FFFD. Raises UnsupportedSource.
    """
    data = path.read_bytes()
    text = _decoded(data)
    if text is None:
        raise UnsupportedSource(
            path,
            "not text in UTF-8, UTF-16 or GB 18030: open it in an editor and save it as UTF-8, if it is text at all",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").rstrip("\x1a")


def utf16_without_mark(data: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" when the bytes can hardly be anything else, or ""."""
    sample = data[: min(len(data), _SAMPLE_BYTES) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "replace")
        if len(text) >= 2 and len(_USUAL.findall(text)) >= 0.9 * len(text):
            return encoding
    return ""


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _if_text(data, encoding, "strict") or _if_text(data, encoding, "replace")
    if text := _if_text(data, "utf-8", "strict"):
        return text
    if text := _if_text(data, "utf-8", "replace"):
        return text
    if (encoding := utf16_without_mark(data)) and (text := _if_text(data, encoding, "replace")):
        return text
    return _if_text(data, "gb18030", "strict") or _if_text(data, "gb18030", "replace")


def _if_text(data: bytes, encoding: str, errors: str) -> str | None:
    """The decoded text, or None when it is full of control characters or of what could not be decoded."""
    try:
        text = data.decode(encoding, errors)
    except UnicodeDecodeError:
        return None
    sample = text[:2_000_000]
    if len(_CONTROL.findall(sample)) > len(sample) // 200:
        return None
    if errors == "replace" and (bad := text.count("\ufffd")):
        right = len(text) - bad - len(text.encode("ascii", "ignore"))
        if 20 * bad > right:
            return None
    return text


def _heading(line: str) -> tuple[int, str]:
    if len(line) > _LONGEST_HEADING:
        return 0, ""
    for level, pattern in enumerate(_LEVELS):
        if match := pattern.match(line.rstrip("\n")):
            return level, re.sub(r"[ \t　]+", " ", match[1]).strip()
    return 0, ""
