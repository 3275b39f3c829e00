"""One form for questions and passages, so that what looks the same compares the same. What is shown stays as printed."""

import re
import unicodedata

# Some PDF fonts map characters to the blocks of CJK radicals and strokes. NFKC repairs the Kangxi radicals (U+2F00...) but
# leaves the others alone; the pairs are those of Unicode's EquivalentUnifiedIdeograph.txt, but where that names a rare form
# of a radical, the word stands here: ⻊ is 足, not 𧾷.
_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民"
    "⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵网⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹"
    "⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食"
    "⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
    "㇏乀㇐一㇑丨㇒丿㇓丿㇔丶㇖乛㇚亅㇝乀㇟乚㇠乙"
    # What NFKC makes of two Kangxi radicals is not the form that simplified text uses.
    "戶户靑青黃黄"
)
_TRANSLATION = {ord(_RADICALS[i]): _RADICALS[i + 1] for i in range(0, len(_RADICALS), 2)}
# The soft hyphen, zero-width and direction marks, and the selectors of a character's variants.
_INVISIBLE = (0x00AD, 0x034F, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_TRANSLATION |= dict.fromkeys((*_INVISIBLE, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_SCRIPT = re.compile(r"(?<=[A-Za-z)])[_^]\{([^{}]{1,40})\}|(?<=[A-Za-z)])\^(?=[A-Za-z0-9])")
_SPACE_BETWEEN_CJK = re.compile(rf"(?<=[{CJK}])\s+(?=[{CJK}])")
_WORD = re.compile(rf"[{CJK}]+|[a-z][a-z0-9]*(?:\+\+|[+#](?![a-z0-9]))?|[0-9]+(?:\.[0-9]+)*")
_CJK_RUN = re.compile(rf"[{CJK}]")


def normalise(text: str) -> str:
    """NFKC, radicals as characters, lower case, no invisible marks, P_{1} as P1, no line break inside a run of Chinese.

    The length may change: offsets into the result are not offsets into `text`.
    """
    text = unicodedata.normalize("NFKC", without_script_marks(text)).translate(_TRANSLATION).casefold()
    return _SPACE_BETWEEN_CJK.sub("", text)


def without_script_marks(text: str) -> str:
    """P_{1} and n^{2} as P1 and n2, which is what people type and what other files hold. 2^{10} keeps its mark."""
    return _SCRIPT.sub(r"\1", text) if "_{" in text or "^" in text else text


def is_cjk(word: str) -> bool:
    """Whether a word of `words` is a run of Chinese."""
    return _CJK_RUN.match(word) is not None


def words(text: str) -> list[str]:
    """Runs of Chinese characters, Latin words (`c++` and `b+` kept) and numbers of a normalised text, in order."""
    return _WORD.findall(text)


def bigrams(run: str) -> list[str]:
    """The overlapping pairs of a run of Chinese; a run of one character is its own only piece."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
