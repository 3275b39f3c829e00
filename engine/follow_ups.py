"""What a question in the middle of a conversation is to be searched by: itself, and what it leaves unsaid."""

import re
from collections.abc import Sequence

from engine.client import Message
from index.normalise import normalise, words
from index.question import Question, understand, without_asking
from index.terms import syllabus_terms

_EARLIER = 3  # questions a follow-up may reach back to
_MOST_TOPICS = 5
_LEANS_BACK = re.compile(
    r"(?<![其吉维])它|前者|后者|两者|二者|前一[种个]|后一[种个]|另一[种个]|上述|上面|刚才|之前说|其中"
    r"|(?<!在)这(?!道|题)|那[个种些里样]"
    r"|^\s*(?:那|而(?!且)|和|与(?!非|或|运算)|跟(?!踪|随)|比(?!较|特)|为什么呢|继续|还有|再(?!散列|哈希))"
    r"|^\s*(?:why|how so|and |what about|how about|then)\b|\b(?:it|its|they|them|this|that|these|those|former|latter)\b",
    re.IGNORECASE,
)
_NO_TOPIC = re.compile(
    r"什么|为何|为什么|怎么样?|怎样|如何|哪些|哪个|哪种|多少|是不是|是否|能不能|可以|请问?|举个?例子?|例子|详细|具体|简单|解释|说明"
    r"|一下|一点|一[个种]|些|优缺点|优点|缺点|区别|特点|作用|意义|步骤|过程|流程|条件|原因|代码|公式|(?:时间|空间)?复杂度|然后|有|的|了|吗|呢|吧|呀"
    r"|啊|是|会|要|能|讲|说|给|我|你|个|再|还|也|就|\W"
)
# The same is asked of something else: "那 LRU 呢", "what about UDP".
_INSTEAD = re.compile(
    r"^\s*(?:那么?|那如果是|换成)?\s*(?P<chinese>[^,，。?？]{1,16}?)呢\s*[?？]*$"
    r"|^\s*(?:and|then|what about|how about)\s+(?P<english>[^,?]{1,40}?)\s*\?*$",
    re.IGNORECASE,
)
_BOTH = re.compile(r"[它他]们|[两二]者|这两[个种]|\bthey\b|\bthem\b|\bboth\b|\bthe two\b", re.IGNORECASE)
_FORMER = re.compile(r"前者|前一[种个]|\bthe former\b", re.IGNORECASE)
_LATTER = re.compile(r"后者|后一[种个]|\bthe latter\b", re.IGNORECASE)


def leans_on_history(question: str) -> bool:
    """Whether the question cannot be understood alone: "它的缺点呢", "为什么", "和 FIFO 有什么区别", "B+ 树呢"."""
    if _LEANS_BACK.search(question) or _INSTEAD.match(question):
        return True
    return not _NO_TOPIC.sub("", question) or not words(without_asking(question))


def search_query(question: str, history: Sequence[Message]) -> str:
    """What to search for: the question, after the topics of the earlier ones that it leans on.

    Only what the earlier ones were about is taken along, not what they wanted to know of it, so that it says where to look
    and the question decides what. What the question puts in the place of a topic is not taken along either.
    """
    question = " ".join(question.split())
    asked = [" ".join(message["content"].split()) for message in history if message["role"] == "user"]
    turns = [question]
    for earlier in reversed(asked[-_EARLIER:]):
        if not leans_on_history(turns[0]):
            break
        turns.insert(0, earlier)
    topics: list[str] = []  # in force
    named: list[str] = []  # so far, in the order of the conversation
    aspects: tuple[str, ...] = ()
    for turn in turns[:-1]:
        said = understand(_resolved(turn, named))
        names = [concept.name for concept in said.concepts]
        topics = list(dict.fromkeys([*_beside(topics, said), *names]))
        named = [*(name for name in named if name not in names), *names]
        aspects = said.aspects or aspects
    question = _resolved(question, named)
    said = understand(question)
    if _BOTH.search(question):
        topics = list(dict.fromkeys([*topics, *named[-2:]]))
    kept = [topic for topic in _beside(topics, said)[-_MOST_TOPICS:] if topic not in normalise(question)]
    wanted = aspects if _INSTEAD.match(question) and not said.aspects else ()
    return " ".join([*kept, *wanted, question])


def _resolved(question: str, named: Sequence[str]) -> str:
    """The question with 前者 and 后者 replaced by what they stand for: the last two things named."""
    if len(named) < 2:
        return question
    return _LATTER.sub(named[-1], _FORMER.sub(named[-2], question))


def _beside(topics: Sequence[str], said: Question) -> list[str]:
    """The topics that stay in force: without those in whose place a question such as "那 LRU 呢" puts something else."""
    if not _INSTEAD.match(said.text):
        return list(topics)
    return [topic for topic in topics if not any(_are_rivals(topic, concept.name) for concept in said.concepts)]


def _are_rivals(one: str, other: str) -> bool:
    """Whether two terms are of one chapter and written alike, as FIFO and LRU are, but not FIFO and 页面置换."""
    here, there = syllabus_terms().named(one), syllabus_terms().named(other)
    if here is None or there is None or one.isascii() != other.isascii():
        return False
    return here.section.split(".")[:2] == there.section.split(".")[:2]
