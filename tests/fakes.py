"""Stand-ins that several rooms' tests share."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence

from engine.client import Message
from engine.errors import EngineError, EngineInterrupted, EngineUnavailable


class ScriptedLLM:
    """A language model that says `pieces`, or what `pieces(messages)` returns, one every `delay` seconds.

    `fail_after=n` raises after n pieces: EngineUnavailable for 0, else EngineInterrupted, or the `error` given.
    `seen` holds the messages of every call; `running` counts the answers that are neither finished nor closed.
    """

    def __init__(
        self,
        pieces: Sequence[str] | Callable[[Sequence[Message]], Sequence[str]],
        delay: float = 0,
        fail_after: int | None = None,
        error: EngineError | None = None,
        name: str = "scripted",
    ):
        self.pieces = pieces
        self.delay = delay
        self.fail_after = fail_after
        self.error = error
        self.name = name
        self.seen: list[list[Message]] = []
        self.running = 0

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 1024, temperature: float = 0.2
    ) -> AsyncGenerator[str, None]:
        self.seen.append(list(messages))
        pieces = self.pieces(messages) if callable(self.pieces) else self.pieces
        self.running += 1
        try:
            for said, piece in enumerate(pieces):
                self._fail_if_due(said)
                await asyncio.sleep(self.delay)
                yield piece
            self._fail_if_due(len(pieces))
        finally:
            self.running -= 1

    def _fail_if_due(self, said: int) -> None:
        if self.fail_after == said:
            raise self.error or (EngineInterrupted if said else EngineUnavailable)(f"scripted to fail after {said}")
