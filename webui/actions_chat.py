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

from db import attempts, chats, collections
from db.accounts import Person
from db.chats import ChatMessage, NoSuchThread, Thread
from db.collections import CollectionInfo
from db.database import read_only
from engine.answering import Chunk, Done, Fallback, answer
from engine.client import Message
from engine.errors import EngineInterrupted
from index.handbook import COLLECTION as HANDBOOK
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


class NothingToSearch(Exception):
    """No collection was chosen, or none of the chosen ones is there for this person any more."""


@dataclass(frozen=True)
class Choice:
    """The collections the person may see, and which of them are searched: none when all that were chosen have gone."""

    visible: tuple[CollectionInfo, ...]
    chosen: tuple[CollectionInfo, ...]

    @property
    def persona(self) -> str:
        """Whom the model speaks as: the one chosen collection that says so; "" for the tutor."""
        personas = [info.persona for info in self.chosen if info.persona]
        return personas[0] if len(personas) == 1 else ""


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
    choice: Choice


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

    def choice(self, person: Person, thread_id: int | None) -> Choice:
        """What that thread searches, or a new one would. Raises ChatClosed or NoSuchThread."""
        with read_only(self.services.sessions) as session:
            self._check_open(session, person)
            return self._choice(session, person, thread_id, None)

    def choose(self, person: Person, thread_id: int, names: Sequence[str]) -> None:
        """Let the thread search these collections from now on. Raises ChatClosed, NoSuchThread or NothingToSearch."""
        with self.services.sessions.begin() as session:
            self._check_open(session, person)
            self._remember(session, person, thread_id, self._choice(session, person, thread_id, names))

    async def ask(
        self, person: Person, thread_id: int | None, question: str, collections: Sequence[str] | None = None
    ) -> AsyncGenerator[Conversation, None]:
        """Store the question (in a new thread when `thread_id` is None) and answer it, view by view.

        `collections` names those to search, now and later in this thread; None leaves what the thread searches. Raises
        ChatClosed, BadQuestion, NothingToSearch or NoSuchThread before anything is stored.
        """
        turn = await asyncio.to_thread(self._ask, person, thread_id, _checked(question), collections)
        async with aclosing(self._answered(person, turn)) as views:
            async for view in views:
                yield view

    async def retry(
        self, person: Person, thread_id: int, collections: Sequence[str] | None = None
    ) -> AsyncGenerator[Conversation, None]:
        """Answer the thread's last question once more; the answer it had is dropped.

        Raises ChatClosed, NothingToSearch, NoSuchThread, or NoSuchMessage for a thread without a question.
        """
        turn = await asyncio.to_thread(self._retry, person, thread_id, collections)
        async with aclosing(self._answered(person, turn)) as views:
            async for view in views:
                yield view

    async def edit(
        self, person: Person, thread_id: int, message_id: int, text: str, collections: Sequence[str] | None = None
    ) -> AsyncGenerator[Conversation, None]:
        """Put `text` in place of that question and answer it; everything after it is dropped.

        Raises ChatClosed, BadQuestion, NothingToSearch, NoSuchThread, or NoSuchMessage when it is no question of this
        thread.
        """
        turn = await asyncio.to_thread(self._edit, person, thread_id, message_id, _checked(text), collections)
        async with aclosing(self._answered(person, turn)) as views:
            async for view in views:
                yield view

    # --- transaction 1 -----------------------------------------------------------------------------------------------

    def _ask(self, person: Person, thread_id: int | None, question: str, names: Sequence[str] | None) -> _Turn:
        with self.services.sessions.begin() as session:
            self._check_open(session, person)
            choice = self._to_search(session, person, thread_id, names)
            now = self.services.clock()
            if thread_id is None:
                thread_id = chats.start_thread(session, person.id, question, now)
            before = chats.messages(session, person.id, thread_id)
            return self._store(session, person, thread_id, question, before, choice)

    def _retry(self, person: Person, thread_id: int, names: Sequence[str] | None) -> _Turn:
        with self.services.sessions.begin() as session:
            self._check_open(session, person)
            choice = self._to_search(session, person, thread_id, names)
            said = chats.messages(session, person.id, thread_id)
            place = next((i for i in reversed(range(len(said))) if said[i].role == "user"), None)
            if place is None:
                raise NoSuchMessage(thread_id)
            chats.cut_from(session, person.id, thread_id, said[place].id + 1)
            self._remember(session, person, thread_id, choice)
            return _Turn(thread_id, said[place], tuple(said[:place]), choice)

    def _edit(
        self, person: Person, thread_id: int, message_id: int, text: str, names: Sequence[str] | None
    ) -> _Turn:  # fmt: skip
        with self.services.sessions.begin() as session:
            self._check_open(session, person)
            choice = self._to_search(session, person, thread_id, names)
            said = chats.messages(session, person.id, thread_id)
            if not any(message.id == message_id and message.role == "user" for message in said):
                raise NoSuchMessage(message_id)
            chats.cut_from(session, person.id, thread_id, message_id)
            before = [message for message in said if message.id < message_id]
            return self._store(session, person, thread_id, text, before, choice)

    def _store(
        self, session: Session, person: Person, thread_id: int, question: str, before: Sequence[ChatMessage],
        choice: Choice,
    ) -> _Turn:  # fmt: skip
        message_id = chats.add_question(session, person.id, thread_id, question, self.services.clock())
        self._remember(session, person, thread_id, choice)
        return _Turn(thread_id, ChatMessage(message_id, "user", question), tuple(before), choice)

    # --- what is searched --------------------------------------------------------------------------------------------

    def _visible(self, session: Session, person: Person) -> tuple[CollectionInfo, ...]:
        """The handbook first, which is there even before it has been built, then the others by title, personas last."""
        names = [name for name in self.services.library.collections() if name != HANDBOOK]
        handbook, *others = collections.visible(session, person, [HANDBOOK, *names])
        return (handbook, *sorted(others, key=lambda info: (bool(info.persona), info.title)))

    def _choice(
        self, session: Session, person: Person, thread_id: int | None, names: Sequence[str] | None
    ) -> Choice:  # fmt: skip
        """What of `names` is there for this person; for None what of the thread's choice is. Raises NoSuchThread."""
        visible = self._visible(session, person)
        if names is None and thread_id is not None:
            names = chats.chosen(session, person.id, thread_id)
        return Choice(visible, _usual(visible) if names is None else _named(visible, names))

    def _to_search(
        self, session: Session, person: Person, thread_id: int | None, names: Sequence[str] | None
    ) -> Choice:  # fmt: skip
        choice = self._choice(session, person, thread_id, names)
        if not choice.chosen:
            raise NothingToSearch
        return choice

    def _remember(self, session: Session, person: Person, thread_id: int, choice: Choice) -> None:
        """Keep the choice with its thread. The usual one is kept as such: collections added later belong to it."""
        if not choice.chosen:
            raise NothingToSearch
        usual = choice.chosen == _usual(choice.visible)
        chats.choose(session, person.id, thread_id, None if usual else [info.name for info in choice.chosen])

    def _check_open(self, session: Session, person: Person) -> None:
        running = attempts.open_timed(session, person.id, self.services.clock())
        if running:
            raise ChatClosed(running.deadline, running.id)

    # --- the answer, then transaction 2 ------------------------------------------------------------------------------

    async def _answered(self, person: Person, turn: _Turn) -> AsyncGenerator[Conversation, None]:
        said = (*turn.before, turn.question)
        reply = ChatMessage(0, "assistant", "", outcome="writing")
        outcome, shown_at = "failed", 0.0
        try:
            yield Conversation(turn.thread_id, (*said, reply))
            async with aclosing(self._events(person, turn)) as events:
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

    def _events(self, person: Person, turn: _Turn):
        def find_passages(query: str) -> list[Passage]:
            # Asked again where it is read: access may have been withdrawn, or the collection removed, since the question.
            with read_only(self.services.sessions) as session:
                names = {info.name for info in self._visible(session, person)}
            present = names.intersection(self.services.library.collections())
            searched = [info.name for info in turn.choice.chosen if info.name in present]
            found = self.services.library.search(query, PASSAGES_PER_QUESTION, searched) if searched else []
            return [passage.passage for passage in found]

        history = [Message(role=message.role, content=message.content) for message in turn.before]
        return answer(turn.question.content, history, find_passages, self.services.model(), turn.choice.persona)

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


def _named(visible: Sequence[CollectionInfo], names: Sequence[str]) -> tuple[CollectionInfo, ...]:
    return tuple(info for info in visible if info.name in names)


def _usual(visible: Sequence[CollectionInfo]) -> tuple[CollectionInfo, ...]:
    """What is searched unless somebody chooses: the course's texts. Those with a persona of their own are chosen by hand."""
    return tuple(info for info in visible if not info.persona)


def _same_question(stored: ChatMessage, asked: ChatMessage) -> bool:
    # SQLite gives the id of a message that was cut off to the next one.
    return (stored.id, stored.role, stored.content) == (asked.id, asked.role, asked.content)


def _checked(question: str) -> str:
    question = question.strip()
    if not question or len(question) > QUESTION_LENGTH:
        raise BadQuestion(f"a question has 1 to {QUESTION_LENGTH} characters, this one has {len(question)}")
    return question
