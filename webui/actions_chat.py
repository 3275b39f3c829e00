"""What a person does in the chat: ask, try again, reword, and tidy the threads. No Gradio here.

Transaction 1 stores the question, transaction 2 the answer as far as it came; none is open while a model speaks.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from db import attempts, chats
from db.accounts import Person
from db.chats import ChatMessage, NoSuchThread, Thread
from db.database import read_only
from engine.answering import Chunk, Done, Fallback, answer
from engine.client import Message
from engine.errors import EngineInterrupted
from index.passages import Passage
from webui.services import Services

log = logging.getLogger(__name__)

QUESTION_LENGTH = 4000
TITLE_LENGTH = 60
PASSAGES_PER_QUESTION = 6
SECONDS_BETWEEN_VIEWS = 0.1  # Gradio post-processes the whole shown history for each view
SETTLE_SECONDS = 5.0  # how long a page that stopped an answer waits for it to be stored


class ChatClosed(Exception):
    """The person's timed attempt `attempt_id` is running; chat opens again at `until` (seconds since 1970)."""

    def __init__(self, until: float, attempt_id: int):
        super().__init__(f"chat is closed until {until:.0f}: the timed attempt {attempt_id} is running")
        self.until, self.attempt_id = until, attempt_id


class BadQuestion(ValueError):
    """The question is empty or longer than QUESTION_LENGTH characters."""


class NoSuchMessage(Exception):
    """The thread has no such message any more: it was cut off by an edit elsewhere."""


@dataclass(frozen=True)
class Conversation:
    """A thread with its messages, oldest first. An answer still being written has id 0 and outcome "writing"."""

    thread_id: int
    messages: tuple[ChatMessage, ...]


@dataclass(frozen=True)
class _Turn:
    """A stored question that waits for its answer; `before` is what was said earlier in the thread."""

    thread_id: int
    question: ChatMessage
    before: tuple[ChatMessage, ...]


@dataclass(frozen=True)
class ChatActions:
    services: Services

    def closed_until(self, person: Person) -> float | None:
        """When chat opens again, None while it is open."""
        with read_only(self.services.sessions) as session:
            running = attempts.open_timed(session, person.id, self.services.clock())
        return running.deadline if running else None

    def threads(self, person: Person) -> list[Thread]:
        """The person's threads, newest first. Raises ChatClosed."""
        with read_only(self.services.sessions) as session:
            self._check_open(session, person)
            return chats.threads(session, person.id)

    def open(self, person: Person, thread_id: int) -> Conversation:
        """Raises ChatClosed or NoSuchThread."""
        with read_only(self.services.sessions) as session:
            self._check_open(session, person)
            return Conversation(thread_id, tuple(chats.messages(session, person.id, thread_id)))

    async def settled(self, person: Person, thread_id: int) -> None:
        """Return when the thread's last question has its answer, or after SETTLE_SECONDS without one.

        Stopping ends an answer in another task; what had come of it is stored a moment later.
        """
        waited_until = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < waited_until:
            try:
                said = (await asyncio.to_thread(self.open, person, thread_id)).messages
            except (ChatClosed, NoSuchThread):
                return
            if said and said[-1].role == "assistant":
                return
            await asyncio.sleep(0.1)

    def rename(self, person: Person, thread_id: int, title: str) -> None:
        """An empty title leaves the old one. Raises NoSuchThread."""
        title = " ".join(title.split())[:TITLE_LENGTH]
        if title:
            with self.services.sessions.begin() as session:
                chats.rename(session, person.id, thread_id, title)

    def remove(self, person: Person, thread_id: int) -> None:
        """Raises NoSuchThread."""
        with self.services.sessions.begin() as session:
            chats.remove(session, person.id, thread_id)

    def collections(self) -> list[str]:
        """The names of the collections that can be searched."""
        return self.services.library.collections()

    async def ask(
        self, person: Person, thread_id: int | None, question: str, collections: Sequence[str] | None = None
    ) -> AsyncGenerator[Conversation, None]:
        """Store the question (in a new thread when `thread_id` is None) and answer it, view by view.

        `collections` None searches all. Raises ChatClosed, BadQuestion or NoSuchThread before anything is stored.
        """
        turn = await asyncio.to_thread(self._ask, person, thread_id, _checked(question))
        async with aclosing(self._answered(person, turn, collections)) as views:
            async for view in views:
                yield view

    async def retry(
        self, person: Person, thread_id: int, collections: Sequence[str] | None = None
    ) -> AsyncGenerator[Conversation, None]:
        """Answer the thread's last question once more; the answer it had is dropped.

        Raises ChatClosed, NoSuchThread, or NoSuchMessage for a thread without a question.
        """
        turn = await asyncio.to_thread(self._retry, person, thread_id)
        async with aclosing(self._answered(person, turn, collections)) as views:
            async for view in views:
                yield view

    async def edit(
        self, person: Person, thread_id: int, message_id: int, text: str, collections: Sequence[str] | None = None
    ) -> AsyncGenerator[Conversation, None]:
        """Put `text` in place of that question and answer it; everything after it is dropped.

        Raises ChatClosed, BadQuestion, NoSuchThread, or NoSuchMessage when it is no question of this thread.
        """
        turn = await asyncio.to_thread(self._edit, person, thread_id, message_id, _checked(text))
        async with aclosing(self._answered(person, turn, collections)) as views:
            async for view in views:
                yield view

    # --- transaction 1 -----------------------------------------------------------------------------------------------

    def _ask(self, person: Person, thread_id: int | None, question: str) -> _Turn:
        with self.services.sessions.begin() as session:
            self._check_open(session, person)
            now = self.services.clock()
            if thread_id is None:
                thread_id = chats.start_thread(session, person.id, question, now)
            before = chats.messages(session, person.id, thread_id)
            return self._store(session, person, thread_id, question, before)

    def _retry(self, person: Person, thread_id: int) -> _Turn:
        with self.services.sessions.begin() as session:
            self._check_open(session, person)
            said = chats.messages(session, person.id, thread_id)
            place = next((i for i in reversed(range(len(said))) if said[i].role == "user"), None)
            if place is None:
                raise NoSuchMessage(thread_id)
            chats.cut_from(session, person.id, thread_id, said[place].id + 1)
            return _Turn(thread_id, said[place], tuple(said[:place]))

    def _edit(self, person: Person, thread_id: int, message_id: int, text: str) -> _Turn:
        with self.services.sessions.begin() as session:
            self._check_open(session, person)
            said = chats.messages(session, person.id, thread_id)
            if not any(message.id == message_id and message.role == "user" for message in said):
                raise NoSuchMessage(message_id)
            chats.cut_from(session, person.id, thread_id, message_id)
            before = [message for message in said if message.id < message_id]
            return self._store(session, person, thread_id, text, before)

    def _store(
        self, session: Session, person: Person, thread_id: int, question: str, before: Sequence[ChatMessage]
    ) -> _Turn:
        message_id = chats.add_question(session, person.id, thread_id, question, self.services.clock())
        return _Turn(thread_id, ChatMessage(message_id, "user", question), tuple(before))

    def _check_open(self, session: Session, person: Person) -> None:
        running = attempts.open_timed(session, person.id, self.services.clock())
        if running:
            raise ChatClosed(running.deadline, running.id)

    # --- the answer, then transaction 2 ------------------------------------------------------------------------------

    async def _answered(
        self, person: Person, turn: _Turn, collections: Sequence[str] | None
    ) -> AsyncGenerator[Conversation, None]:
        said = (*turn.before, turn.question)
        reply = ChatMessage(0, "assistant", "", outcome="writing")
        outcome, shown_at = "failed", 0.0
        try:
            yield Conversation(turn.thread_id, (*said, reply))
            async with aclosing(self._events(turn, collections)) as events:
                async for event in events:
                    if isinstance(event, Chunk):
                        reply = replace(reply, content=reply.content + event.text)
                    elif isinstance(event, Fallback):
                        log.warning("the model could not be asked: %s", event.reason)
                        reply = replace(reply, notice=type(event.reason).__name__)
                    elif isinstance(event, Done):
                        outcome = "refused" if event.refused else "answered"
                        reply = replace(
                            reply, content=event.text, citations=event.citations, answered_by=event.answered_by
                        )
                    if time.monotonic() - shown_at >= SECONDS_BETWEEN_VIEWS:
                        yield Conversation(turn.thread_id, (*said, reply))
                        shown_at = time.monotonic()
        except EngineInterrupted as error:
            log.warning("%s", error)
            reply = replace(reply, notice=type(error).__name__)
        except (asyncio.CancelledError, GeneratorExit):
            outcome = "stopped" if outcome == "failed" else outcome
            raise
        finally:
            reply = replace(reply, outcome=outcome)
            # Shielded: whoever closed the page may cancel us a second time while we store.
            stored = await asyncio.shield(asyncio.to_thread(self._store_answer, person, turn, reply))
        if stored:
            yield Conversation(turn.thread_id, (*said, stored))

    def _events(self, turn: _Turn, collections: Sequence[str] | None):
        # A collection may have been removed since the page was drawn; with none of the chosen left all are searched.
        present = [name for name in self.collections() if name in collections] if collections else []

        def find_passages(query: str) -> list[Passage]:
            found = self.services.library.search(query, PASSAGES_PER_QUESTION, present or None)
            return [passage.passage for passage in found]

        history = [Message(role=message.role, content=message.content) for message in turn.before]
        return answer(turn.question.content, history, find_passages, self.services.model())

    def _store_answer(self, person: Person, turn: _Turn, reply: ChatMessage) -> ChatMessage | None:
        """The stored answer; None when nobody waits for it: the question or the thread is gone, or has an answer."""
        try:
            with self.services.sessions.begin() as session:
                said = chats.messages(session, person.id, turn.thread_id)
                place = next((i for i, message in enumerate(said) if _same_question(message, turn.question)), None)
                if place is None or [message.role for message in said[place + 1 : place + 2]] == ["assistant"]:
                    return None
                message_id = chats.add_answer(
                    session, person.id, turn.thread_id, reply.content, self.services.clock(),
                    citations=reply.citations, answered_by=reply.answered_by, outcome=reply.outcome,
                    notice=reply.notice,
                )  # fmt: skip
        except NoSuchThread:
            return None
        return replace(reply, id=message_id)


def _same_question(stored: ChatMessage, asked: ChatMessage) -> bool:
    # SQLite gives the id of a message that was cut off to the next one.
    return (stored.id, stored.role, stored.content) == (asked.id, asked.role, asked.content)


def _checked(question: str) -> str:
    question = question.strip()
    if not question or len(question) > QUESTION_LENGTH:
        raise BadQuestion(f"a question has 1 to {QUESTION_LENGTH} characters, this one has {len(question)}")
    return question
