"""DOCX -> pages, one for each heading's own text. Word stores no page numbers, so they are 0."""

import re
import zipfile
from pathlib import Path

from index.errors import BrokenSource
from index.passages import Page
from index.readers.source_text import SourceText

LARGEST_UNPACKED_BYTES = 500_000_000
_HEADING_STYLE = re.compile(r"^(?:heading|标题)\s*(\d)$", re.IGNORECASE)


def read_docx(path: Path, name: str) -> SourceText:
    """Paragraphs and tables in reading order; a table becomes Markdown rows. Raises BrokenSource."""
    from docx.table import Table

    document = _opened(path)
    pages: list[Page] = []
    headings: list[tuple[int, str]] = []
    blocks: list[str] = []

    def close_page() -> None:
        text = "\n\n".join(blocks).strip("\n")
        if text.strip():
            pages.append(Page(name, 0, text, section=tuple(title for _, title in headings)))
        blocks.clear()

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            blocks.append(_rows(block))
        elif level := _level(block):
            if block.text.strip():
                close_page()
                headings[:] = [above for above in headings if above[0] < level] + [(level, block.text.strip())]
        elif block.text.strip():
            blocks.append(block.text.rstrip())
    close_page()
    return SourceText(tuple(pages), page_count=len(pages))


def _opened(path: Path):
    import docx

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED_BYTES:
            raise BrokenSource(path, f"unpacks to {unpacked // 1_000_000} MB; remove its pictures or split it")
        return docx.Document(str(path))
    except BrokenSource:
        raise
    except Exception as error:  # the parser raises many kinds on a damaged file
        raise BrokenSource(
            path, f"damaged ({type(error).__name__}); open it in Word or WPS, save it again and add the copy"
        ) from error


def _level(paragraph) -> int:
    """The heading's level from 1, or 0 for body text: by style name, or by the outline level of style or paragraph."""
    style = paragraph.style
    while style is not None:
        if match := _HEADING_STYLE.match(style.name or ""):
            return int(match[1])
        if (style.name or "").lower() in ("title", "标题"):
            return 1
        style = style.base_style
    mark = paragraph._p.find(".//{*}pPr/{*}outlineLvl")
    value = int(mark.get(mark.keys()[0])) if mark is not None else 9
    return value + 1 if value < 9 else 0


def _rows(table) -> str:
    lines = []
    for number, row in enumerate(table.rows):
        cells = []
        for cell in row.cells:
            if not cells or cell._tc is not cells[-1]._tc:  # a merged cell is listed once for each column it spans
                cells.append(cell)
        texts = [" ".join(cell.text.split()).replace("|", "\\|") for cell in cells]
        lines.append("| " + " | ".join(texts) + " |")
        if number == 0:
            lines.append("|" + " --- |" * len(texts))
    return "\n".join(lines)
