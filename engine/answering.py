"""One chat turn: find passages, ask the model, stream its words, keep only citations that point at a passage."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from engine.citations import check_citations
from engine.client import LLM, Message
from engine.errors import EngineError, EngineInterrupted
from engine.extractive import extract
from engine.prompts import tutor_messages
from index.passages import Citation, Passage

EXTRACTIVE = "extractive"


@dataclass(frozen=True)
class Chunk:
    """The next piece of the answer, as it comes: citations in it are not checked yet."""

    text: str


@dataclass(frozen=True)
class Fallback:
    """The model could not be asked for `reason`; what follows is the extractive answer."""

    reason: EngineError


@dataclass(frozen=True)
class Done:
    """The whole answer, to be shown in place of the chunks.

    `citations` are the passages cited in `text`, by ascending number; `answered_by` is the model's name, "extractive", or
    "" when `refused`: then nothing in the library bears on the question and `text` is empty.
    """

    text: str
    citations: tuple[Citation, ...]
    answered_by: str
    refused: bool


Event = Chunk | Fallback | Done


async def answer(
    question: str,
    history: Sequence[Message],
    find_passages: Callable[[str], Sequence[Passage]],
    llm: LLM | None,
) -> AsyncGenerator[Event, None]:
    """Chunks, at most one Fallback before them, and one Done at the end.

    `history` holds the earlier turns, without this question. `find_passages` runs in a thread; `llm` None means the extractive answerer. Closing the generator stops the model.
    Raises EngineInterrupted when the model fails after its first words; the chunks until then are worth keeping.
    """
    query = search_query(question, history)
    passages = [passage for passage in await asyncio.to_thread(find_passages, query) if passage.text.strip()]
    if not passages:
        yield Done("", (), "", refused=True)
        return
    if llm is not None:
        pieces: list[str] = []
        try:
            async with aclosing(llm.stream(tutor_messages(question, passages, history))) as stream:
                async for piece in stream:
                    pieces.append(piece)
                    yield Chunk(piece)
        except EngineInterrupted:
            raise
        except EngineError as reason:
            if pieces:
                raise EngineInterrupted(f"{llm.name} broke off in mid-answer: {reason}") from reason
            yield Fallback(reason)
        else:
            text, numbers = check_citations("".join(pieces).strip(), len(passages))
            yield Done(text, _citations(numbers, passages), llm.name, refused=False)
            return
    text, numbers = await asyncio.to_thread(extract, query, passages)
    yield Chunk(text)
    yield Done(text, _citations(numbers, passages), EXTRACTIVE, refused=False)


def _citations(numbers: Sequence[int], passages: Sequence[Passage]) -> tuple[Citation, ...]:
    return tuple(Citation.of(number, passages[number - 1]) for number in numbers)


_LEANS_BACK = re.compile(
    r"(?<![其吉维])它|它们|前者|后者|两者|二者|上述|上面|刚才|之前说|这个|那个|这种|那种|这些|那些|这里|这样|其中"
    r"|^\s*(?:那|这|而|和|与(?!非|或|运算)|跟(?!踪|随)|比(?!较)|为什么呢|继续|还有|再(?!散列|哈希))"
    r"|^\s*(?:why|how so|and |what about|then)\b|\b(?:it|its|they|them|this|that|these|those)\b",
    re.IGNORECASE,
)
_NO_TOPIC = re.compile(
    r"什么|为何|为什么|怎么样?|怎样|如何|哪些|哪个|哪种|多少|是不是|是否|能不能|可以|请问?|举个?例子?|例子|详细|具体|简单|解释|说明"
    r"|一下|一点|些|优缺点|优点|缺点|区别|特点|作用|意义|步骤|过程|流程|条件|原因|代码|公式|(?:时间|空间)?复杂度|然后|有|的|了|吗|呢|吧|呀"
    r"|啊|是|会|要|能|讲|说|给|我|你|个|再|还|也|就|\W"
)


def leans_on_history(question: str) -> bool:
    """Whether the question cannot be understood alone: "它的缺点呢", "为什么", "和 FIFO 有什么区别"."""
    return bool(_LEANS_BACK.search(question)) or not _NO_TOPIC.sub("", question)


def search_query(question: str, history: Sequence[Message]) -> str:
    """What to search for: the question, after the earlier ones that it leans on, at most three of them."""
    parts = [question.strip()]
    asked = [message["content"].strip() for message in history if message["role"] == "user"]
    for earlier in reversed(asked[-3:]):
        if not leans_on_history(parts[0]):
            break
        parts.insert(0, earlier)
    return " ".join(parts)
