"""The bracketed numbers in an answer: which passages it cites, and which numbers point at nothing."""

import re
from collections.abc import Callable

from engine.markup import is_inside, protected_spans

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
