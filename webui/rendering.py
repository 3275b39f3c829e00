"""Markdown, formulas and figures to safe HTML.

Whatever the text holds, only tags written here come out: raw HTML is escaped, links lead to http(s) or stay on this site,
pictures are dropped (a model's answer must not make a browser call anywhere). No style attributes either, so that the
quiz page can forbid inline styles.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from quizbank.bank import FIGURES_FOLDER
from quizbank.questions import Figure
from webui.formulas import formula_html

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
# What a drawing needs, and nothing that loads, runs or animates. Style sheets would leak into the whole page.
_DRAWING = frozenset(
    [
        "svg",
        "g",
        "defs",
        "marker",
        "pattern",
        "title",
        "desc",
        "path",
        "line",
        "polyline",
        "polygon",
        "rect",
        "circle",
        "ellipse",
        "text",
        "tspan",
        "use",
        "symbol",
        "clipPath",
        "linearGradient",
        "radialGradient",
        "stop",
    ]
)
_ATTRIBUTE = re.compile(r"^(?!on)[a-zA-Z][a-zA-Z0-9-]*$")
_REFERENCE = re.compile(r"url\(\s*['\"]?(.*?)['\"]?\s*\)")


class FigureError(Exception):
    """A figure is missing, or is not a plain drawing."""


# --- Markdown --------------------------------------------------------------------------------------------------------


def _allowed_link(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme:
        return parts.scheme.lower() in ("http", "https")
    return not parts.netloc and not url.startswith(("//", "\\"))


class _Renderer(RendererHTML):
    """Adds a box of its own to what may be wider than a phone, and says alignment by class."""

    def image(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return escape(self.renderInlineAsText(tokens[idx].children or [], options, env))

    def table_open(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return '<div class="a408-scroll" tabindex="0"><table>'

    def table_close(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return "</table></div>"

    def td_open(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        # An empty corner heads nothing: as a heading it would be read aloud as one.
        tag = tokens[idx].tag if tokens[idx + 1].content else "td"
        align = str(tokens[idx].attrGet("style") or "").removeprefix("text-align:")
        return f'<{tag} class="a408-{align}">' if align in ("left", "center", "right") else f"<{tag}>"

    th_open = td_open

    def th_close(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return "</th>" if tokens[idx - 1].content else "</td>"

    def fence(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return f'<pre class="a408-scroll" tabindex="0"><code>{escape(tokens[idx].content.rstrip())}</code></pre>\n'

    code_block = fence

    def link_open(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        href = escape(str(tokens[idx].attrGet("href")))
        leaves = urlsplit(str(tokens[idx].attrGet("href"))).netloc
        return f'<a href="{href}" target="_blank" rel="noopener noreferrer">' if leaves else f'<a href="{href}">'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=True, double_inline=True)
    parser.validateLink = _allowed_link  # type: ignore[method-assign]
    parser.add_render_rule("math_inline", lambda r, tokens, i, o, e: formula_html(tokens[i].content))
    for block in ("math_inline_double", "math_block"):
        parser.add_render_rule(block, lambda r, tokens, i, o, e: formula_html(tokens[i].content, display=True))
    return parser


_MARKDOWN = _parser()


def markdown_html(text: str) -> str:
    """Blocks of HTML: paragraphs, tables, fenced code, MathML. A formula that cannot be read stays as its source."""
    return _MARKDOWN.render(text)


def inline_html(text: str) -> str:
    """The same for one line without block tags, as an option's text needs it; text with blocks falls back to them."""
    if "\n" in text.strip():
        return markdown_html(text)
    return _MARKDOWN.renderInline(text.strip())


# --- figures ---------------------------------------------------------------------------------------------------------


def figure_svg(figure: Figure, folder: Path = FIGURES_FOLDER) -> str:
    """The figure's SVG to stand inside a page, named by its `alt`. Raises FigureError."""
    path = folder / figure.file
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FigureError(f"{path}: {error}") from error
    return _inlined(text, path.stem, figure.alt, str(path))


@lru_cache(maxsize=512)
def _inlined(text: str, stem: str, alt: str, where: str) -> str:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FigureError(f"{where}: a figure must not declare a document type")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise FigureError(f"{where}: not XML: {error}") from error
    if root.tag != f"{_SVG}svg":
        raise FigureError(f"{where}: the outermost element is not an SVG")
    for element in root.iter():
        _check(element, where)
        _keep_ids_apart(element, stem)
    if "viewBox" not in root.attrib:
        raise FigureError(f"{where}: has no viewBox, so it cannot shrink on a phone")
    root.attrib.update({"role": "img", "aria-label": alt, "class": "a408-figure"})
    ElementTree.register_namespace("", _SVG[1:-1])
    return ElementTree.tostring(root, encoding="unicode")


def _check(element: ElementTree.Element, where: str) -> None:
    name = element.tag.removeprefix(_SVG)
    if name not in _DRAWING:
        raise FigureError(f"{where}: <{name}> does not belong in a figure")
    for key, value in list(element.attrib.items()):
        if key == "style":
            # The page forbids inline styles; as attributes the same properties work.
            del element.attrib[key]
            pairs = (part.partition(":") for part in value.split(";") if part.strip())
            element.attrib.update({name.strip(): words.strip() for name, _, words in pairs})
        elif key == "{http://www.w3.org/XML/1998/namespace}space":
            del element.attrib[key]
    for key, value in element.attrib.items():
        if key not in (_XLINK_HREF, "href") and not _ATTRIBUTE.match(key):
            raise FigureError(f"{where}: attribute {key} does not belong in a figure")
        targets = [value] if key in (_XLINK_HREF, "href") else _REFERENCE.findall(value)
        if any(not target.startswith("#") for target in targets):
            raise FigureError(f"{where}: {key} points outside the figure")


def _keep_ids_apart(element: ElementTree.Element, stem: str) -> None:
    """Two figures on a page may both have an arrow head called "a"; the file's name in front keeps them apart."""
    for key, value in element.attrib.items():
        if key == "id":
            element.set(key, f"{stem}-{value}")
        elif key in (_XLINK_HREF, "href"):
            element.set(key, f"#{stem}-{value[1:]}")
        elif "url(" in value:
            element.set(key, _REFERENCE.sub(lambda found: f"url(#{stem}-{found[1][1:]})", value))
