"""What a person reads about results: their own, and for instructors a class's, a student's, and the table of all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from sqlalchemy.orm import Session

from db import accounts, attempts, reports
from db.accounts import Person, UnknownClass, UnknownUser
from db.attempts import AttemptSummary
from db.database import read_only
from db.reports import StudentCounts
from quizbank.progress import Accuracy, SubjectProgress, by_subject
from webui.identity import NotInstructor
from webui.local_time import day
from webui.services import Services

TREND_ATTEMPTS = 30
TREND_DAYS = 30
RECENT_ATTEMPTS = 20
HARDEST_CHAPTERS = 8


@dataclass(frozen=True)
class TrendPoint:
    """What was marked at `at` (seconds since 1970): one attempt of a person, or one day of a class."""

    at: float
    right: int
    answered: int


@dataclass(frozen=True)
class Scoreboard:
    """One person's results; `trend` is oldest first, `recent` has the open attempts first."""

    name: str
    progress: tuple[SubjectProgress, ...]
    trend: tuple[TrendPoint, ...]
    recent: tuple[AttemptSummary, ...]


@dataclass(frozen=True)
class StudentLine:
    """One row of the table of students; `subjects` in the exam's order."""

    user_id: int
    name: str
    attempts: int
    last_at: float | None
    total: Accuracy
    subjects: tuple[Accuracy, ...]


@dataclass(frozen=True)
class ClassBoard:
    """A class's results. `hardest`: the chapters with the lowest accuracy first, those with too few questions left out."""

    progress: tuple[SubjectProgress, ...]
    trend: tuple[TrendPoint, ...]
    hardest: tuple[Accuracy, ...]
    students: tuple[StudentLine, ...]


@dataclass(frozen=True)
class ReportLine:
    """One row of the export: a student's results under one subject or chapter."""

    student: StudentCounts
    accuracy: Accuracy


@dataclass(frozen=True)
class Report:
    """What is exported of a class, `class_name` None for all students; `made_at` in seconds since 1970."""

    class_name: str | None
    made_at: float
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True)
class ScoreboardActions:
    services: Services

    def board(self, person: Person) -> Scoreboard:
        """The person's own results."""
        with read_only(self.services.sessions) as session:
            return self._board(session, person)

    # --- instructors; raise NotInstructor for everybody else ---------------------------------------------------------

    def class_board(self, person: Person, class_id: int | None, where: tzinfo | None) -> ClassBoard:
        """The results of a class, None for all students together; its trend goes by the days of the zone `where`."""
        _require_instructor(person)
        with read_only(self.services.sessions) as session:
            progress = by_subject(reports.class_counts(session, class_id))
            students = reports.class_students(session, class_id)
            trend = by_day(reports.class_trend(session, class_id), where)
        return ClassBoard(progress, trend, hardest(progress), tuple(_line(student) for student in students))

    def student(self, person: Person, user_id: int) -> Scoreboard:
        """One student's results as the student sees them. Raises UnknownUser."""
        _require_instructor(person)
        with read_only(self.services.sessions) as session:
            found = next((user for user in accounts.users(session) if user.id == user_id), None)
            if found is None or found.role != "student":
                raise UnknownUser(user_id)
            return self._board(session, found)

    def report(self, person: Person, class_id: int | None) -> Report:
        """Per student: each subject's total followed by those of its chapters that have marks. Raises UnknownClass."""
        _require_instructor(person)
        with read_only(self.services.sessions) as session:
            names = {None: None} | {one.id: one.name for one in accounts.classes(session)}
            if class_id not in names:
                raise UnknownClass(str(class_id))
            students = reports.class_students(session, class_id)
        lines = tuple(
            ReportLine(student, accuracy)
            for student in students
            for progress in by_subject(student.counts)
            for accuracy in (progress.subject, *(chapter for chapter in progress.chapters if chapter.answered))
        )
        return Report(names[class_id], self.services.clock(), lines)

    def _board(self, session: Session, person: Person) -> Scoreboard:
        return Scoreboard(
            person.name,
            by_subject(reports.person_counts(session, person.id)),
            tuple(
                TrendPoint(point.closed_at, point.right, point.answered)
                for point in reports.trend(session, person.id, TREND_ATTEMPTS)
            ),
            tuple(attempts.summaries(session, person.id, RECENT_ATTEMPTS)),
        )


def _require_instructor(person: Person) -> None:
    if not person.is_instructor:
        raise NotInstructor


def total(progress: Iterable[SubjectProgress]) -> Accuracy:
    """All subjects together; its node is ""."""
    subjects = [one.subject for one in progress]
    return Accuracy("", sum(one.right for one in subjects), sum(one.answered for one in subjects))


def hardest(progress: Iterable[SubjectProgress]) -> tuple[Accuracy, ...]:
    """The chapters in which most goes wrong, the lowest accuracy first, at most HARDEST_CHAPTERS."""
    known = [chapter for subject in progress for chapter in subject.chapters if not chapter.too_few]
    return tuple(sorted(known, key=lambda chapter: (chapter.share, -chapter.answered))[:HARDEST_CHAPTERS])


def _line(student: StudentCounts) -> StudentLine:
    progress = by_subject(student.counts)
    return StudentLine(
        student.user_id, student.name, student.attempts, student.last_at, total(progress),
        tuple(one.subject for one in progress),
    )  # fmt: skip


def by_day(attempts: Iterable[tuple[float, int, int]], where: tzinfo | None) -> tuple[TrendPoint, ...]:
    """The newest TREND_DAYS days of the zone `where` on which anything was handed in, each at its last attempt.

    `attempts`: (closed_at, right, answered), oldest first, which is the order of the days too.
    """
    days: dict[str, TrendPoint] = {}
    for at, right, answered in attempts:
        name = day(at, where)
        known = days.get(name, TrendPoint(0.0, 0, 0))
        days[name] = TrendPoint(at, known.right + right, known.answered + answered)
    return tuple(days.values())[-TREND_DAYS:]
