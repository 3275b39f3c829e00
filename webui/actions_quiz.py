"""What a person does with quizzes: one method per gesture, each in one transaction. No Gradio, no HTTP."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import attempts, bank
from db.accounts import Person
from db.attempts import Answer, Attempt, AttemptError, AttemptSummary, TimedAttemptOpen
from db.database import read_only
from db.models import BankItemRow
from index import handbook
from index.handbook import HandbookPart, HandbookSection
from quizbank import syllabus
from quizbank.blueprint import (
    CHOICE_POINTS,
    MOCK_CHOICE_GRID,
    MOCK_CHOICE_SECONDS,
    draw_drill,
    draw_mock_choice,
    draw_practice,
)
from quizbank.generators import catalogue
from quizbank.questions import ChoiceItem
from webui.quiz_views import AttemptView, PathStep, outline_path, result_of, shown
from webui.rendering import markdown_html
from webui.services import Services

KINDS = PRACTICE, MOCK_CHOICE, DRILL = "practice", "mock_choice", "drill"
DEFAULT_COUNT, DEFAULT_MINUTES = 20, 40
MAX_COUNT, MAX_MINUTES, MAX_DRILL = 100, 300, 20


class NoSuchSection(LookupError):
    """The handbook has no section of that id."""


@dataclass(frozen=True)
class Save:
    """One answer on its way to the database; `now` is when it arrived."""

    user_id: int
    attempt_id: int
    n: int
    choice: str | None
    flagged: bool
    seq: int
    now: float


@dataclass(frozen=True)
class HandbookPassage:
    """A section cut into `parts` (HTML), of which `first` (an index) is the one to open at."""

    section: str
    path: tuple[PathStep, ...]
    parts: tuple[str, ...]
    first: int


def _overdue(attempt: Attempt, now: float) -> bool:
    return attempt.is_open and attempt.deadline is not None and now >= attempt.deadline


# --- gestures --------------------------------------------------------------------------------------------------------


class QuizActions:
    """Shared by everybody; nothing of one person is kept on it."""

    def __init__(self, services: Services, section: Callable[[str], HandbookSection | None] = handbook.section):
        self._services = services
        self._section = section
        self._sessions = services.sessions
        self._parsed: dict[tuple[str, int], ChoiceItem] = {}  # what may be drawn, so that a start parses no bank

    def now(self) -> float:
        """Seconds since 1970 by the server, the only clock that counts."""
        return self._services.clock()

    def setup(self, person: Person, language: str = "zh") -> dict:
        """What there is to choose from, the person's open attempts and the newest closed ones."""
        now = self.now()
        with read_only(self._sessions) as session:
            counts = dict(
                session.execute(
                    select(BankItemRow.node, func.count()).where(~BankItemRow.retired).group_by(BankItemRow.node)
                ).all()
            )
            listed = attempts.summaries(session, person.id)
        chapters: dict[str, int] = {}
        for node, count in counts.items():
            chapter = syllabus.chapter_of(node)
            chapters[chapter] = chapters.get(chapter, 0) + count
        subjects = [
            {
                "id": subject.id,
                "name": subject.label(language),
                "chapters": [
                    {"id": chapter.id, "name": chapter.label(language), "count": chapters.get(chapter.id, 0)}
                    for chapter in subject.children
                ],
                "count": sum(chapters.get(chapter.id, 0) for chapter in subject.children),
            }
            for subject in syllabus.subjects()
        ]
        available = {subject["id"]: subject["count"] for subject in subjects}
        summaries = [_summary(one, language) for one in listed if not _overdue(one.attempt, now)]
        return {
            "now": now,
            "subjects": subjects,
            "defaults": {"count": DEFAULT_COUNT, "minutes": DEFAULT_MINUTES},
            "limits": {"count": MAX_COUNT, "minutes": MAX_MINUTES},
            "mock": {
                "questions": sum(MOCK_CHOICE_GRID.values()),
                "points": CHOICE_POINTS * sum(MOCK_CHOICE_GRID.values()),
                "minutes": MOCK_CHOICE_SECONDS // 60,
                "grid": [
                    {"name": syllabus.node(subject).label(language), "count": count}
                    for subject, count in MOCK_CHOICE_GRID.items()
                ],
                "available": all(available[subject] >= count for subject, count in MOCK_CHOICE_GRID.items()),
            },
            "drill": _drill(language),
            "open": [one for one in summaries if one["state"] == "open"],
            "recent": [one for one in summaries if one["state"] != "open"],
        }

    def start_practice(self, person: Person, nodes: Sequence[str], count: int, minutes: int | None) -> Attempt:
        """`count` questions under the outline nodes; `minutes` None: untimed.

        Raises syllabus.UnknownNode, blueprint.TooFewItems or TimedAttemptOpen.
        """
        for node in nodes:
            syllabus.node(node)
        seed, now = secrets.randbits(31), self.now()
        with self._sessions.begin() as session:
            seen = attempts.seen_items(session, person.id)
            paper = draw_practice(self._items(session), nodes, count, seed, seen)
            deadline = now + minutes * 60 if minutes else None
            return attempts.start(session, person.id, PRACTICE, nodes, paper, seed, now, deadline)

    def start_mock_choice(self, person: Person) -> Attempt:
        """The choice half of a paper, timed. Raises blueprint.TooFewItems or TimedAttemptOpen."""
        seed, now = secrets.randbits(31), self.now()
        with self._sessions.begin() as session:
            seen = attempts.seen_items(session, person.id)
            paper = draw_mock_choice(self._items(session), seed, seen)
            nodes = list(MOCK_CHOICE_GRID)
            deadline = now + MOCK_CHOICE_SECONDS
            return attempts.start(session, person.id, MOCK_CHOICE, nodes, paper, seed, now, deadline)

    def start_drill(self, person: Person, families: Sequence[str], count: int) -> Attempt:
        """`count` freshly generated questions of the families by name, untimed.

        Raises catalogue.UnknownFamily or TimedAttemptOpen.
        """
        chosen = [catalogue.family(name) for name in dict.fromkeys(families)]
        seed, now = secrets.randbits(31), self.now()
        paper = draw_drill(chosen, count, seed)
        with self._sessions.begin() as session:
            bank.store_generated(session, [question.item for question in paper], now)
            nodes = list(dict.fromkeys(family.node for family in chosen))
            return attempts.start(session, person.id, DRILL, nodes, paper, seed, now, None)

    def save_answer(
        self, person: Person, attempt_id: int, n: int, choice: str | None, flagged: bool, seq: int
    ) -> Answer:
        """What stands now for question `n`. Raises NoSuchAttempt, NoSuchQuestion or AttemptClosed."""
        now = self.now()
        (outcome,) = self.save_answers([Save(person.id, attempt_id, n, choice, flagged, seq, now)])
        if isinstance(outcome, AttemptError):
            raise outcome
        return outcome

    def save_answers(self, saves: Sequence[Save]) -> list[Answer | AttemptError]:
        """All of them in one transaction, each with its own outcome; a refused one writes nothing."""
        outcomes: list[Answer | AttemptError] = []
        with self._sessions.begin() as session:
            for s in saves:
                try:
                    outcomes.append(
                        attempts.save_answer(
                            session, s.user_id, s.attempt_id, s.n, s.choice, s.flagged, s.seq, s.now
                        )
                    )  # fmt: skip
                except AttemptError as refused:
                    outcomes.append(refused)
        return outcomes

    def submit(self, person: Person, attempt_id: int, language: str = "zh") -> AttemptView:
        """Close the attempt and show its result; submitting again shows the same one.

        Raises NoSuchAttempt, and TimedAttemptOpen, with nothing closed, while another attempt's clock is running.
        """
        now = self.now()
        with self._sessions.begin() as session:
            attempt = attempts.load(session, person.id, attempt_id)
            self._refuse_keys(session, attempt, now)
            if attempt.is_open:
                self._close(session, attempt, now)
            return self._view(session, attempts.load(session, person.id, attempt_id), now, language)

    def view(self, person: Person, attempt_id: int, language: str = "zh") -> AttemptView:
        """The open attempt to go on with, or the closed one with its result.

        Raises NoSuchAttempt, and TimedAttemptOpen for a closed one while another attempt's clock is running.
        """
        now = self.now()
        with read_only(self._sessions) as session:
            attempt = attempts.load(session, person.id, attempt_id)
            if not attempt.is_open:
                self._refuse_keys(session, attempt, now)
            if not _overdue(attempt, now):
                return self._view(session, attempt, now, language)
        return self.submit(person, attempt_id, language)

    def sweep(self) -> list[int]:
        """Close every attempt whose time is over, each in its own transaction; the ids of those closed now."""
        now = self.now()
        with read_only(self._sessions) as session:
            overdue = attempts.expired(session, now)
        closed = []
        for attempt_id, deadline in overdue:
            with self._sessions.begin() as session:
                if attempts.close(session, attempt_id, "expired", deadline):
                    closed.append(attempt_id)
        return closed

    def open_timed(self, person: Person) -> Attempt | None:
        """The person's timed attempt whose clock is running, None when there is none."""
        with read_only(self._sessions) as session:
            return attempts.open_timed(session, person.id, self.now())

    def handbook(
        self, person: Person, section: str, language: str = "zh", item: tuple[str, int] | None = None
    ) -> HandbookPassage:
        """The handbook's section, to be opened where it bears on the item (its id and version); None: at its start.

        Raises NoSuchSection, also for an unknown item, and TimedAttemptOpen while the books are closed.
        """
        running = self.open_timed(person)
        if running:
            raise TimedAttemptOpen(running.id)
        found = self._section(section) if syllabus.has_node(section) else None
        if found is None:
            raise NoSuchSection(section)
        pieces = handbook.parts(found.markdown)
        html = tuple(markdown_html(piece.markdown) for piece in pieces)
        first = self._fitting(pieces, item) if item and pieces else 0
        return HandbookPassage(section, outline_path(section, language), html, first)

    def _fitting(self, pieces: Sequence[HandbookPart], key: tuple[str, int]) -> int:
        with read_only(self._sessions) as session:
            item = bank.items_by_version(session, [key]).get(key)
        if item is None:
            raise NoSuchSection(key[0])
        node = syllabus.node(item.node)
        name = node.name if node.id != item.handbook else ""
        return handbook.fitting_part(pieces, name, " ".join([item.stem, *(option.text for option in item.options)]))

    # --- inside a transaction ----------------------------------------------------------------------------------------

    def _refuse_keys(self, session: Session, attempt: Attempt, now: float) -> None:
        """A running paper may hold the questions of this one: raises TimedAttemptOpen unless it is this one itself."""
        running = attempts.open_timed(session, attempt.user_id, now)
        if running and running.id != attempt.id:
            raise TimedAttemptOpen(running.id)

    def _close(self, session: Session, attempt: Attempt, now: float) -> None:
        """Whoever comes after the deadline finds the attempt closed at the deadline, swept or not."""
        if _overdue(attempt, now):
            attempts.close(session, attempt.id, "expired", attempt.deadline)
        else:
            attempts.close(session, attempt.id, "submitted", now)

    def _view(self, session: Session, attempt: Attempt, now: float, language: str) -> AttemptView:
        paper = attempts.paper(session, attempt.id)
        answers = attempts.answers(session, attempt.id)
        result = None
        if not attempt.is_open:
            result = result_of(attempt, paper, attempts.marks(session, attempt.id), language)
        return AttemptView(attempt, now, tuple(shown(question, language) for question in paper), answers, result)

    def _items(self, session: Session) -> list[ChoiceItem]:
        """The items that may be drawn. Parsing the whole bank takes longer than drawing from it, so it is done once."""
        keys = [
            (item_id, version)
            for item_id, version in session.execute(
                select(BankItemRow.item_id, BankItemRow.version)
                .where(~BankItemRow.retired)
                .order_by(BankItemRow.item_id)
            )
        ]
        missing = [key for key in keys if key not in self._parsed]
        if missing:
            self._parsed.update(bank.items_by_version(session, missing))
        return [self._parsed[key] for key in keys]


def _drill(language: str) -> dict:
    """Subjects with the families that there are to choose from."""
    families = catalogue.families().values()
    return {
        "most": MAX_DRILL,
        "subjects": [
            {
                "name": subject.label(language),
                "families": [
                    {"name": family.name, "title": family.label(language)}
                    for family in families
                    if family.subject == subject.id
                ],
            }
            for subject in syllabus.subjects()
        ],
    }


def _summary(one: AttemptSummary, language: str) -> dict:
    attempt = one.attempt
    return {
        "id": attempt.id,
        "kind": attempt.kind,
        "names": [syllabus.node(node).label(language) for node in attempt.nodes if syllabus.has_node(node)],
        "started_at": attempt.started_at,
        "deadline": attempt.deadline,
        "state": attempt.state,
        "closed_at": attempt.closed_at,
        "questions": one.questions,
        "answered": one.answered,
        "right": one.right,
        "earned": one.earned,
        "possible": one.possible,
    }
