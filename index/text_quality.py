"""The verdict on a page's text layer: can it be searched and quoted, and if not, what is wrong with it."""

import re
import unicodedata
from enum import Enum

from index.normalise import CJK

_HANZI = re.compile(rf"[{CJK}]")
_LONG_WORD = re.compile(r"[A-Za-z]{3,}")
_BARE_OPTION = re.compile(r"^\s*(?:[A-D]\.\s*){1,4}$|^\s*\d{1,2}\.\s*$", re.MULTILINE)
_GAP_IN_CHINESE = re.compile(rf"(?<=[{CJK}])[ \t]+(?=[{CJK}])")
_LETTER_IN_CHINESE = re.compile(rf"[a-zA-Z_][{CJK}][a-zA-Z_]")
_STRAY_MARK = re.compile(r"[＾＼￡§¤�◊■□▪]|\\(?![A-Za-z{}\[\]()|,;! ])|[一丿丶丨亅乀](?=\s|$)")
_MOST_NOISE = 0.008
# The fifty most frequent characters of modern Chinese; together about a quarter of any running text.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
)

_EVERYDAY_WORD = re.compile(
    r"\b(?:the|of|and|to|in|is|a|for|that|with|as|are|be|by|on|or|an|this|it|from|if|not|can|int|return)\b",
    re.IGNORECASE,
)


class Verdict(Enum):
    """The value is what a person is told."""

    GOOD = "good"
    NOISY = "noisy"
    MISSING = "missing"
    ILLEGIBLE = "illegible"
    LOST = "lost"
    CJK_MISSING = "cjk_missing"
    GARBLED = "garbled"

    @property
    def usable(self) -> bool:
        return self in (Verdict.GOOD, Verdict.NOISY)

    @property
    def explanation(self) -> str:
        return _EXPLANATIONS[self]


_EXPLANATIONS = {
    Verdict.GOOD: "text that can be searched",
    Verdict.NOISY: "text with recognition errors",
    Verdict.MISSING: "pictures only, no text",
    Verdict.ILLEGIBLE: "recognition could not make out its text",
    Verdict.LOST: "the page crashes or stalls the PDF library",
    Verdict.CJK_MISSING: "the Chinese is missing from the text layer",
    Verdict.GARBLED: "the text layer is garbled (broken font map)",
}


def visible_length(text: str) -> int:
    """How many characters are no white space."""
    return len("".join(text.split()))


def judge(text: str, drawn: bool = False, unmapped: float = 0.0, gaps: int = 0) -> Verdict:
    """The verdict on one page. `drawn`: something besides text is painted on it, so that little text means lost text.

    `unmapped` is the share of characters for which their font names no letter, `gaps` the number of spaces between
    Chinese characters that have been taken out of the text, as far as these are known.
    """
    visible = [char for char in text if not char.isspace()]
    if len(visible) < 16:
        return Verdict.MISSING if drawn else Verdict.GOOD
    if unmapped > 0.3:
        return Verdict.GARBLED
    hanzi = _HANZI.findall(text)
    if _share(_is_odd(char) for char in visible) > 0.12 or _are_random(hanzi):
        return Verdict.GARBLED
    if len(hanzi) < 0.01 * len(visible) and _is_leftover(text, len(visible)):
        return Verdict.CJK_MISSING
    return Verdict.NOISY if len(hanzi) >= 50 and noise(text, gaps) > _MOST_NOISE else Verdict.GOOD


def _share(marks) -> float:
    marks = list(marks)
    return sum(marks) / max(len(marks), 1)


def _is_odd(char: str) -> bool:
    """Whether a character has no business in a Chinese or English textbook: control, private, accented, unassigned."""
    if char < "\x80":
        return char < " " or char == "\x7f"
    if "\x80" <= char <= "\u024f":
        return char not in "§©«»®°±²³´·¹º¼½¾×÷µ¬¶"
    return unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") or char == "\ufffd"


def _are_random(hanzi: list[str]) -> bool:
    """Whether the characters look drawn by lot: few of the common sets' first levels, or none of the everyday ones."""
    if len(hanzi) < 30:
        return False
    if _share(_is_common(char) for char in hanzi) < 0.7:
        return True
    return len(hanzi) >= 200 and _share(char in _FREQUENT for char in hanzi) < 0.02


def _is_common(char: str) -> bool:
    """In the first level of GB 2312 (3,755 characters) or of Big5 (5,401)."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            code = char.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(code) == 2 and first <= code[0] <= last:
            return True
    return False


def _is_leftover(text: str, visible: int) -> bool:
    """Whether Latin text is what stays of a Chinese page: few words of three letters, answers without a body."""
    in_words = sum(map(len, _LONG_WORD.findall(text))) / visible
    bare = len(_BARE_OPTION.findall(text))
    return in_words < 0.25 or (bare >= 3 and in_words < 0.5)


def noise(text: str, gaps: int = 0) -> float:
    """Signs of bad recognition per visible character; `gaps` as for `judge`."""
    signs = sum(len(p.findall(text)) for p in (_GAP_IN_CHINESE, _LETTER_IN_CHINESE, _STRAY_MARK))
    return (signs + gaps) / max(visible_length(text), 1)


def reads_as_language(text: str) -> bool:
    """False where a long text without Chinese has next to none of the everyday English words: a wrong language was read."""
    words = len(re.findall(r"\b[A-Za-z]{1,20}\b", text))
    if words < 40 or len(_HANZI.findall(text)) > 0.05 * visible_length(text):
        return True
    return len(_EVERYDAY_WORD.findall(text)) >= 0.04 * words
