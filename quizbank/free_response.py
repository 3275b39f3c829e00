"""The form of a free-response question (综合应用题): parts, what earns their marks, and a full solution.

The JSON form is one line of ``quizbank/free_response/<slot>.jsonl``; ``docs/bank.md`` describes it.
"""

from typing import Annotated

from pydantic import Field, model_validator

from quizbank import syllabus
from quizbank.blueprint import FREE_RESPONSE_SLOTS
from quizbank.questions import Figure, Value

Marks = Annotated[int, Field(ge=1)]


class RubricPoint(Value):
    """One fact or step that earns `marks`; `alternatives` are other ways to say or do it that earn the same."""

    text: str = Field(min_length=2)
    marks: Marks
    alternatives: tuple[str, ...] = ()


class CommonError(Value):
    """A mistake often made in a part, and how many of its marks it costs."""

    text: str = Field(min_length=4)
    cost: Marks


class Part(Value):
    """One numbered question of the whole; `prompt` without its number, `answer` as short as a marker would like it."""

    prompt: str = Field(min_length=4)
    points: Marks
    answer: str = Field(min_length=1)
    rubric: tuple[RubricPoint, ...] = Field(min_length=1)
    errors: tuple[CommonError, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> "Part":
        marks = sum(point.marks for point in self.rubric)
        if marks != self.points:
            raise ValueError(f"the rubric gives {marks} marks, the part has {self.points}")
        for error in self.errors:
            if error.cost > self.points:
                raise ValueError(f"an error costs {error.cost} of {self.points} points: {error.text}")
        return self


class ProgramCase(Value):
    """What a program prints for an input."""

    input: str
    output: str


class Program(Value):
    """A C answer that runs: `answer` is what a student writes, `harness` includes it by `/*ANSWER*/` and reads the cases."""

    answer: str
    harness: str
    cases: tuple[ProgramCase, ...] = Field(min_length=3)

    @model_validator(mode="after")
    def _has_a_place(self) -> "Program":
        if self.harness.count("/*ANSWER*/") != 1:
            raise ValueError("the harness must hold /*ANSWER*/ once, where the answer goes")
        return self

    @property
    def source(self) -> str:
        return self.harness.replace("/*ANSWER*/", self.answer)


class FreeResponseItem(Value):
    """One free-response question, in the exam's `slot` (41 to 47) and worth that slot's points.

    `node` is the outline node it tests most, `also` the others. `verify` holds expressions over the simulators that
    recompute the numbers of its answers.
    """

    id: str = Field(pattern=r"^(ds|co|os|cn)-4[1-7]-\d{2}$")
    version: int = Field(ge=1)
    slot: int = Field(ge=41, le=47)
    node: str
    also: tuple[str, ...] = ()
    difficulty: int = Field(ge=1, le=5)
    seconds: int = Field(ge=300, le=2400)
    stem: str = Field(min_length=20)
    figure: Figure | None = None
    parts: tuple[Part, ...] = Field(min_length=2)
    solution: str = Field(min_length=80)
    handbook: tuple[str, ...] = Field(min_length=1)
    verify: tuple[str, ...] = ()
    program: Program | None = None
    origin: str = Field(default="written", pattern="^written$")

    @model_validator(mode="after")
    def _consistent(self) -> "FreeResponseItem":
        subject, points = FREE_RESPONSE_SLOTS[self.slot]
        for node_id in (self.node, *self.also):
            if not syllabus.has_node(node_id) or node_id.count(".") < 2:
                raise ValueError(f"{node_id!r} is no section of the outline, nor an item of one")
        for section in self.handbook:
            if not syllabus.has_node(section) or section.count(".") != 2:
                raise ValueError(f"handbook {section!r} is not a section of the outline")
        if not self.id.startswith(f"{subject}-{self.slot}-") or syllabus.subject_of(self.node) != subject:
            raise ValueError(f"slot {self.slot} belongs to {subject}: id {self.id} and node {self.node} must say so")
        earned = sum(part.points for part in self.parts)
        if earned != points:
            raise ValueError(f"the parts have {earned} points, slot {self.slot} has {points}")
        return self

    @property
    def points(self) -> int:
        return FREE_RESPONSE_SLOTS[self.slot][1]

    @property
    def subject(self) -> str:
        return syllabus.subject_of(self.node)

    @property
    def pieces(self) -> tuple[str, ...]:
        """Everything that is shown as Markdown, for checks over all of it."""
        parts = [text for part in self.parts for text in (part.prompt, part.answer, *(p.text for p in part.rubric))]
        return (self.stem, *parts, self.solution)
