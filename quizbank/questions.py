"""The form of a question: values that check themselves when they are made.

The JSON form of an item is one line of ``quizbank/items/<subject>/<chapter>.jsonl``; ``docs/bank.md`` describes it.
"""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quizbank import syllabus

LETTERS = "ABCD"
Skill = Literal["recall", "understand", "compute", "trace", "combine"]

_GENERATED = re.compile(r"generated:([a-z][a-z0-9_]*):(\d+)")
_ALL_OR_NONE = re.compile(r"(以上|上述|前述)(选项|说法|答案|各项)?(都|均|全|皆)(不|错|对|正确|是)")


class Value(BaseModel):
    """Frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Option(Value):
    """One option (选项): `why` says why it is right, or which mistake leads to it."""

    text: str = Field(min_length=1)
    why: str = Field(min_length=4)


class Figure(Value):
    """An SVG in quizbank/figures/ and its words for people who cannot see it."""

    file: str = Field(pattern=r"^[\w-]+\.svg$")
    alt: str = Field(min_length=4)


class ChoiceItem(Value):
    """One choice item (单项选择题) with everything needed to show, grade and explain it.

    `key` is the letter of the right option in the order stored here; attempts may show the options in another order.
    `seconds` is the time a prepared student needs. `version` rises with every change of stem, options or key. Written
    items have the id ``os-0302-07``, generated ones ``os-0302-page_faults-4711``: section, then number or family and seed.
    """

    id: str = Field(pattern=r"^(ds|co|os|cn)-\d{4}-(\d{2,3}|[a-z][a-z0-9_]*-\d+)$")
    version: int = Field(ge=1)
    node: str
    also: tuple[str, ...] = ()
    skill: Skill
    difficulty: int = Field(ge=1, le=5)
    seconds: int = Field(ge=30, le=300)
    stem: str = Field(min_length=6)
    options: tuple[Option, Option, Option, Option]
    key: Literal["A", "B", "C", "D"]
    solution: str = Field(min_length=10)
    handbook: str
    figure: Figure | None = None
    verify: str | None = None
    pinned: tuple[Literal["A", "B", "C", "D"], ...] = ()
    origin: str = Field(default="written", pattern=rf"^(written|{_GENERATED.pattern})$")

    @model_validator(mode="after")
    def _consistent(self) -> "ChoiceItem":
        for node_id in (self.node, *self.also):
            if not syllabus.has_node(node_id):
                raise ValueError(f"unknown outline node {node_id!r}")
        if self.node.count(".") < 2:
            raise ValueError(f"node {self.node!r} must be a section or an item of one, not a whole chapter")
        if not syllabus.has_node(self.handbook) or self.handbook.count(".") != 2:
            raise ValueError(f"handbook {self.handbook!r} is not a section of the outline")
        subject, section, number = self.id.split("-", 2)
        if self.family and number != self.origin.removeprefix("generated:").replace(":", "-"):
            raise ValueError(f"id {self.id} does not name its family and seed, {self.origin}")
        if not self.family and not number.isdigit():
            raise ValueError(f"id {self.id} names a family, but its origin is {self.origin}")
        if subject != syllabus.subject_of(self.node):
            raise ValueError(f"id {self.id} says subject {subject}, node says {self.node}")
        spelled = f"{subject}.{int(section[:2])}.{int(section[2:])}"
        if spelled != syllabus.section_of(self.node):
            raise ValueError(f"id {self.id} says section {spelled}, node says {self.node}")
        if len({" ".join(option.text.split()) for option in self.options}) != 4:
            raise ValueError("the four options must differ")
        for letter, option in zip(LETTERS, self.options, strict=True):
            if _ALL_OR_NONE.search(option.text) and letter not in self.pinned:
                raise ValueError(f"option {letter} speaks of the other options and must be pinned")
        return self

    @property
    def subject(self) -> str:
        return syllabus.subject_of(self.node)

    @property
    def chapter(self) -> str:
        return syllabus.chapter_of(self.node)

    @property
    def family(self) -> str:
        """The family that generated it, "" for a written item."""
        generated = _GENERATED.fullmatch(self.origin)
        return generated[1] if generated else ""

    def option(self, letter: str) -> Option:
        return self.options[LETTERS.index(letter)]
