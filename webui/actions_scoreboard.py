"""What a person reads about results: their own, and for instructors a class's, a student's, and the table of all."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db import accounts, attempts, reports
from db.accounts import Person, UnknownUser
from db.attempts import AttemptSummary
from db.database import read_only
from db.reports import AttemptPoint, StudentCounts
from quizbank.progress import Accuracy, SubjectProgress, by_subject
from webui.identity import NotInstructor
from webui.services import Services

TREND_ATTEMPTS = 30
RECENT_ATTEMPTS = 20
HARDEST_CHAPTERS = 8
_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True)
class TrendPoint:
    """What was answered at `at` (seconds since 1970): one attempt of a person, or one day of a class."""

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
    """A class's results. `hardest`: the chapters with the lowest accuracy first, those with too few answers left out."""

    progress: tuple[SubjectProgress, ...]
    trend: tuple[TrendPoint, ...]
    hardest: tuple[Accuracy, ...]
    students: tuple[StudentLine, ...]


@dataclass(frozen=True)
class ReportLine:
    """One row of the export: a student's results under one subject or chapter."""

    student: str
    accuracy: Accuracy


@dataclass(frozen=True)
class ScoreboardActions:
    services: Services

    def board(self, person: Person) -> Scoreboard:
        """The person's own results."""
        with read_only(self.services.sessions) as session:
            return self._board(session, person)

    # --- instructors; raise NotInstructor for everybody else ---------------------------------------------------------

    def class_board(self, person: Person, class_id: int | None) -> ClassBoard:
        """The results of a class, None for all students together."""
        _require_instructor(person)
        with read_only(self.services.sessions) as session:
            progress = by_subject(reports.class_counts(session, class_id))
            students = reports.class_students(session, class_id)
            points = [
                point
                for student in students
                if student.attempts
                for point in reports.trend(session, student.user_id, TREND_ATTEMPTS)
            ]
        return ClassBoard(progress, _by_day(points), hardest(progress), tuple(_line(student) for student in students))

    def student(self, person: Person, user_id: int) -> Scoreboard:
        """One student's results as the student sees them. Raises UnknownUser."""
        _require_instructor(person)
        with read_only(self.services.sessions) as session:
            found = next((user for user in accounts.users(session) if user.id == user_id), None)
            if found is None or found.role != "student":
                raise UnknownUser(user_id)
            return self._board(session, found)

    def report(self, person: Person, class_id: int | None) -> list[ReportLine]:
        """Per student: each subject's total followed by its chapters, those never answered too."""
        _require_instructor(person)
        with read_only(self.services.sessions) as session:
            students = reports.class_students(session, class_id)
        return [
            ReportLine(student.name, accuracy)
            for student in students
            for progress in by_subject(student.counts)
            for accuracy in (progress.subject, *progress.chapters)
        ]

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


def _by_day(points: Iterable[AttemptPoint]) -> tuple[TrendPoint, ...]:
    """The newest TREND_ATTEMPTS days (UTC) on which anything was handed in, oldest first, each at its last attempt."""
    days: dict[int, TrendPoint] = {}
    for point in points:
        day = int(point.closed_at // _DAY_SECONDS)
        known = days.get(day, TrendPoint(0.0, 0, 0))
        days[day] = TrendPoint(
            max(known.at, point.closed_at), known.right + point.right, known.answered + point.answered
        )
    return tuple(days[day] for day in sorted(days)[-TREND_ATTEMPTS:])
