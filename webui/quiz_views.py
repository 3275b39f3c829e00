"""An attempt as its owner may see it: questions without their keys while it is open, everything once it is closed."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from db.attempts import Answer, Attempt
from quizbank import syllabus
from quizbank.blueprint import DrawnQuestion
from quizbank.generators.catalogue import alike
from quizbank.grading import Mark
from quizbank.questions import LETTERS, ChoiceItem, Figure
from webui.rendering import FigureError, figure_svg, inline_html, markdown_html

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShownOption:
    """`value` is the letter the item stores, which an answer sends; the page letters the options by their place."""

    value: str
    html: str


@dataclass(frozen=True)
class ShownQuestion:
    """A question as it is asked: neither key nor explanation can be read from it."""

    n: int
    subject: str
    subject_name: str
    points: int
    stem: str
    figure: str
    options: tuple[ShownOption, ...]


@dataclass(frozen=True)
class PathStep:
    """One heading of the outline; `lang` "zh" when it has no name in the reader's language, "" otherwise."""

    name: str
    lang: str


@dataclass(frozen=True)
class FamilyName:
    """A family that gives another question of the same kind."""

    name: str
    title: str


@dataclass(frozen=True)
class Review:
    """What is told about question `n` once the attempt is closed. `why`: option letter -> HTML; times in seconds."""

    n: int
    item: str
    version: int
    key: str
    choice: str | None
    earned: int
    why: Mapping[str, str]
    solution: str
    node: str
    path: tuple[PathStep, ...]
    handbook: str
    seconds: int
    again: tuple[FamilyName, ...]


@dataclass(frozen=True)
class SubjectScore:
    subject: str
    name: str
    right: int
    questions: int
    earned: int
    possible: int


@dataclass(frozen=True)
class Result:
    earned: int
    possible: int
    right: int
    seconds_used: float
    subjects: tuple[SubjectScore, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True)
class AttemptView:
    """An attempt as its owner may see it: `result` only when it is closed. Times in seconds since 1970."""

    attempt: Attempt
    now: float
    questions: tuple[ShownQuestion, ...]
    answers: Mapping[int, Answer]
    result: Result | None


@dataclass(frozen=True)
class _ItemHtml:
    stem: str
    options: Mapping[str, str]
    why: Mapping[str, str]
    solution: str


@lru_cache(maxsize=4096)
def _item_html(item: ChoiceItem) -> _ItemHtml:
    """Rendered once per item and version; an improved explanation is another value and rendered anew."""
    return _ItemHtml(
        markdown_html(item.stem),
        {letter: inline_html(item.option(letter).text) for letter in LETTERS},
        {letter: inline_html(item.option(letter).why) for letter in LETTERS},
        markdown_html(item.solution),
    )


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return ""
    try:
        return figure_svg(figure)
    except FigureError:
        log.exception("a figure cannot be shown; its words stand in for it")
        return f"<p>{inline_html(figure.alt)}</p>"


def shown(question: DrawnQuestion, language: str) -> ShownQuestion:
    html = _item_html(question.item)
    return ShownQuestion(
        question.n, question.item.subject, syllabus.node(question.item.subject).label(language), question.points, html.stem, _figure(question.item.figure),
        tuple(ShownOption(letter, html.options[letter]) for letter in question.option_order),
    )  # fmt: skip


def outline_path(node_id: str, language: str) -> tuple[PathStep, ...]:
    """The headings from the subject down to the node; below chapters they have Chinese names only."""
    ids = node_id.split(".")
    nodes = [syllabus.node(".".join(ids[: i + 1])) for i in range(len(ids))]
    return tuple(
        PathStep(node.label(language), "zh" if language == "en" and not node.name_en else "") for node in nodes
    )  # fmt: skip


def _review(question: DrawnQuestion, mark: Mark, language: str) -> Review:
    item, html = question.item, _item_html(question.item)
    return Review(
        question.n, item.id, item.version, item.key, mark.choice, mark.earned, html.why, html.solution, item.node,
        outline_path(item.node, language), item.handbook, item.seconds,
        tuple(FamilyName(family.name, family.label(language)) for family in alike(item)),
    )  # fmt: skip


def result_of(attempt: Attempt, paper: Sequence[DrawnQuestion], marks: Sequence[Mark], language: str) -> Result:
    by_subject: dict[str, list[Mark]] = {}
    for mark in marks:
        by_subject.setdefault(syllabus.subject_of(mark.node), []).append(mark)
    scores = tuple(
        SubjectScore(
            subject.id, subject.label(language), sum(mark.right for mark in group), len(group),
            sum(mark.earned for mark in group), sum(mark.possible for mark in group),
        )
        for subject in syllabus.subjects()
        if (group := by_subject.get(subject.id))
    )  # fmt: skip
    return Result(
        sum(mark.earned for mark in marks),
        sum(mark.possible for mark in marks),
        sum(mark.right for mark in marks),
        (attempt.closed_at or attempt.started_at) - attempt.started_at,
        scores,
        tuple(_review(question, mark, language) for question, mark in zip(paper, marks, strict=True)),
    )
