"""The answerer without a model: the paragraph of the found passages that answers the question, quoted with its number."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from engine.blocks import Unit, split_units
from engine.citations import without_citations
from engine.markup import quoted
from index.normalise import bigrams, is_cjk, normalise, words
from index.passages import Passage
from index.question import Question, understand

MAX_EXCERPTS = 3
MAX_CHARACTERS = 650
"""Of all excerpts together; a single one may be longer when it is one table, list or code block."""
_EXCERPT_CHARACTERS = 360
_EASY_CHARACTERS = 520
_GOOD_ENOUGH, _GOOD_HERE = 0.6, 0.4
"""A further excerpt is quoted when it scores at least this share of the best one."""
_NEWS = 0.15
"""... and when this much more of the question is covered with it, or when it stands in the best one's passage and the two
are together no longer than _EASY_CHARACTERS."""
_INHERITED = 0.85  # what a word of the headings above counts, beside 1 for a word of the text
_FURTHER_SECTION, _FURTHER_PASSAGE = 0.2, 0.05  # how fast the trust falls with the rank
_ADJOINING_CHARACTERS = 8  # white space that the splitter took away between two passages


@dataclass(frozen=True)
class _Place:
    """A unit in its passage; `passage` and `position` count from 0."""

    passage: int
    position: int
    unit: Unit


Excerpt = tuple[_Place, ...]  # adjoining units that are quoted together


def extract(question: str, passages: Sequence[Passage]) -> tuple[str, tuple[int, ...]]:
    """The answer as Markdown, and the numbers of the passages quoted, ascending; ("", ()) without any text.

    Word for word a paragraph, or the part of a long one, that answers best; after it at most two more excerpts where they
    add something, together MAX_CHARACTERS. Each ends with its passage's number `[n]`. A list, table, code block or formula
    that a sentence announces comes with it, whole.
    """
    excerpts = list(_excerpts(passages))
    if not excerpts:
        return "", ()
    asked = understand(question)
    chosen = _chosen(excerpts, _Judge(asked, passages, excerpts))
    blocks = [block for excerpt in chosen for block in _quoted(excerpt, passages)]
    return "\n\n".join(blocks), tuple(sorted({place.passage + 1 for excerpt in chosen for place in excerpt}))


# What could be quoted


def _excerpts(passages: Sequence[Passage]) -> Iterator[Excerpt]:
    """Every paragraph, list, table and code block, with what it announces; of a long paragraph its parts."""
    read = [_paragraphs(n, split_units(passage.text)) for n, passage in enumerate(passages)]
    for n, paragraphs in enumerate(read):
        for at, paragraph in enumerate(paragraphs):
            if at and paragraphs[at - 1][-1].unit.announces:
                continue  # comes with the paragraph before it
            for window in _windows(paragraph):
                if window[-1] is paragraph[-1] and window[-1].unit.announces:
                    following = paragraphs[at + 1] if at + 1 < len(paragraphs) else _continued(n, passages, read)
                    window += following
                yield window


def _paragraphs(n: int, units: list[Unit]) -> list[Excerpt]:
    found: dict[int, list[_Place]] = {}
    for position, unit in enumerate(units):
        found.setdefault(unit.paragraph, []).append(_Place(n, position, unit))
    return [tuple(places) for places in found.values()]


def _continued(n: int, passages: Sequence[Passage], read: list[list[Excerpt]]) -> Excerpt:
    """The first paragraph of the passage that goes on where passage `n` ends, () when it was not found."""
    one = passages[n]
    for m, other in enumerate(passages):
        if _section(one) == _section(other) and 0 <= other.start - one.end <= _ADJOINING_CHARACTERS and read[m]:
            return read[m][0]
    return ()


def _windows(paragraph: Excerpt) -> Iterator[Excerpt]:
    """The longest runs of units within the length of an excerpt; a unit that is longer alone."""
    done = 0
    for start in range(len(paragraph)):
        end = start + 1
        while end < len(paragraph) and _length(paragraph[start : end + 1]) <= _EXCERPT_CHARACTERS:
            end += 1
        if end > done:
            yield paragraph[start:end]
            done = end


def _length(excerpt: Excerpt) -> int:
    return sum(len(place.unit.text) for place in excerpt)


def _text(excerpt: Excerpt) -> str:
    return "\n".join(place.unit.text for place in excerpt)


# What answers

_SAYS: list[tuple[re.Pattern[str], re.Pattern[str]]] = [
    (re.compile(asks, re.IGNORECASE), re.compile(says, re.IGNORECASE | re.MULTILINE | re.DOTALL))
    for asks, says in (
        # 为什么
        (r"为什么|为啥|为何|凭什么|原因|\bwhy\b",
         r"因为|由于|因此|所以|从而|原因|为了|否则|以免|以防|防止|避免|使得|才能|若.+[就会]|须|because|therefore|so that"),
        # 有什么区别
        (r"区别|不同|不一样|差异|差别|差在|比较|对比|异同|一回事|关系|哪个|跟.+比|\bdiffer|\bversus\b|\bvs\b",
         r"^\||区别|不同|相比|相反|而(?!且)|则|但|whereas|while|unlike|differ"),
        # 有哪些, 分别是什么
        (r"哪些|哪几|分别|几种|几个|[三四五六七八九]\s*[个种条层步类项]|条件|特点|特征|优点|缺点|分类|类型|方法|方式|作用|功能|策略",
         r"^\||[：:]$|①|(?:[^、。]+、){2}|(?:[^；。]+；){2}|\(1\)|（1）"),
        # 怎么办, 怎么算
        (r"怎么|怎样|咋|如何|步骤|过程|流程|办法|\bhow\b",
         r"步骤|办法|先.+再|依次|①|法（|若.+[则就]|每次|首先|处理"),
        # 什么时候
        (r"什么时候|何时|啥时候|情况下|场景|适合|\bwhen\b", r"时[，,]|情况|当.+时|适[合用]|例如|场合"),
        # 怎么避免
        (r"避免|防止|解决|优化|改进|减少", r"避免|防止|减少|解决|办法|改用|改进"),
        # 公式, 多少
        (r"公式|怎么算|计算|求|多少|多大|几", r"[=＝≤≥]|\\le|\\ge|\$.*\d|共有?|有 ?\$"),
    )
]  # fmt: skip
_ASKS_DEFINITION = re.compile(
    r"什么是|是什么|是啥|什么叫|何谓|啥叫|什么意思|的?定义|的?概念|含义|\bwhat(?:'s| is| are)\b|\bdefine\b", re.I
)
_ASKS_DIFFERENCE = _SAYS[1][0]
_ASKS_CODE = re.compile(r"代码|程序|实现|怎么写|\bcode\b", re.IGNORECASE)
_ASKS_EXAMPLE = re.compile(r"例|误区|易错|错误|注意|example", re.IGNORECASE)
_IS_ASIDE = re.compile(
    r"[*_]*(?:常见的?(?:误区|错误)|易错|例(?:如|题|\s*\d*|（[^）]{1,12}）)?[:：]|解析|真题|习题|图\s*\d|[A-D][\s.．、])"
)
# Before and after the name of what is defined: "……称为**死锁**", "死锁（deadlock）是指……".
_CALLS_IT = r"(?:称为|称之为|称作|叫做|叫作|\bcalled)\s*(?:an? )?[*_`“「『]*"
_IS_IT = (
    r"[*_`”」』)]*\s*(?:\([^)]{1,60}\))?[*_`]*\s*[,，]?\s*"
    r"(?:是|指|又?称为?|叫做|定义为|即|：|:|is |are |refers to|means )"
)


class _Judge:
    """How well an excerpt answers the question."""

    def __init__(self, asked: Question, passages: Sequence[Passage], excerpts: Sequence[Excerpt]):
        self.asked = asked
        self.passages = passages
        self.plain = [normalise(_text(excerpt)) for excerpt in excerpts]
        names = {concept.name: (concept.name, *concept.other_names) for concept in asked.concepts}
        together = "".join(names)  # 哈希冲突 is one thing
        if together and together in normalise(asked.text):
            names = {together: (together, *(names.popitem()[1] if len(names) == 1 else ()))}
        self._names = {name: "|".join(map(re.escape, forms)) for name, forms in names.items()}
        self._wants_definition = len(names) == 1 and bool(_ASKS_DEFINITION.search(asked.text))
        self._wants_difference = len(asked.concepts) > 1 and bool(_ASKS_DIFFERENCE.search(asked.text))
        self._aspects = [aspect for aspect in asked.aspects if not _ASKS_DIFFERENCE.search(aspect)]
        self._says = [says for asks, says in _SAYS if asks.search(asked.text)]
        self.rarity: Callable[[str], float] = cache(self._rarity)

    def score(self, excerpt: Excerpt) -> float:
        text = _text(excerpt)
        own = self.coverage(text)
        above = " ".join([*self.passages[excerpt[0].passage].section, excerpt[0].unit.heading])
        score = own + _INHERITED * (self.coverage(f"{above}\n{text}") - own)
        mentions = [max(map(normalise(text).count, [c.name, *c.other_names])) for c in self.asked.concepts]
        score *= 1 + 0.08 * sum(min(n, 4) for n in mentions) / max(len(mentions), 1)
        score *= self._trust(excerpt[0])
        introduced = sum(f"{concept.name}(" in normalise(text) for concept in self.asked.concepts)  # 死锁（deadlock）
        score *= 1 + 0.15 * introduced
        if self._aspects:
            score *= 1 + 0.4 * sum(aspect in text for aspect in self._aspects) / len(self._aspects)
        score *= self._density(excerpt)
        for says in self._says:
            score *= 1.25 if says.search(text) else 1.0
        if self._wants_definition or self._wants_difference:
            score *= 1 + 0.5 * len(self.defined(text))
        kinds = {place.unit.kind for place in excerpt}
        if "table" in kinds and self._wants_difference:
            head = normalise(next(place.unit.text for place in excerpt if place.unit.kind == "table").split("\n")[0])
            score *= 2.0 if all(concept.name in head for concept in self.asked.concepts[:2]) else 1.0
        if self._wants_difference and self._contrasts(text):
            score *= 1.6
        if kinds == {"code"} and not _ASKS_CODE.search(self.asked.text):
            score *= 0.4
        if (_IS_ASIDE.match(text) or "解析：" in text) and not _ASKS_EXAMPLE.search(self.asked.text):
            score *= 0.25
        if text.endswith(("?", "？")):
            score *= 0.4  # a question is no answer
        return score

    def coverage(self, text: str) -> float:
        """The share of the question's content that a text mentions, each piece weighing its rarity among the excerpts."""
        return self.asked.coverage(text, self.rarity)

    def defined(self, text: str) -> set[str]:
        """The names asked for of which the text says what they are."""
        plain = normalise(text)
        return {
            name
            for name, forms in self._names.items()
            if re.search(rf"{_CALLS_IT}(?:{forms})|(?:^|[。;；：:\n]|分为)[*_`“]*(?:{forms}){_IS_IT}", plain)
        }

    def from_definition(self, excerpt: Excerpt) -> Excerpt:
        """The excerpt from the sentence on that says what is asked for; whole when none does or nothing such is asked."""
        wanted = self._wants_definition and (at for at, one in enumerate(excerpt) if self.defined(one.unit.text))
        return excerpt[next(wanted, 0) :] if wanted else excerpt

    def adds(self, excerpt: Excerpt, so_far: str) -> bool:
        """Whether the excerpt tells something asked for that the text so far does not."""
        text = _text(excerpt)
        if self._wants_difference and self.defined(text) - self.defined(so_far):
            return True
        return self.coverage(f"{so_far}\n{text}") - self.coverage(so_far) >= _NEWS

    def _contrasts(self, text: str) -> bool:
        """Whether one clause speaks of one side and the next of the other: 面向连接的 TCP ……；无连接的 UDP ……"""
        sides = [concept.name for concept in self.asked.concepts[:2]]
        said = [tuple(side in clause for side in sides) for clause in re.split("[；;。]", normalise(text))]
        return any({before, after} == {(True, False), (False, True)} for before, after in pairwise(said))

    def _rarity(self, token: str) -> float:
        spread = sum(token in plain for plain in self.plain)
        # What stands nowhere shows nothing, but its other names may stand there.
        return math.log(1 + len(self.plain) / (spread or len(self.plain)))

    def _trust(self, place: _Place) -> float:
        """Falls with the rank of the section among those found, hardly with the passage's rank; a section's opening, which
        says what things are, is worth more."""
        sections = list(dict.fromkeys(map(_section, self.passages)))
        passage = self.passages[place.passage]
        rank = sections.index(_section(passage))
        opens = 1.15 if passage.start < 5 and place.position == 0 else 1.0
        return opens / (1 + _FURTHER_SECTION * rank + _FURTHER_PASSAGE * place.passage)

    def _density(self, excerpt: Excerpt) -> float:
        """Below 1 for a title-like scrap, and for a run of text so long that it mentions everything."""
        length = _length(excerpt)
        room = _EXCERPT_CHARACTERS if excerpt[-1].unit.kind == "sentence" else 2 * _EXCERPT_CHARACTERS
        return min(1.0, 0.5 + length / 80, room / length)


def _chosen(excerpts: Sequence[Excerpt], judge: _Judge) -> list[Excerpt]:
    """The best excerpt, then those that add to it."""
    scored = sorted(((judge.score(excerpt), -at, excerpt) for at, excerpt in enumerate(excerpts)), reverse=True)
    best, _, first = scored[0]
    if best == 0:  # found by meaning and not by words: the beginning of the best passage
        return [excerpts[0]]
    chosen = [judge.from_definition(first)]
    sections = [_section(passage) for passage in judge.passages]
    for wanted in ("news", "more"):
        for score, _, excerpt in scored[1:]:
            here = sections[excerpt[0].passage] == sections[first[0].passage]
            good = score >= (_GOOD_HERE if here else _GOOD_ENOUGH) * best and judge.coverage(_text(excerpt)) > 0
            if not good or len(chosen) == MAX_EXCERPTS:
                continue
            so_far = "\n".join(map(_text, chosen))
            together = len(so_far) + _length(excerpt)
            if together > MAX_CHARACTERS or any(_repeats(excerpt, other) for other in chosen):
                continue
            if judge.adds(excerpt, so_far) if wanted == "news" else here and together <= _EASY_CHARACTERS:
                chosen.append(excerpt)
    # The best section first, and each in reading order.
    return sorted(chosen, key=lambda excerpt: _reading_order(excerpt[0], judge.passages, first[0].passage))


def _reading_order(place: _Place, passages: Sequence[Passage], first: int) -> tuple:
    passage = passages[place.passage]
    elsewhere = _section(passage) != _section(passages[first])
    return (elsewhere, place.passage if elsewhere else 0, passage.page, passage.start, place.position)


def _section(passage: Passage) -> tuple:
    return passage.collection, passage.source, passage.page, passage.section


def _repeats(excerpt: Excerpt, other: Excerpt) -> bool:
    """Whether two excerpts overlap, or are the same words of two books."""
    if set(excerpt) & set(other):
        return True
    one, two = (_shape(_text(places)) for places in (excerpt, other))
    return len(one & two) > 0.7 * min(len(one), len(two))


def _shape(text: str) -> set[str]:
    return {piece for word in words(normalise(text)) for piece in (bigrams(word) if is_cjk(word) else [word])}


# How it is quoted


def _quoted(excerpt: Excerpt, passages: Sequence[Passage]) -> list[str]:
    """Markdown blocks with the excerpt's units, and the number of its passage after the last unit of each passage."""
    blocks: list[str] = []
    for at, place in enumerate(excerpt):
        unit = place.unit
        last = at + 1 == len(excerpt) or excerpt[at + 1].passage != place.passage
        number = f"[{place.passage + 1}]" if last else ""
        if unit.kind in ("table", "code", "formula"):
            blocks += [unit.text, number] if number else [unit.text]
            continue
        quote = quoted(without_citations(unit.text), passages[place.passage].source) + number
        before = excerpt[at - 1] if at else None
        adjoins = before is not None and (before.passage, before.unit.paragraph) == (place.passage, unit.paragraph)
        if unit.kind == "item":
            quote = f"- {quote}"
            separator = "\n"
        else:
            separator = "" if unit.text[:1] > "\u2e80" else " "
        if adjoins:
            blocks[-1] += separator + quote
        else:
            blocks.append(quote)
    return blocks
