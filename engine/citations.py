"""The bracketed numbers in an answer: which passages it cites, and which numbers point at nothing."""

import re
from collections.abc import Callable

from engine.markup import is_inside, protected_spans
from index.normalise import bigrams, is_cjk, normalise, words

_LIST = r"\s*\d{1,3}(?:\s*[,，、;；\-–~]\s*\d{1,3})*\s*"
_GROUP = rf"(?:\[{_LIST}\]|【{_LIST}】|［{_LIST}］)"
_CHAIN = re.compile(rf"(?P<space>[ \t]*)(?P<chain>{_GROUP}(?:[ \t]?{_GROUP})*)(?!\((?:https?:|/|\#|\.))")
_ONE_GROUP = re.compile(_GROUP)
_PART = re.compile(r"(\d+)(?:\s*[\-–~]\s*(\d+))?")
# What a subscript is put on: a name, a single capital, a closing bracket. "LRU[1]" ends a statement, "a[1]" does not.
_SUBSCRIPTED = re.compile(r"(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]|\])\Z")
_ACRONYM = re.compile(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9/\-]+\Z")
_ENDS_STATEMENT = re.compile(r"\s*(?:[。，；：、！？,.;:!?）)|]|\Z|\n)")
_LONGEST_RANGE = 20


def check_citations(text: str, count: int) -> tuple[str, tuple[int, ...]]:
    """The text with only citations that point at one of `count` passages, and the numbers cited, ascending.

    `[1, 2]`, `[1-3]`, `【1】` and `［1］` are written as `[1][2]`, `[1][2][3]`, `[1]`, `[1]`; a number outside 1..count is
    taken out with the space before it. Array subscripts such as `a[1]`, lists of values such as `[5, 2, 4]`, links, code
    and LaTeX stay as they are and cite nothing.
    """
    cited: set[int] = set()

    def keep(numbers: list[int]) -> list[int]:
        kept = [number for number in numbers if 1 <= number <= count]
        cited.update(kept)
        return kept

    return _rewrite(text, keep, count), tuple(sorted(cited))


def without_citations(text: str) -> str:
    """The text without its citation numbers: an earlier answer's numbers mean nothing beside other passages."""
    return _rewrite(text, lambda numbers: [], None)


def _rewrite(text: str, keep: Callable[[list[int]], list[int]], count: int | None) -> str:
    spans = protected_spans(text)

    def replacement(match: re.Match[str]) -> str:
        start = match.start("chain")
        if is_inside(start, spans) or _is_subscript(text, match):
            return match.group()
        written = []
        for group in _ONE_GROUP.findall(match.group("chain")):
            numbers = _numbers(group)
            if _is_list_of_values(numbers, count):
                written.append(group)
            else:
                written.extend(f"[{number}]" for number in keep(numbers))
        return match.group("space") + "".join(written) if written else ""

    return _CHAIN.sub(replacement, text)


def _numbers(group: str) -> list[int]:
    numbers: list[int] = []
    for first, last in _PART.findall(group):
        low, high = int(first), int(last or first)
        # "[3-1]" and "[1-500]" are no ranges of passages; their ends are then numbers like any other.
        numbers.extend(range(low, high + 1) if low <= high <= low + _LONGEST_RANGE else (low, high))
    return numbers


def _is_subscript(text: str, match: re.Match[str]) -> bool:
    if match.group("space"):
        return False
    before = text[max(0, match.start() - 40) : match.start()]
    if not _SUBSCRIPTED.search(before):
        return False
    return not (_ACRONYM.search(before) and _ENDS_STATEMENT.match(text, match.end()))


def _is_list_of_values(numbers: list[int], count: int | None) -> bool:
    """Whether a bracket with several numbers is data, as in "sort [5, 2, 4]" or "the interval [0, 1]"."""
    if len(numbers) < 2:
        return False
    if numbers != sorted(set(numbers)) or 0 in numbers:
        return True
    return count is not None and len(numbers) > 2 and numbers[-1] > count


# --- which sentences of a passage an answer rests on ------------------------------------------------------------------

_QUOTED = 0.8
"""A sentence of the passage is quoted when the answer holds this share of its pieces. Of the sentences that extractive
answers quote all do (1132 of 1132, from 150 questions on the handbook), of the others in their passages 0.5 %."""
_REWORDED = 0.6
"""The same share of the shorter of two sentences, when the answer says it in words of its own: 96 % of sentences shortened,
turned round and with every tenth character lost still reach it, and 1 % of the sentences beside them."""
_LIKELIEST = 0.3  # when nothing reaches that: what the best sentence must share
_FEW_PIECES = 5  # a sentence with fewer ("例如：") is cited only beside a cited one
_LONGEST_CLAIM = 2000  # characters before a number that it may stand for

_SENTENCE_END = re.compile(
    r"[。！？!?；;…]+[”’」』）)\]】]*"
    r"|\.(?=\s+[A-Z\u4e00-\u9fff])"
    r"|\n(?=\s*\n)"
    r"|\n(?=[ \t]*(?:[-*+•·●■|#>`~①-⑳]|\d{1,2}[.)、．]|[(（]\d{1,2}[)）]|[A-D][.．、]|第[一二三四五六七八九十\d]+[章节步条]))"
)


def cited_sentences(answer: str, number: int, passage: str) -> tuple[tuple[int, int], ...]:
    """The sentences of passage `number` that the answer rests on, as (start, end) in the passage, in its order.

    They are those that share enough pairs of characters and words with what the answer says before a `[number]`. () when
    the answer does not name the number or says nothing of the kind.
    """
    claims = _claims(answer, number)
    sentences = _sentences(passage)
    pieces = [_pieces(passage[start:end]) for start, end in sentences]
    said = [_pieces(claim) for claim in claims]
    parts = [_pieces(claim[start:end]) for claim in claims for start, end in _sentences(claim)]
    scores = [max((_shared(own, one) for one in said), default=0.0) for own in pieces]
    closeness = [max((_likeness(own, one) for one in parts), default=0.0) for own in pieces]
    cited = [
        len(own) >= _FEW_PIECES and (score >= _QUOTED or close >= _REWORDED)
        for own, score, close in zip(pieces, scores, closeness, strict=True)
    ]
    if not any(cited) and closeness:
        best = max(range(len(closeness)), key=closeness.__getitem__)
        cited[best] = closeness[best] >= _LIKELIEST and len(pieces[best]) >= _FEW_PIECES
    for at, own in enumerate(pieces):  # the short ones between
        if not cited[at] and 0 < len(own) < _FEW_PIECES and scores[at] == 1.0:
            cited[at] = any(cited[max(0, at - 1) : at + 2])
    return tuple(span for span, is_cited in zip(sentences, cited, strict=True) if is_cited)


def _claims(answer: str, number: int) -> list[str]:
    """What the answer says before each `[number]`: all since the number before, which may be several sentences."""
    spans = protected_spans(answer)
    claims: list[str] = []
    begin = before = 0
    for match in _CHAIN.finditer(answer):
        start, end = match.start("chain"), match.end()
        if is_inside(start, spans) or (_is_subscript(answer, match) and answer[end : end + 1] not in ("", "\n")):
            continue
        if len(_pieces(answer[begin:start])) < _FEW_PIECES:
            begin = before  # "[1]。[2]": both stand for the same
        if any(number in _numbers(group) for group in _ONE_GROUP.findall(match.group("chain"))):
            claims.append(answer[max(begin, start - _LONGEST_CLAIM) : start])
        before, begin = begin, end
    return claims


def _sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of the sentences, list items, table rows and blocks of code, without white space around them."""
    spans = protected_spans(text)
    cuts = [match.end() for match in _SENTENCE_END.finditer(text) if not is_inside(match.start(), spans)]
    found = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        inner = text[start:end].strip()
        if inner:
            start += len(text[start:end]) - len(text[start:end].lstrip())
            found.append((start, start + len(inner)))
    return found


def _pieces(text: str) -> set[str]:
    """Pairs of Chinese characters, and words and numbers."""
    return {piece for word in words(normalise(text)) for piece in (bigrams(word) if is_cjk(word) else [word])}


def _shared(own: set[str], other: set[str]) -> float:
    return len(own & other) / len(own) if own else 0.0


def _likeness(own: set[str], other: set[str]) -> float:
    shorter = min(len(own), len(other))
    return len(own & other) / max(shorter, _FEW_PIECES) if shorter else 0.0
