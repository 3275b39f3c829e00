"""A question -> what to search for: its tokens, other names of its terms, and what an answer has to mention."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.lexical import question_tokens
from index.normalise import bigrams, is_cjk, normalise, words
from index.terms import Terms, syllabus_terms

# What makes a sentence a question and says nothing of what it is about.
_ASKING = """
为什么要 为什么会 为什么说 有什么区别 有什么不同 有什么作用 有什么用 有什么关系 有何区别 有何不同 有何关系 有哪些 有多少 是什么意思 什么意思
什么是 是什么 什么叫 什么样 什么时候 为什么 凭什么 干什么 做什么 什么 怎么样 怎么办 怎么做 怎么写 怎么算 怎么 怎样 如何 为何 为啥 是指 指的是
哪一种 哪一个 哪一年 哪一 哪几 哪些 哪个 哪种 哪里 哪儿 哪年 哪位 哪 谁 多少 多大 多长 多久 几个 几种 几次 是否 能否 可否 能不能 是不是
可不可以 会不会 请问 请你 请 帮我 告诉我 我想知道 我想 想问 解释一下 介绍一下 说一下 讲一下 解释 介绍 说明 简述 阐述 谈谈 讲讲 举例
举个例子 比较一下 分别 真题 题目 这道题 啊 呀 吧 之间 一下 一个 一种 可以 应该 需要 今天 明天 昨天 现在 目前 最近 大概 大约 本文 文中 该文 关于
为啥要 为啥会 为啥 啥叫 是啥意思 啥意思 是啥 有啥区别 有啥不同 有啥用 有啥 啥时候 啥关系 啥样 啥 咋办 咋样 咋做 咋写 咋算 咋 干嘛用的 干嘛 干啥
到底 究竟 一回事 怎么回事 怎么来的 怎么得出 算出来 求出来 有没有 会怎样 会怎么样 什么关系 哪个更好 哪个好 好在哪 差在哪 各有什么 各有 各自 各用在
在哪一回 在第几回 哪一回 第几回 在哪一 在哪里 在哪 第几 一共 总共 一定要 干什么用的 是干什么的 做些什么 做哪些事 哪些事 叫什么 多不多 大不大
"""
_ASKING_ENGLISH = """
what why how when where which who is are was were be do does did can could should explain describe compare please
a an the of in on at to for and or by with from as it its this that there between difference mean means
"""
# Words too general to show that a passage bears on a question; they still help to rank.
_GENERAL = "区别 不同 异同 联系 关系 含义 意思 定义 概念 作用 特点 优缺点 优点 缺点 方法 过程 原理 步骤 问题 情况 内容 方面 原因 例子 差别 差异 对比 公式 好处 坏处 用途 原则 准则 出现 避免 解决 判断 区分 限制 比较 相比 不能用 不能 工作 变成 构造 不一样 一样"
# One-character words that join others, where they are no part of a word: a pair of characters across them is none either.
_JOINTS = (
    "的|了(?!解)|(?<![饱共总平缓调温求])和(?!谐|平)|与(?!非)|跟(?!踪|随|从|前|头)|或(?!非|门)|(?<![以涉])及(?!时|格)|(?<![但还可只于总])是|"
    "(?<![拥所共具没私公专特占国])有(?![限效序向机])|吗|呢"
)
_PHRASES = "|".join(sorted(f"{_ASKING} {_GENERAL}".split(), key=len, reverse=True))
_ASPECTS = re.compile("|".join(sorted(_GENERAL.split(), key=len, reverse=True)))
_BREAKS = re.compile(rf"{_PHRASES}|太(?=[大小多少长短快慢高低])|\b(?:{'|'.join(_ASKING_ENGLISH.split())})\b|{_JOINTS}")
# Terms that a question asks of another one.
_MEASURES = frozenset({"算法", "algorithm", "时间复杂度", "time complexity", "空间复杂度", "space complexity"})
# "四种旋转" are rotations: that there are four helps to rank and shows nothing.
_COUNT = re.compile("^[两三四五六七八九十几][个种条类项大](?!月|小时)")
_DEFINITION = re.compile(r"什么是|是什么|什么叫|是指|的定义|的概念|的含义|\bwhat (?:is|are)\b|\bdefin(?:e|ition)\b")
SYNONYM_WEIGHT = 0.4
MEASURE_WEIGHT = 0.5
ASKING_WEIGHT = 0.2  # of the words that only ask, and of pairs across two words


@dataclass(frozen=True)
class Concept:
    """Something an answer has to mention: the normalised `name` or parts of it, or one of `other_names` whole."""

    name: str
    other_names: tuple[str, ...] = ()
    is_measure: bool = False  # of something else that the question names: the 时间复杂度 of KMP

    @property
    def weight(self) -> float:
        """A term of the syllabus is unmistakable when it is long; 目录 or 森林 may mean something else."""
        if self.is_measure:
            return MEASURE_WEIGHT
        return 2.0 if self.other_names and (len(self.name) > 2 or self.name.isascii()) else 1.0


@dataclass(frozen=True)
class Question:
    """`weights`: token -> its weight in ranking; `concepts`: empty when the question has no content of its own.

    `content` is the question without the words that only ask; `asks_definition`: it wants to know what something is;
    `aspects`: its general words, such as 优点 or 避免, which say what about the content it wants to know.
    """

    text: str
    content: str
    weights: dict[str, float]
    concepts: tuple[Concept, ...]
    asks_definition: bool = False
    aspects: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        """The normalised text without the measures that it asks of what it names."""
        text = normalise(self.text)
        for concept in self.concepts:
            if concept.is_measure:
                text = text.replace(concept.name, " ")
        return text

    @cached_property
    def demands(self) -> "Demands":
        return Demands.of(self.concepts)

    def coverage(self, text: str, rarity: Callable[[str], float]) -> float:
        """The share of the question's content that a text mentions, each piece weighing its rarity; 0..1."""
        plain = normalise(text)
        latin = {word for word in words(plain) if not is_cjk(word)}
        demands = self.demands
        said = [token in (plain if is_cjk(token) else latin) for token in demands.tokens]
        named = [any(_names(plain, name) for name in concept.other_names) for concept in self.concepts]
        rarities = [rarity(token) for token in demands.tokens]
        total = covered = 0.0
        for first, second, concept, weight in demands.slots:
            weight *= min(rarities[first], rarities[second])
            total += weight
            covered += weight * (named[concept] or said[first] or said[second])
        return covered / total if total else 0.0

    def coverages(self, held: np.ndarray, rarities: np.ndarray) -> np.ndarray:
        """The same for many passages by the tokens they hold, float64 (passages,).

        `held`: bool (tokens, passages), whether each of `demands.tokens` stands there; `rarities`: float (tokens,).
        """
        demands = self.demands
        if not demands.slots:
            return np.zeros(held.shape[1])
        first, second, concept, weights = demands.columns
        said = held[first] | held[second]
        for one, name in demands.names:
            said[concept == one] |= held[list(name)].all(axis=0)
        weights = weights * np.minimum(rarities[first], rarities[second])
        return weights @ said / max(float(weights.sum()), 1e-12)


@dataclass(frozen=True)
class Demands:
    """What a passage has to hold, by tokens, so that it can be looked up instead of read.

    A slot is a character of a Chinese word, or twice a Latin word: (first token, second token, concept, weight). A
    character is as rare as the commoner of the pairs it is in, and covered by either: of 页面置换 the pair 面置 is no word,
    and a text on 页面 and on 置换 need not have it. `names`: (concept, the tokens of one of its other names).
    """

    tokens: tuple[str, ...]
    slots: tuple[tuple[int, int, int, float], ...]
    names: tuple[tuple[int, tuple[int, ...]], ...]

    @classmethod
    def of(cls, concepts: Sequence[Concept]) -> "Demands":
        number: dict[str, int] = {}
        slots = []
        names = []
        for at, concept in enumerate(concepts):
            for word in words(concept.name):
                pieces = [number.setdefault(p, len(number)) for p in (bigrams(word) if is_cjk(word) else (word,))]
                count = len(word) if is_cjk(word) else 2
                slots += [
                    (pieces[max(n - 1, 0)], pieces[min(n, len(pieces) - 1)], at, concept.weight) for n in range(count)
                ]
            for name in concept.other_names:
                if tokens := question_tokens(name):
                    names.append((at, tuple(number.setdefault(token, len(number)) for token in tokens)))
        return cls(tuple(number), tuple(slots), tuple(names))

    @cached_property
    def columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        first, second, concept, weight = zip(*self.slots, strict=True)
        return np.array(first), np.array(second), np.array(concept), np.array(weight)


def understand(text: str, terms: Terms | None = None) -> Question:
    """The question taken apart; `terms` are the syllabus' unless others are given."""
    terms = terms or syllabus_terms()
    plain = " ".join(normalise(part) for part in text.split())  # a space in a question parts words
    named = terms.in_text(plain)
    rest = plain
    for term in named:
        rest = rest.replace(term.form, " ")
    # A single character that is no term of the syllabus (栈 and 堆 are) says too little: 吃, 求.
    said = dict.fromkeys(word for word in words(_BREAKS.sub(" ", rest)) if len(word) > 1 or not is_cjk(word))
    content = " ".join([*(term.form for term in named), *said])
    uncounted = dict.fromkeys(
        word for word in (_COUNT.sub("", word) for word in said) if len(word) > 1 or (word and not is_cjk(word))
    )
    has_topic = any(term.form not in _MEASURES for term in named)
    concepts = [
        *(Concept(term.form, term.others, has_topic and term.form in _MEASURES) for term in named),
        *(Concept(word, _parted(word)) for word in uncounted),
    ]
    measures = [concept for concept in concepts if concept.is_measure]
    weights = dict.fromkeys(question_tokens(content), 1.0)
    for concept in measures:
        weights |= dict.fromkeys(question_tokens(concept.name), MEASURE_WEIGHT)
    for concept in concepts:
        for token in (token for other in concept.other_names for token in question_tokens(other)):
            weights.setdefault(token, SYNONYM_WEIGHT * (MEASURE_WEIGHT if concept.is_measure else 1))
    for token in (token for part in plain.split() for token in question_tokens(part)):
        weights.setdefault(token, ASKING_WEIGHT)
    aspects = tuple(dict.fromkeys(_ASPECTS.findall(rest)))
    return Question(text, content, weights, tuple(concepts), _DEFINITION.search(plain) is not None, aspects)


def without_asking(text: str) -> str:
    """A question normalised, without the words that only ask."""
    return _BREAKS.sub(" ", normalise(text))


def _parted(word: str) -> tuple[str, ...]:
    """RAID 0 for RAID0, which books write so."""
    match = re.fullmatch(r"([a-z]{2,})(\d+)", word)
    return (f"{match[1]} {match[2]}",) if match else ()


def _names(plain: str, name: str) -> bool:
    if name[0].isascii() or name[-1].isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", plain) is not None
    return name in plain
