"""The answerer without a model: the sentences of the found passages that answer the question, quoted with their number."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from engine.blocks import Unit, split_units
from engine.citations import without_citations
from index.passages import Passage

MAX_PASSAGES = 3
MAX_UNITS = 6
MAX_LIST_ITEMS = 8
MAX_LIST_CHARACTERS = 800
_GOOD_ENOUGH = 0.5
"""A further sentence is quoted when it scores at least this share of the best one."""

_FILLER = re.compile(
    r"请问|请|简述|简要|试述|说明一下|说明|解释一下|解释|介绍一下|介绍|什么是|是什么|什么叫|指的是|是指|什么|为什么|为何|怎么样|怎么|怎样|如何"
    r"|哪些|哪几|哪个|哪种|多少|有何|之间|以及|区别|不同|差异|比较|对比|异同|的话|一下|是否|可以|能够|应该|需要|进行|分别|的|了|吗|呢|吧|呀|啊|是|有|和|与|在|中|里|个|我|你"
)
_ENGLISH_FILLER = re.compile(
    r"(?:an?|the|is|are|was|were|be|of|to|in|on|at|for|and|or|what|which|why|how|does|do|did|can|its?|this|that|with|by"
    r"|from|as|between|please|explain|describe|define)"
)
_WORD = re.compile(r"[a-z0-9_][a-z0-9_+#\-/]*")
_CJK_RUN = re.compile(r"[\u3400-\u9fff]+")
_ASKS_DEFINITION = re.compile(
    r"什么是|是什么|什么叫|何谓|的?定义|的?概念|含义|\bwhat(?:'s| is| are)\b|\bdefine\b", re.IGNORECASE
)
_ASKS_REASON = re.compile(r"为什么|为何|原因|\bwhy\b", re.IGNORECASE)
_ASKS_LIST = re.compile(
    r"哪些|哪几|几种|几个|条件|步骤|过程|流程|特点|优点|缺点|分类|类型|方法|作用|功能|如何|怎么|怎样|\bhow\b",
    re.IGNORECASE,
)
_ASKS_DIFFERENCE = re.compile(r"区别|不同|差异|比较|对比|异同|\bdiffer|\bversus\b|\bvs\b", re.IGNORECASE)
_GIVES_REASON = re.compile(r"因为|由于|因此|所以|从而|原因|为了|否则|以避免|because|therefore|so that", re.IGNORECASE)
_GIVES_DIFFERENCE = re.compile(r"区别|不同|相比|相反|而[^且]|则|但|whereas|while|unlike|differ", re.IGNORECASE)
_LEANS_ON_PREVIOUS = re.compile(
    r"(?:[*_]*)(?:它|他们|这|该|此|其|因此|所以|但|然而|而|于是|否则|同时|此外|另外|即|也就是)"
)
# Before and after the name of what is defined: "……称为**死锁**", "死锁（deadlock）是指……".
_CALLS_IT = r"(?:称为|称之为|称作|叫做|叫作|\bcalled)\s*(?:an? )?[*_`“「『]*"
_IS_IT = (
    r"[*_`”」』）)]*\s*(?:[（(][^）)]{1,60}[）)])?[*_`]*\s*[,，]?\s*"
    r"(?:是|指|又?称为?|叫做|定义为|即|：|:|is |are |refers to|means )"
)


@dataclass(frozen=True)
class _Candidate:
    """A unit with its place: `passage` and `position` count from 0."""

    passage: int
    position: int
    unit: Unit
    score: float


def extract(question: str, passages: Sequence[Passage]) -> tuple[str, tuple[int, ...]]:
    """The answer as Markdown, and the numbers of the passages quoted, ascending; ("", ()) without any text.

    At most MAX_UNITS sentences out of at most MAX_PASSAGES passages, word for word, each followed by its passage's number
    `[n]`; the passage with the best answer comes first, and each in reading order. A list, table, code block or formula
    that a sentence announces comes with it, whole.
    """
    read = [split_units(passage.text) for passage in passages]
    scored = _scored(question, passages, read)
    if not scored:
        return "", ()
    chosen = _chosen(scored, read)
    best = {n: max(c.score for c in scored if c.passage == n) for n in {n for n, _ in chosen}}
    blocks: list[str] = []
    for n in sorted(best, key=lambda n: (-best[n], n)):
        blocks.extend(_quoted(n + 1, [(at, read[n][at]) for passage, at in sorted(chosen) if passage == n]))
    return "\n\n".join(blocks), tuple(n + 1 for n in sorted(best))


def _features(text: str) -> set[str]:
    """What is compared: character bigrams of Chinese (a lone character by itself), and words of anything else."""
    text = unicodedata.normalize("NFKC", text).lower()
    found = {word for word in _WORD.findall(text) if not _ENGLISH_FILLER.fullmatch(word)}
    for run in _CJK_RUN.findall(text):
        found.update([run] if len(run) == 1 else (run[i : i + 2] for i in range(len(run) - 1)))
    return found


def _scored(question: str, passages: Sequence[Passage], read: list[list[Unit]]) -> list[_Candidate]:
    plain = unicodedata.normalize("NFKC", question).lower()
    topic = _FILLER.sub(" ", plain)
    wanted = _features(topic) or _features(plain)
    single = {feature for feature in wanted if len(feature) == 1}  # "什么是栈": a bigram never equals it
    names = sorted(
        (name for name in re.split(r"[^\w+#\-/]+", topic) if len(name) > 1 or name in single), key=len, reverse=True
    )
    defined = "|".join(re.escape(name) for name in names)
    definition = re.compile(f"{_CALLS_IT}(?:{defined})|(?:{defined}){_IS_IT}", re.IGNORECASE) if defined else None
    candidates = []
    for n, (passage, units) in enumerate(zip(passages, read, strict=True)):
        above = _features(" ".join([passage.source, *passage.section]))
        for at, unit in enumerate(units):
            own = _features(unit.text)
            own |= {character for character in single if character in unit.text}
            matched = wanted & own
            # Under the heading "死锁的必要条件" a sentence need not say these words again.
            heading = wanted & (above | _features(unit.heading))
            told_above = len(wanted) > 2 and len(heading) >= 0.8 * len(wanted)
            inherited = (0.75 if told_above else 0.4) * len(heading - matched)
            coverage = (len(matched) + inherited) / len(wanted) if wanted else 0.0
            score = coverage**1.5  # two halves of a question are no whole
            score *= 1 / (1 + 0.1 * n)  # the better passages come first
            score *= min(1.0, 0.5 + len(own) / 16)  # a title-like scrap says little
            score *= _fitness(question, unit, definition)
            candidates.append(_Candidate(n, at, unit, score))
    return candidates


def _fitness(question: str, unit: Unit, definition: re.Pattern[str] | None) -> float:
    """How far the shape of a unit fits the shape of the question; 1 is neutral."""
    fitness = 1.0
    if _ASKS_DEFINITION.search(question):
        if definition and (match := definition.search(unit.text)):
            fitness *= 2.2 if match.start() <= 8 else 1.6
        if unit.kind in ("code", "table"):
            fitness *= 0.5
    if _ASKS_REASON.search(question) and _GIVES_REASON.search(unit.text):
        fitness *= 1.4
    if _ASKS_LIST.search(question) and (unit.announces or unit.kind == "item"):
        fitness *= 1.4
    if _ASKS_DIFFERENCE.search(question) and (unit.kind == "table" or _GIVES_DIFFERENCE.search(unit.text)):
        fitness *= 1.4
    if unit.text.endswith(("?", "？")):
        fitness *= 0.4  # a question is no answer
    return fitness


def _chosen(scored: list[_Candidate], read: list[list[Unit]]) -> set[tuple[int, int]]:
    """The places (passage, position) to quote."""
    ranked = sorted(scored, key=lambda c: (-c.score, c.passage, c.position))
    best = ranked[0].score
    if best == 0:  # found by meaning and not by words: the beginning of the best passage
        ranked = [candidate for candidate in scored if candidate.passage == scored[0].passage][:2]
    chosen: set[tuple[int, int]] = set()
    kept: list[set[str]] = []
    budget = MAX_UNITS
    for candidate in ranked:
        place = (candidate.passage, candidate.position)
        sources = {passage for passage, _ in chosen}
        if budget <= 0 or candidate.score < _GOOD_ENOUGH * best:
            break
        if place in chosen or (len(sources) == MAX_PASSAGES and candidate.passage not in sources):
            continue
        features = _features(candidate.unit.text)
        if any(len(features & other) > 0.7 * min(len(features), len(other)) for other in kept if features and other):
            continue  # another book's same sentence
        group = _with_company(candidate.position, read[candidate.passage])
        kept.append(features)
        kinds = [read[candidate.passage][at].kind for at in group]
        budget -= sum(kind != "item" for kind in kinds) + min(2, kinds.count("item"))
        chosen.update((candidate.passage, at) for at in group)
    return chosen


def _with_company(position: int, units: list[Unit]) -> list[int]:
    """The positions that must be quoted together with the unit at `position` for it to be understood."""
    unit = units[position]
    company = [position]
    before = position - 1
    if (
        unit.kind == "sentence"
        and before >= 0
        and units[before].paragraph == unit.paragraph
        and _LEANS_ON_PREVIOUS.match(unit.text)
    ):
        company.insert(0, before)
    if unit.kind == "item":
        items = _list_around(position, units)
        if sum(len(units[at].text) for at in items) <= MAX_LIST_CHARACTERS:
            company = items[:MAX_LIST_ITEMS] if position in items[:MAX_LIST_ITEMS] else company
        if items[0] > 0 and units[items[0] - 1].announces:
            company.insert(0, items[0] - 1)
    if unit.announces and position + 1 < len(units):
        following = position + 1
        is_list = unit.kind == "sentence" and units[following].kind == "item"
        company.extend(_list_around(following, units)[:MAX_LIST_ITEMS] if is_list else [following])
    return sorted(set(company))


def _list_around(position: int, units: list[Unit]) -> list[int]:
    """The positions of all items of the list that the item at `position` stands in."""
    block = units[position].paragraph
    return [at for at, unit in enumerate(units) if unit.paragraph == block and unit.kind == "item"]


def _quoted(number: int, places: list[tuple[int, Unit]]) -> list[str]:
    """Markdown blocks quoting the units of one passage, each unit followed by `[number]`."""
    blocks: list[str] = []
    previous: tuple[int, Unit] | None = None
    for at, unit in places:
        adjoins = previous is not None and previous[0] == at - 1 and previous[1].paragraph == unit.paragraph
        if unit.kind in ("table", "code", "formula"):
            blocks += [unit.text, f"[{number}]"]
        else:
            quote = f"{without_citations(unit.text)}[{number}]"
            if unit.kind == "item":
                quote = f"- {quote}"
            separator = "\n" if unit.kind == "item" else ("" if unit.text[:1] > "\u2e80" else " ")
            if adjoins or (unit.kind == "item" and previous is not None and previous[1].paragraph == unit.paragraph):
                blocks[-1] += separator + quote
            else:
                blocks.append(quote)
        previous = (at, unit)
    return blocks
