"""DOCX -> pages, one for each heading's own text. Word stores no page numbers, so they are 0."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from index.errors import BrokenSource, LibraryError
from index.passages import Page
from index.readers.docx_lists import Lists
from index.readers.docx_math import formula
from index.readers.docx_parts import Parts, child, children, local, value_of
from index.readers.source_text import SourceText

_HEADING_STYLE = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"^(?:toc\s*\d|toc heading|目录.*)$", re.IGNORECASE)
_CODE_STYLE = re.compile(r"code|代码|preformatted|源码|程序", re.IGNORECASE)
_FIXED_WIDTH = re.compile(r"consolas|courier|mono|menlo|fixedsys|lucida console|等宽", re.IGNORECASE)
_CITED = re.compile(r"\[[\d,，\s–-]+\]|[①-⑳]|st|nd|rd|th|®|™")
_THROUGH = (
    "ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo", "ruby", "rubyBase"
)  # fmt: skip
_SIGNS = {"tab": " ", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_SHIFTS = {"superscript": "^", "subscript": "_"}


@dataclass(frozen=True)
class _Style:
    name: str = ""
    above: str = ""
    outline: int | None = None
    numbering: tuple[str, int] | None = None
    shift: str = ""
    font: str = ""


@dataclass
class _Paragraph:
    """What was gathered of a paragraph: pieces of text with their shift ("", "^" or "_"), and what hangs on it."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    all_fixed_width: bool = True


def read_docx(path: Path, name: str) -> SourceText:
    """Paragraphs, lists, tables, formulas, text boxes and notes in reading order; pictures are left out. Raises BrokenSource."""
    try:
        with Parts(path) as parts:
            return _Reader(parts, name).read()
    except LibraryError:
        raise
    except RecursionError:
        raise BrokenSource(path, "damaged: its tables or boxes are nested too deep") from None
    except etree.XMLSyntaxError as error:
        raise BrokenSource(
            path, f"damaged ({error.msg}); open it in Word or WPS, save it again and add the copy"
        ) from error


class _Reader:
    def __init__(self, parts: Parts, name: str):
        self._name = name
        self._document = parts.document()
        self._styles = _styles(parts.optional("styles"))
        self._lists = Lists(parts.optional("numbering"))
        self._notes = {
            (kind, value_of(note, "id")): note
            for kind in ("footnote", "endnote")
            for root in [parts.optional(f"{kind}s")]
            if root is not None
            for note in children(root, kind)
        }
        self._note_count = 0
        self._pages: list[Page] = []
        self._headings: list[tuple[int, str]] = []
        self._blocks: list[tuple[str, str]] = []  # (kind, text): neighbours of kind "item" or "code" stand together

    def read(self) -> SourceText:
        body = child(self._document, "body")
        if body is not None:
            self._walk(body)
        self._close_page()
        return SourceText(tuple(self._pages), page_count=len(self._pages))

    def _close_page(self) -> None:
        text = _joined(self._blocks)
        if text.strip():
            self._pages.append(Page(self._name, 0, text, section=tuple(title for _, title in self._headings)))
        self._blocks.clear()

    def _walk(self, parent: etree._Element) -> None:
        for element in parent:
            tag = local(element)
            if tag == "p":
                self._paragraph(element)
            elif tag == "tbl":
                self._table(element)
            elif tag == "sdt" and _is_contents(element):
                continue
            elif tag == "AlternateContent":
                self._walk(_chosen(element))
            elif tag in _THROUGH or tag in ("oMathPara", "oMath"):
                if tag.startswith("oMath"):
                    self._blocks.append(("prose", formula(element)))
                else:
                    self._walk(element)

    def _paragraph(self, element: etree._Element) -> None:
        properties = child(element, "pPr")
        style = value_of(child(properties, "pStyle"), "val")
        if any(_CONTENTS_STYLE.match(above.name) for above in self._chain(style)):
            return
        paragraph = _Paragraph()
        self._gather(element, paragraph, self._chain(style))
        text = _written(paragraph.pieces)
        label, depth = self._label(properties, style) if text.strip() else ("", 0)
        level = self._level(properties, style)
        if level and text.strip():
            self._close_page()
            title = " ".join(f"{label} {text}".split())
            self._headings[:] = [above for above in self._headings if above[0] < level] + [(level, title)]
        elif text.strip():
            if paragraph.all_fixed_width or any(_CODE_STYLE.search(above.name) for above in self._chain(style)):
                self._blocks.append(("code", text.rstrip()))
            elif label:
                self._blocks.append(("item", f"{'  ' * depth}{label} {text.strip()}"))
            else:
                self._blocks.append(("prose", text.strip("\n").rstrip()))
        for box in paragraph.boxes:
            self._walk(box)
        self._blocks += [("item", note) for note in paragraph.notes]

    # Inside a paragraph

    def _gather(self, parent: etree._Element, into: _Paragraph, chain: list[_Style]) -> None:
        for element in parent:
            tag = local(element)
            if tag == "r":
                self._run(element, into, chain)
            elif tag in ("oMath", "oMathPara"):
                into.pieces.append((formula(element), ""))
                into.all_fixed_width = False
            elif tag == "AlternateContent":
                self._gather(_chosen(element), into, chain)
            elif tag in _THROUGH:
                self._gather(element, into, chain)

    def _run(self, run: etree._Element, into: _Paragraph, chain: list[_Style]) -> None:
        properties = child(run, "rPr")
        if child(properties, "vanish") is not None and value_of(child(properties, "vanish"), "val") not in (
            "0",
            "false",
        ):
            return
        own = self._chain(value_of(child(properties, "rStyle"), "val"))
        position = value_of(child(properties, "vertAlign"), "val")
        shift = _SHIFTS.get(position, "") if position else next((style.shift for style in own if style.shift), "")
        fonts = child(properties, "rFonts")
        font = value_of(fonts, "ascii") or next((style.font for style in own + chain if style.font), "")
        self._contents(run, into, shift, bool(_FIXED_WIDTH.search(font)))

    def _contents(self, run: etree._Element, into: _Paragraph, shift: str, fixed_width: bool) -> None:
        for element in run:
            tag = local(element)
            if tag == "t":
                text = element.text or ""
                into.pieces.append((text, shift))
                into.all_fixed_width &= fixed_width or not text.strip()
            elif tag in _SIGNS:
                into.pieces.append((_SIGNS[tag], ""))
            elif tag == "br":
                into.pieces.append(("" if value_of(element, "type") in ("page", "column") else "\n", ""))
            elif tag == "sym":
                into.pieces.append((_symbol(element), shift))
            elif tag in ("footnoteReference", "endnoteReference"):
                self._note(tag.removesuffix("Reference"), value_of(element, "id"), into)
            elif tag == "AlternateContent":
                self._contents(_chosen(element), into, shift, fixed_width)
            elif tag == "ruby":
                self._gather(element, into, [])
            elif tag in ("drawing", "pict", "object"):
                into.boxes += _text_boxes(element)

    def _note(self, kind: str, number: str, into: _Paragraph) -> None:
        note = self._notes.pop((kind, number), None)
        if note is None:
            return
        inner = _Paragraph()
        for paragraph in note.iter("{*}p"):
            self._gather(paragraph, inner, [])
            inner.pieces.append((" ", ""))
        text = " ".join(_written(inner.pieces).split())
        if text:
            self._note_count += 1
            into.pieces.append((f"[{self._note_count}]", ""))
            into.notes.append(f"[{self._note_count}] {text}")

    # What a paragraph is

    def _chain(self, style: str) -> list[_Style]:
        """The style and those it is based on."""
        chain: list[_Style] = []
        while style in self._styles and len(chain) < 20:
            chain.append(self._styles[style])
            style = chain[-1].above
        return chain

    def _level(self, properties: etree._Element | None, style: str) -> int:
        """The heading's level from 1, or 0 for body text: by its own outline level, its style's name or outline level."""
        own = value_of(child(properties, "outlineLvl"), "val")
        if own.isdigit():
            return int(own) + 1 if int(own) < 9 else 0
        for above in self._chain(style):
            if match := _HEADING_STYLE.match(above.name):
                return int(match[1])
            if above.name.lower() in ("title", "标题"):
                return 1
            if above.outline is not None:
                return above.outline + 1 if above.outline < 9 else 0
        return 0

    def _label(self, properties: etree._Element | None, style: str) -> tuple[str, int]:
        """The number or bullet before a paragraph and its depth; "" for none."""
        numbering = _numbering(properties) or next(
            (above.numbering for above in self._chain(style) if above.numbering), None
        )
        return self._lists.label(*numbering) if numbering else ("", 0)

    # Tables

    def _table(self, table: etree._Element) -> None:
        rows = [list(_below(row, "tc")) for row in _below(table, "tr")]
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around text, often around code
            self._walk(rows[0][0])
            return
        lines: list[str] = []
        above: dict[int, str] = {}
        for row in rows:
            texts: list[str] = []
            for cell in row:
                properties = child(cell, "tcPr")
                merged = child(properties, "vMerge")
                goes_on = merged is not None and value_of(merged, "val") in ("", "continue")
                text = above.get(len(texts), "") if goes_on else self._cell(cell)
                above[len(texts)] = text
                span = value_of(child(properties, "gridSpan"), "val")
                texts += [text] + [""] * (min(int(span), 64) - 1 if span.isdigit() else 0)
            if any(texts):
                lines.append("| " + " | ".join(texts) + " |")
                if len(lines) == 1:
                    lines.append("|" + " --- |" * len(texts))
        if lines:
            self._blocks.append(("prose", "\n".join(lines)))

    def _cell(self, cell: etree._Element) -> str:
        """A cell's text on one line. What it holds is read like a page of its own."""
        outside, self._blocks = self._blocks, []
        headings = list(self._headings)
        pages = len(self._pages)
        self._walk(cell)
        text = _joined(self._blocks)
        inside = [page.text for page in self._pages[pages:]]
        titles = [title for _, title in self._headings if (_, title) not in headings]
        del self._pages[pages:]
        self._blocks, self._headings = outside, headings
        words = " ".join(" ".join([*inside, *titles, text]).replace("```", " ").split())
        return re.sub(r"(?<!\\)\|", r"\\|", words)


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    styles = {}
    for style in children(root, "style") if root is not None else ():
        paragraph, run = child(style, "pPr"), child(style, "rPr")
        outline = value_of(child(paragraph, "outlineLvl"), "val")
        styles[value_of(style, "styleId")] = _Style(
            value_of(child(style, "name"), "val"),
            value_of(child(style, "basedOn"), "val"),
            int(outline) if outline.isdigit() else None,
            _numbering(paragraph),
            _SHIFTS.get(value_of(child(run, "vertAlign"), "val"), ""),
            value_of(child(run, "rFonts"), "ascii"),
        )
    return styles


def _numbering(properties: etree._Element | None) -> tuple[str, int] | None:
    mark = child(properties, "numPr")
    number = value_of(child(mark, "numId"), "val")
    level = value_of(child(mark, "ilvl"), "val")
    return (number, int(level) if level.isdigit() else 0) if number else None


def _below(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The rows of a table, or cells of a row, through content controls and tracked changes."""
    for element in parent:
        tag = local(element)
        if tag == wanted:
            yield element
        elif tag in _THROUGH:
            yield from _below(element, wanted)


def _is_contents(control: etree._Element) -> bool:
    """Whether a content control holds the table of contents."""
    properties = child(control, "sdtPr")
    gallery = child(child(properties, "docPartObj"), "docPartGallery")
    return value_of(gallery, "val") == "Table of Contents"


def _chosen(alternatives: etree._Element) -> etree._Element:
    """One of the forms in which the same thing is stored; an empty list when there is none."""
    for name in ("Choice", "Fallback"):
        for form in children(alternatives, name):
            return form
    return alternatives


def _text_boxes(drawing: etree._Element) -> list[etree._Element]:
    """The outermost text boxes of a drawing; each is stored a second time for old programs."""
    boxes: list[etree._Element] = []

    def search(parent: etree._Element) -> None:
        for element in parent:
            tag = local(element)
            if tag == "txbxContent":
                boxes.append(element)
            else:
                search(_chosen(element) if tag == "AlternateContent" else element)

    search(drawing)
    return boxes


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font: Symbol's Greek letters, else nothing that could be read."""
    code = value_of(element, "char")
    number = int(code, 16) & 0xFF if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) else 0
    if value_of(element, "font").lower() == "symbol":
        return _SYMBOL_FONT.get(chr(number), "")
    return ""


_SYMBOL_FONT = dict(
    zip(
        "abcdefghiklmnopqrstuwxyzDFGLPQSWXY\xa3\xb3\xb9\xbb\xb4\xb8\xb1\xa5\xce\xcf\xc8\xc7\xde\xdc\xae\xac\xab\xb6\xd1\xe5\xd5\xf2\xd6",
        "αβχδεφγηικλμνοπθρστυωξψζΔΦΓΛΠΘΣΩΞΨ≤≥≠≈×÷±∞∈∉∪∩⇒⇐→←↔∂∇∑∏∫√",
        strict=True,
    )
)


def _written(pieces: list[tuple[str, str]]) -> str:
    """The pieces as one text; raised and lowered ones as ^{...} and _{...}, but for marks of notes and ordinals."""
    merged: list[tuple[str, str]] = []
    for text, shift in pieces:
        if merged and merged[-1][1] == shift:
            merged[-1] = (merged[-1][0] + text, shift)
        else:
            merged.append((text, shift))
    out = ""
    for text, shift in merged:
        inner = text.strip()
        marked = shift and inner and out.strip() and not _CITED.fullmatch(inner)
        out += f"{shift}{{{inner}}}" if marked else text
    return out


def _joined(blocks: list[tuple[str, str]]) -> str:
    """Paragraphs apart, list items on lines of their own, code in fences."""
    out: list[str] = []
    before = ""
    for kind, text in blocks:
        if not text.strip():
            continue
        if kind == before and kind in ("item", "code"):
            out[-1] += "\n" + text
        else:
            if before == "code":
                out[-1] = f"```\n{out[-1]}\n```"
            out.append(text)
        before = kind
    if before == "code":
        out[-1] = f"```\n{out[-1]}\n```"
    return "\n\n".join(out).strip("\n")
