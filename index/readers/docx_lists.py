"""The numbers and bullets that Word puts before the paragraphs of lists and headings."""

import re
from dataclasses import dataclass

from lxml import etree

from index.readers.docx_parts import child, children, value_of

_CHINESE_FORMATS = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
     "ideographDigital", "chineseLegalSimplified")
)  # fmt: skip
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True)
class _Level:
    kind: str = "decimal"
    pattern: str = "%1."
    start: int = 1


class Lists:
    """Counts along as the document is read from beginning to end."""

    def __init__(self, numbering: etree._Element | None):
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for abstract in children(numbering, "abstractNum"):
            self._levels[value_of(abstract, "abstractNumId")] = {
                _number(value_of(level, "ilvl"), 0): _level(level) for level in children(abstract, "lvl")
            }
        for number in children(numbering, "num"):
            key = value_of(number, "numId")
            self._abstract_of[key] = value_of(child(number, "abstractNumId"), "val")
            for override in children(number, "lvlOverride"):
                start = value_of(child(override, "startOverride"), "val")
                if start:
                    self._restarts[key, _number(value_of(override, "ilvl"), 0)] = _number(start, 1)

    def label(self, number: str, depth: int) -> tuple[str, int]:
        """("2.1", depth) for the next paragraph of a list; ("-", depth) for a bullet; ("", 0) when it has no list."""
        abstract = self._abstract_of.get(number)
        if abstract is None:
            return "", 0
        levels = self._levels.get(abstract, {})
        level = levels.get(depth, _Level())
        if level.kind == "bullet":
            return "-", depth
        if level.kind == "none" and not re.search(r"[^%\d\s]", level.pattern):
            return "", 0
        counts = self._counts.setdefault(abstract, {})
        restart = self._restarts.pop((number, depth), None)
        counts[depth] = restart if restart is not None else counts.get(depth, level.start - 1) + 1
        for deeper in [known for known in counts if known > depth]:
            del counts[deeper]

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            known = levels.get(at, _Level())
            return counted(counts.get(at, known.start), known.kind)

        return re.sub(r"%([1-9])", written, level.pattern).strip(), depth


def counted(number: int, kind: str) -> str:
    """A number as one of Word's formats writes it: counted(3, "upperLetter") -> "C"."""
    if kind in ("lowerLetter", "upperLetter") and 0 < number <= 702:
        letters = chr(96 + number) if number <= 26 else chr(96 + (number - 1) // 26) + chr(97 + (number - 1) % 26)
        return letters.upper() if kind == "upperLetter" else letters
    if kind in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman.upper() if kind == "upperRoman" else roman
    if kind in _CHINESE_FORMATS and 0 < number < 100:
        return _chinese(number)
    if kind.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if kind == "decimalEnclosedParen" and 0 < number <= 20:
        return f"({number})"
    if kind == "ideographTraditional" and 0 < number <= 10:
        return _STEMS[number - 1]
    if kind == "ideographZodiac" and 0 < number <= 12:
        return _BRANCHES[number - 1]
    if kind == "decimalZero":
        return f"{number:02}"
    return "" if kind == "none" else str(number)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return ten + (_DIGITS[ones] if ones else "")


def _level(element: etree._Element) -> _Level:
    text = child(element, "lvlText")
    return _Level(
        value_of(child(element, "numFmt"), "val") or "decimal",
        value_of(text, "val") if text is not None else "%1.",
        _number(value_of(child(element, "start"), "val"), 1),
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else otherwise
