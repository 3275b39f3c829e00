"""One chat turn: find passages, ask the model, stream its words, keep only citations that point at a passage."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from engine.citations import check_citations
from engine.client import LLM, Message
from engine.errors import EngineError, EngineInterrupted
from engine.extractive import extract
from engine.follow_ups import search_query
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
    persona: str = "",
) -> AsyncGenerator[Event, None]:
    """Chunks, at most one Fallback before them, and one Done at the end.

    `history` holds the earlier turns, without this question. `find_passages` runs in a thread; `llm` None means the
    extractive answerer; `persona` as in `tutor_messages`. Closing the generator stops the model.
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
            async with aclosing(llm.stream(tutor_messages(question, passages, history, persona))) as stream:
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
