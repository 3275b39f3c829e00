"""The exam's shape as data, and drawing a paper from the bank by seed."""

import random
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from quizbank import syllabus
from quizbank.generators.family import Family
from quizbank.questions import LETTERS, ChoiceItem

CHOICE_POINTS = 2  # what one choice item is worth in the paper
MOCK_CHOICE_GRID = {"ds": 11, "co": 11, "os": 10, "cn": 8}  # 单项选择题: slots 1-11, 12-22, 23-32, 33-40
# 综合应用题: slot -> subject and points. The outline fixes the sums 23/23/15/9; their parting is that of the newest paper.
FREE_RESPONSE_SLOTS = {
    41: ("ds", 13), 42: ("ds", 10), 43: ("co", 10), 44: ("co", 13), 45: ("os", 7), 46: ("os", 8), 47: ("cn", 9),
}  # fmt: skip
MOCK_SECONDS = 180 * 60  # the whole paper: 40 choice and 7 free-response items, 150 points
# The choice half's share of the 180 minutes: 80 of 150 points.
MOCK_CHOICE_SECONDS = 96 * 60


class TooFewItems(ValueError):
    """The bank has fewer items under the chosen nodes than the paper needs."""

    def __init__(self, wanted: int, available: int, where: str):
        super().__init__(f"{wanted} questions wanted, the bank has {available} under {where}")
        self.wanted, self.available, self.where = wanted, available, where


@dataclass(frozen=True)
class DrawnQuestion:
    """Place `n` (from 1) of a paper. `option_order` lists the item's letters in the order they are shown: "CABD"."""

    n: int
    item: ChoiceItem
    option_order: str
    points: int = CHOICE_POINTS


def under(items: Sequence[ChoiceItem], nodes: Collection[str]) -> list[ChoiceItem]:
    """The items at or below any of the outline nodes (subjects, chapters, sections), in bank order."""
    prefixes = tuple(f"{node}." for node in nodes)
    return [item for item in items if item.node in nodes or item.node.startswith(prefixes)]


def draw_practice(
    items: Sequence[ChoiceItem], nodes: Collection[str], count: int, seed: int, seen: Collection[str] = ()
) -> tuple[DrawnQuestion, ...]:
    """`count` questions under the nodes, those not in `seen` first, by subject in the exam's order.

    Same arguments, same paper. Raises TooFewItems.
    """
    pool = under(items, nodes)
    if len(pool) < count:
        raise TooFewItems(count, len(pool), ", ".join(sorted(nodes)))
    rng = random.Random(seed)
    chosen = _spread(pool, count, rng, seen)
    order = [subject.id for subject in syllabus.subjects()]
    chosen.sort(key=lambda item: order.index(item.subject))  # stable: mixed within a subject
    return _number(chosen, rng)


def draw_mock_choice(items: Sequence[ChoiceItem], seed: int, seen: Collection[str] = ()) -> tuple[DrawnQuestion, ...]:
    """The choice half of a paper: 40 questions in the 11/11/10/8 grid, 80 points. Raises TooFewItems."""
    rng = random.Random(seed)
    chosen: list[ChoiceItem] = []
    for subject, count in MOCK_CHOICE_GRID.items():
        pool = under(items, [subject])
        if len(pool) < count:
            raise TooFewItems(count, len(pool), subject)
        picked = _spread(pool, count, rng, seen)
        picked.sort(key=lambda item: int(item.chapter.split(".")[1]))  # a real paper walks through the chapters
        chosen += picked
    return _number(chosen, rng)


def draw_drill(families: Sequence[Family], count: int, seed: int) -> tuple[DrawnQuestion, ...]:
    """`count` fresh questions of the families, in turn; no question twice. Same arguments, same paper."""
    rng = random.Random(seed)
    drawn: dict[str, ChoiceItem] = {}
    while len(drawn) < count:
        item = families[len(drawn) % len(families)].item(rng.randrange(2**31))
        drawn[item.stem] = item
    return _number(list(drawn.values()), rng)


def _spread(pool: Sequence[ChoiceItem], count: int, rng: random.Random, seen: Collection[str]) -> list[ChoiceItem]:
    """`count` of the pool without repeats: unseen items first, chapters in proportion to their recent points."""
    by_chapter: dict[str, list[ChoiceItem]] = defaultdict(list)
    for item in rng.sample(list(pool), len(pool)):
        by_chapter[item.chapter].append(item)
    for items in by_chapter.values():
        items.sort(key=lambda item: item.id not in seen)  # taken from the end: unseen first
    chosen: list[ChoiceItem] = []
    while len(chosen) < count:
        open_chapters = [chapter for chapter, items in by_chapter.items() if items]
        fresh = [chapter for chapter in open_chapters if by_chapter[chapter][-1].id not in seen]
        candidates = fresh or open_chapters
        weights = [syllabus.node(chapter).recent_points for chapter in candidates]
        chosen.append(by_chapter[rng.choices(candidates, weights)[0]].pop())
    return chosen


def _number(items: Sequence[ChoiceItem], rng: random.Random) -> tuple[DrawnQuestion, ...]:
    return tuple(DrawnQuestion(n, item, shuffled_options(item, rng)) for n, item in enumerate(items, start=1))


def shuffled_options(item: ChoiceItem, rng: random.Random) -> str:
    """The item's letters in a random order; pinned ones keep their place."""
    free = [letter for letter in LETTERS if letter not in item.pinned]
    shuffled = iter(rng.sample(free, len(free)))
    return "".join(letter if letter in item.pinned else next(shuffled) for letter in LETTERS)
