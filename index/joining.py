"""The best candidates -> what is shown: near copies folded into one, adjoining passages joined, a cut thought completed."""

import operator
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from index.normalise import normalise
from index.passages import FoundPassage, Passage

if TYPE_CHECKING:
    from index.explanation import Scores
    from index.store import Segment

LONGEST = 900  # characters of a joined passage
_NEAR = 0.15  # how far the lexical scores of copies may lie apart
_GAP = 8  # white space that the splitter took away between two passages of one place
_WORTH_JOINING = 0.5  # of its neighbour's score, for a passage that was found too
_ANNOUNCES = re.compile(r"[：:][*_ \n]*\Z")
_FINISHED = re.compile(r"[。！？!?…；;.|][”’」』）)\"'*_`$ \n]*\Z|\n\s*\Z")
_GOES_BACK = re.compile(r"\s*[*_]*(?:因此|所以|它们?(?!的定义)|其中|这(?!里)|此时|反之|否则|同理|后者|前者|上述)")


@dataclass
class Ranked:
    """A candidate with all that its score is made of, on its way to being shown."""

    segment: "Segment"
    row: int
    scores: "Scores"
    score: float
    held: int  # which of the question's tokens stand in it, as bits

    @cached_property
    def passage(self) -> Passage:
        return self.segment.passages[self.row]


@dataclass
class Group:
    """Adjoining passages shown as one, rows `first` to `last` of a segment; `best` brought them."""

    best: Ranked
    first: int
    last: int
    passage: Passage
    reasons: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, one: Ranked) -> "Group":
        return cls(one, one.row, one.row, one.passage)

    @property
    def found(self) -> FoundPassage:
        scores = self.best.scores
        return FoundPassage(self.passage, self.best.score, scores.dense, scores.lexical)

    def neighbour(self, step: int) -> Passage | None:
        """The passage before (-1) or after (1) in the same place; None when there is none or it has been removed."""
        segment = self.best.segment
        row = self.first - 1 if step < 0 else self.last + 1
        if not 0 <= row < len(segment.passages) or (segment.alive is not None and not segment.alive[row]):
            return None
        other = segment.passages[row]
        before, after = (other, self.passage) if step < 0 else (self.passage, other)
        return other if _same_place(other, self.passage) and 0 <= after.start - before.end <= _GAP else None

    def take(self, step: int, reason: str) -> bool:
        """Joins the passage before or after, when there is one and the whole stays short enough."""
        other = self.neighbour(step)
        if other is None or len(self.passage.text) + len(other.text) > LONGEST:
            return False
        if step < 0:
            self.passage = _joined(other, self.passage)
            self.first -= 1
        else:
            self.passage = _joined(self.passage, other)
            self.last += 1
        self.reasons.append(reason)
        return True


@dataclass(frozen=True)
class Folded:
    """A candidate left out because its text stands in `into` already."""

    one: Ranked
    into: Ranked
    likeness: float


def groups_of(ranked: Iterable[Ranked], k: int, same_text: float) -> tuple[list[Group], list[Folded]]:
    """At most `k` groups, best first; those that share `same_text` of their character pairs (Jaccard) are one."""
    groups: list[Group] = []
    members: list[Ranked] = []
    folded: list[Folded] = []
    for one in ranked:
        near = next((group for group in groups if _adjoins(group, one)), None)
        worth = near is not None and one.score >= _WORTH_JOINING * near.best.score
        if near and worth and near.take(1 if one.row > near.last else -1, "found beside it"):
            members.append(one)
            continue
        if len(groups) == k:
            continue
        copy = next((likeness for other in members if (likeness := _likeness(one, other, same_text))), None)
        if copy:
            folded.append(copy)
            continue
        groups.append(Group.of(one))
        members.append(one)
    for at, group in enumerate(groups):
        _complete(group, groups, best=at == 0)
    return groups, folded


def _complete(group: Group, groups: Sequence[Group], best: bool) -> None:
    """What the text announces and, of the best, what it breaks off from or goes on with, is joined to it."""
    announces = _ANNOUNCES.search(group.passage.text)
    if not best and not announces:
        return

    def shown(row: int) -> bool:
        return any(one.best.segment is group.best.segment and one.first <= row <= one.last for one in groups)

    if best and not shown(group.first - 1):
        before = group.neighbour(-1)
        if before is not None and (_is_cut(before, group.passage) or _GOES_BACK.match(group.passage.text)):
            group.take(-1, "its beginning")
    following = None if shown(group.last + 1) else group.neighbour(1)
    if following is not None and announces:
        group.take(1, "announced by it")
    elif following is not None and best and _is_cut(group.passage, following):
        group.take(1, "its end")


def announced(group: Group, groups: Sequence[Group]) -> Passage | None:
    """The passage after one that ends in a colon, too long to be joined: a table or a list cut off from it."""
    following = group.neighbour(1)
    if following is None or not _ANNOUNCES.search(group.passage.text):
        return None
    shown = any(other.best.segment is group.best.segment and other.first == group.last + 1 for other in groups)
    return None if shown else following


def _adjoins(group: Group, one: Ranked) -> bool:
    return group.best.segment is one.segment and one.row in (group.first - 1, group.last + 1)


def _same_place(one: Passage, other: Passage) -> bool:
    return (one.source, one.page, one.section, one.node) == (other.source, other.page, other.section, other.node)


def _is_cut(before: Passage, after: Passage) -> bool:
    """Whether two passages part in the middle of a sentence."""
    return before.end == after.start and not _FINISHED.search(before.text)


def _joined(before: Passage, after: Passage) -> Passage:
    gap = after.start - before.end
    white = " " if gap == 1 and before.text[-1].isascii() and before.text[-1] not in "|`" else "\n" * gap
    return replace(before, end=after.end, text=f"{before.text}{white}{after.text}")


def _likeness(one: Ranked, other: Ranked, same_text: float) -> Folded | None:
    """How the one is folded into the other; None when their texts differ, which a glance at both mostly shows."""
    here, there = one.passage.text, other.passage.text
    if (
        (one.held ^ other.held).bit_count() > 1 + (1 - same_text) * other.held.bit_count()
        or abs(one.scores.lexical - other.scores.lexical) > _NEAR
        or min(len(here), len(there)) < 0.7 * same_text * max(len(here), len(there))
        or _share(_characters(here), _characters(there)) < 0.6 * same_text
    ):
        return None
    likeness = _share(_shape(here), _shape(there))
    return Folded(one, other, likeness) if likeness >= same_text else None


def _share(here: frozenset[str], there: frozenset[str]) -> float:
    common = len(here & there)
    return common / max(len(here) + len(there) - common, 1)


@lru_cache(maxsize=2048)
def _characters(text: str) -> frozenset[str]:
    return frozenset(text)


@lru_cache(maxsize=512)
def _shape(text: str) -> frozenset[str]:
    plain = normalise(text)
    return frozenset(map(operator.add, plain, plain[1:]))
