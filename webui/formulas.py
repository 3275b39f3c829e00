"""LaTeX formulas to MathML, which browsers typeset themselves: no script and no font to load."""

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from latex2mathml import exceptions
from latex2mathml.converter import Converter

MAX_LENGTH = 2000  # characters; the longest formula of a solution has about 300
_MACROS = ("\\newcommand", "\\renewcommand", "\\def", "\\let")  # they can double their text until memory is gone

# The library's errors share no base class.
_LATEX_ERRORS = (
    *(kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception)),
    ArithmeticError, AttributeError, LookupError, RuntimeError, StopIteration, TypeError, ValueError,
)  # fmt: skip
_ATTRIBUTES = frozenset(
    [
        "xmlns",
        "display",
        "mathvariant",
        "stretchy",
        "fence",
        "form",
        "accent",
        "accentunder",
        "width",
        "height",
        "depth",
        "lspace",
        "rspace",
        "voffset",
        "displaystyle",
        "scriptlevel",
        "columnalign",
        "columnlines",
        "rowlines",
        "linethickness",
        "mathcolor",
        "movablelimits",
        "minsize",
        "maxsize",
        "notation",
        "separator",
    ]
)
_OPENING, _CLOSING = "⌈⌊⟨", "⌉⌋⟩"
_RELATIONS = "=≠≈≡<>≤≥→⇒⇔"
_UNBROKEN_LENGTH = 16  # characters that are shown
_BAR = "\u2015"
_UPRIGHT = re.compile(r"(\\mathrm)\{(\w)\}")  # the converter forgets the style of a lone letter unless it is a group
_THIN_SPACE = "0.167em"


class FormulaError(ValueError):
    """The LaTeX cannot be read."""


@lru_cache(maxsize=8192)
def formula_html(latex: str, display: bool = False) -> str:
    """MathML of the formula; LaTeX that cannot be read comes out as its own escaped source."""
    try:
        return mathml(latex, display)
    except FormulaError:
        return f'<code class="a408-latex">{escape(latex.strip())}</code>'


def mathml(latex: str, display: bool = False) -> str:
    """Raises FormulaError."""
    source = latex.strip()
    if len(source) > MAX_LENGTH or any(macro in source for macro in _MACROS):
        raise FormulaError(source[:80])
    try:
        root = Converter(display="block" if display else "inline").convert_to_element(_UPRIGHT.sub(r"\1{{\2}}", source))
    except _LATEX_ERRORS as error:
        raise FormulaError(source) from error
    for element in root.iter():
        # The converter writes characters as entities and escapes nothing: decode here, escape when it is written out.
        element.text = unescape(element.text) if element.text else element.text
        if element.tag == "mi" and element.text and element.text.startswith("\\"):
            raise FormulaError(f"unknown command {element.text}")
        element.attrib = {key: value for key, value in element.attrib.items() if key in _ATTRIBUTES}
    for element in root.iter():
        _draw_bar(element)
        _join_letters(element)
        _fence(element)
        _space_function_names(element)
    if display:
        root.set("alttext", source)
        written = ElementTree.tostring(root, encoding="unicode")
        return f'<div class="a408-formula a408-scroll" tabindex="0">{written}</div>'
    return "<wbr>".join(ElementTree.tostring(part, encoding="unicode") for part in _breakable(root))


def _breakable(root: Element) -> list[Element]:
    """A long chain of equations in several formulas, each from one relation to the next.

    Browsers break no line inside a formula, and a phone is some 30 characters wide.
    """
    terms = list(root[0])
    if len("".join(root.itertext())) <= _UNBROKEN_LENGTH:
        return [root]
    parts: list[Element] = []
    for term in terms:
        if not parts or (term.tag == "mo" and term.text in _RELATIONS and len(parts[-1][0])):
            parts.append(Element("math", root.attrib))
            SubElement(parts[-1], "mrow")
        parts[-1][0].append(term)
    return parts or [root]


def _draw_bar(element: Element) -> None:
    """A bar over or under several letters, as a line: as a character it stays short without a mathematical font."""
    if element.tag in ("mover", "munder") and len(element) == 2 and element[1].text == _BAR:
        element.set("class", "a408-over" if element.tag == "mover" else "a408-under")
        element.tag = "mrow"
        del element[1]


def _join_letters(parent: Element) -> None:
    r"""``\mathrm{MTTF}`` comes as four identifiers; one word is set, and read aloud, as one."""
    joined: list[Element] = []
    for child in parent:
        variant = child.get("mathvariant")
        last = joined[-1] if joined else None
        if (
            last is not None
            and variant in ("normal", "monospace")
            and last.get("mathvariant") == variant
            and child.tag in ("mi", "mn")
            and last.tag in ("mi", "mn", "mtext")
        ):
            last.text = (last.text or "") + (child.text or "")
            last.tag = "mtext"
        else:
            joined.append(child)
    for child in joined:
        if child.get("mathvariant") == "normal" and child.tag == "mi":
            child.tag = "mtext"  # a lone letter too: an identifier of one letter would be set in italics
    parent[:] = joined


def _fence(parent: Element) -> None:
    """Rounding brackets come as identifiers: as fences they get the right space and keep their height."""
    for child in parent:
        if child.tag == "mi" and child.text and child.text in _OPENING + _CLOSING:
            child.tag = "mo"
            child.attrib.update(stretchy="false", form="prefix" if child.text in _OPENING else "postfix")
        elif child.tag == "mo" and child.text == "∞":
            child.tag = "mn"  # a value, which takes no space around it


def _space_function_names(parent: Element) -> None:
    """``n log n`` needs a thin space on both sides of the name, ``log(n)`` none."""
    if parent.tag not in ("mrow", "math", "mtd", "mstyle"):
        return  # elsewhere a child's place says what it is
    spaced: list[Element] = []
    for child in parent:
        if spaced and (_is_function(spaced[-1]) or _is_function(child)) and not _spaces_itself(spaced[-1], child):
            spaced.append(Element("mspace", width=_THIN_SPACE))
        spaced.append(child)
    parent[:] = spaced


def _is_function(element: Element) -> bool:
    base = element[0] if element.tag in ("msub", "msup", "msubsup", "munder") and len(element) else element
    return base.tag == "mi" and len(base.text or "") > 1 and (base.text or "").isascii()


def _spaces_itself(*pair: Element) -> bool:
    return any(element.tag in ("mo", "mspace", "mtext") for element in pair)
