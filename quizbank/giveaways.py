"""Options that tell the key to somebody who has learnt nothing."""

import re
from collections import Counter

from quizbank.questions import LETTERS, ChoiceItem

_STATEMENT = re.compile(r"[Ⅰ-Ⅻ]")
_ONLY_STATEMENTS = re.compile(r"(?:仅|只有)?[Ⅰ-Ⅻ、和与\s]+")
_COLUMN_BREAKS = re.compile(r"、|，|；|,| 和 |->|→")


def giveaways(item: ChoiceItem) -> list[str]:
    """What helps to guess, as sentences.

    A statement that stands in every option or in none need not be judged. Where options are made of several values, the
    most frequent value of each column must not lead to the key alone.
    """
    texts = [option.text for option in item.options]
    if all(_ONLY_STATEMENTS.fullmatch(text) for text in texts):
        statements = sorted(set(_STATEMENT.findall("".join(texts))))
        named = set(_STATEMENT.findall(item.stem))
        columns = [tuple(statement in text for statement in statements) for text in texts]
        found = [
            f"statement {statement} stands in every option"
            for statement, judged in zip(statements, zip(*columns, strict=True), strict=True)
            if all(judged)
        ]
        found += [f"statement {statement} stands in no option" for statement in sorted(named - set(statements))]
    else:
        columns = [tuple(part.strip() for part in _COLUMN_BREAKS.split(text)) for text in texts]
        found = []
    width = len(columns[0])  # what is longer is a sequence, whose wrong versions rightly resemble the right one
    if 2 <= width <= 3 and all(len(column) == width for column in columns) and _by_majority(columns) == [item.key]:
        found.append("the most frequent value of each column leads to the key")
    return found


def _by_majority(columns: list[tuple]) -> list[str]:
    """The letters whose values are, in every column, among the most frequent ones."""
    frequent = []
    for values in zip(*columns, strict=True):
        counts = Counter(values)
        frequent.append({value for value, count in counts.items() if count == max(counts.values())})
    return [
        letter
        for letter, column in zip(LETTERS, columns, strict=True)
        if all(value in best for value, best in zip(column, frequent, strict=True))
    ]
