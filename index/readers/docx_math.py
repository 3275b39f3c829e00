"""Word's formulas (OMML) -> LaTeX between dollar signs."""

import re
from collections.abc import Callable

from lxml import etree

from index.readers.docx_parts import child, children, local, value_of

_FUNCTIONS = re.compile(
    "arccos|arcsin|arctan|cos|cosh|cot|csc|det|dim|exp|gcd|inf|lim|ln|log|max|min|sec|sin|sinh|sup|tan|tanh"
)
_NEW_LINE = r" \\ "
_LARGE = {"∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint", "⋃": r"\bigcup",
          "⋂": r"\bigcap", "⋁": r"\bigvee", "⋀": r"\bigwedge", "∐": r"\coprod"}  # fmt: skip
_ACCENTS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0305": r"\bar", "\u0307": r"\dot",
            "\u0308": r"\ddot", "\u030c": r"\check", "\u20d7": r"\vec", "\u20d6": r"\overleftarrow", "^": r"\hat",
            "~": r"\tilde", "¯": r"\bar", "→": r"\vec"}  # fmt: skip
_BRACES = {"{": r"\{", "}": r"\}", "⟨": r"\langle ", "⟩": r"\rangle ", "⌊": r"\lfloor ", "⌋": r"\rfloor ",
           "⌈": r"\lceil ", "⌉": r"\rceil ", "‖": r"\|"}  # fmt: skip
_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+$")


def formula(element: etree._Element) -> str:
    """`$...$` for an oMath or oMathPara; "" for an empty one."""
    text = _inner(element).strip()
    return f"${text}$" if text else ""


def _inner(parent: etree._Element | None) -> str:
    """The formulas of all children, one after the other."""
    out = ""
    for element in parent if parent is not None else ():
        text = _one(element)
        # \log followed by a letter would be another command.
        out += " " + text if text[:1].isalpha() and _ENDS_IN_COMMAND.search(out) else text
    return out


def _part(element: etree._Element, name: str) -> str:
    return _inner(child(element, name)).strip()


def _property(element: etree._Element, name: str, otherwise: str) -> str:
    """A property's value; a property that is there without a value is empty."""
    found = child(child(element, f"{local(element)}Pr"), name)
    return otherwise if found is None else value_of(found, "val")


def _one(element: etree._Element) -> str:
    name = local(element)
    if name == "r":
        return "".join(text.text or "" for text in children(element, "t"))
    write = _WRITERS.get(name)
    if write:
        return write(element)
    return "" if name.endswith("Pr") else _inner(element)


def _fraction(element: etree._Element) -> str:
    above, below = _part(element, "num"), _part(element, "den")
    kind = _property(element, "type", "bar")
    if kind == "lin":
        return f"{above}/{below}"
    return rf"\binom{{{above}}}{{{below}}}" if kind == "noBar" else rf"\frac{{{above}}}{{{below}}}"


def _scripted(element: etree._Element) -> str:
    out = _part(element, "e")
    if child(element, "sub") is not None:
        out += f"_{{{_part(element, 'sub')}}}"
    if child(element, "sup") is not None:
        out += f"^{{{_part(element, 'sup')}}}"
    return out


def _scripted_before(element: etree._Element) -> str:
    return f"{{}}_{{{_part(element, 'sub')}}}^{{{_part(element, 'sup')}}}{_part(element, 'e')}"


def _root(element: etree._Element) -> str:
    degree = _part(element, "deg")
    return rf"\sqrt{f'[{degree}]' if degree else ''}{{{_part(element, 'e')}}}"


def _large_operator(element: etree._Element) -> str:
    sign = _property(element, "chr", "∫")
    out = _LARGE.get(sign, sign)
    for name, mark in (("sub", "_"), ("sup", "^")):
        if limit := _part(element, name):
            out += f"{mark}{{{limit}}}"
    return f"{out} {_part(element, 'e')}"


def _bracketed(element: etree._Element) -> str:
    opening, closing = _property(element, "begChr", "("), _property(element, "endChr", ")")
    parts = [_inner(part).strip() for part in children(element, "e")]
    inner = _property(element, "sepChr", "|").join(parts)
    if opening == "{" and not closing and len(parts) == 1 and inner.startswith(r"\begin{aligned}"):
        return inner.replace("{aligned}", "{cases}")
    return f"{_BRACES.get(opening, opening)}{inner}{_BRACES.get(closing, closing)}"


def _matrix(element: etree._Element) -> str:
    rows = [" & ".join(_inner(cell).strip() for cell in children(row, "e")) for row in children(element, "mr")]
    return rf"\begin{{matrix}} {_NEW_LINE.join(rows)} \end{{matrix}}"


def _lines(element: etree._Element) -> str:
    lines = [_inner(line).strip() for line in children(element, "e")]
    return rf"\begin{{aligned}} {_NEW_LINE.join(lines)} \end{{aligned}}"


def _function(element: etree._Element) -> str:
    name = re.sub(r"^[A-Za-z]+", lambda word: _command(word[0]), _part(element, "fName"))
    return f"{name} {_part(element, 'e')}"


def _command(name: str) -> str:
    r"""lim -> \lim; what is no function of LaTeX stays."""
    return f"\\{name}" if _FUNCTIONS.fullmatch(name) else name


def _limit(mark: str) -> Callable[[etree._Element], str]:
    return lambda element: f"{_command(_part(element, 'e'))}{mark}{{{_part(element, 'lim')}}}"


def _accent(element: etree._Element) -> str:
    return f"{_ACCENTS.get(_property(element, 'chr', chr(0x302)), chr(92) + 'hat')}{{{_part(element, 'e')}}}"


def _bar(element: etree._Element) -> str:
    below = _property(element, "pos", "bot") == "bot"
    return rf"\{'underline' if below else 'overline'}{{{_part(element, 'e')}}}"


_WRITERS = {
    "f": _fraction,
    "sSup": _scripted,
    "sSub": _scripted,
    "sSubSup": _scripted,
    "sPre": _scripted_before,
    "rad": _root,
    "nary": _large_operator,
    "d": _bracketed,
    "m": _matrix,
    "eqArr": _lines,
    "func": _function,
    "limLow": _limit("_"),
    "limUpp": _limit("^"),
    "acc": _accent,
    "bar": _bar,
}
