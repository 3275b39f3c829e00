"""What a family of generated questions is, and how a seed becomes a whole item.

A family draws numbers, computes the right answer and the answers that named mistakes lead to, and states in `claim` what
makes an answer right. The claim is evaluated over the simulators, as a written item's `verify` is: it must hold for the
right answer and for none of the wrong ones, so an answer that a mistake reaches by luck never becomes a wrong option.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizbank import syllabus
from quizbank.questions import LETTERS, ChoiceItem, Skill
from quizbank.verification import verify

ANSWER = "ANSWER"  # stands in a claim where the value of an option goes
_TRIES = 200


class Redraw(Exception):
    """These numbers make no good question; the family is asked again with others."""


class CannotDraw(RuntimeError):
    """A family found no good numbers for a seed: a defect of the family."""


@dataclass(frozen=True)
class Choice:
    """An answer: `value` goes into the claim by its `repr`, `text` is shown, `why` names the reason or the mistake."""

    value: object
    text: str
    why: str


@dataclass(frozen=True)
class Draft:
    """One drawing of a family. `wrong` may hold more than three, and ones that turn out equal or right."""

    stem: str
    right: Choice
    wrong: Sequence[Choice]
    solution: str
    claim: str


@dataclass(frozen=True)
class Family:
    """`draw` makes one Draft from the random numbers it is handed, or raises Redraw.

    `version` rises whenever a seed would give another question than before; `title` is what a student chooses it by.
    """

    name: str
    title: str
    title_en: str
    node: str
    skill: Skill
    difficulty: int
    seconds: int
    draw: Callable[[random.Random], Draft]
    also: tuple[str, ...] = ()
    version: int = 1

    @property
    def subject(self) -> str:
        return syllabus.subject_of(self.node)

    def label(self, language: str) -> str:
        return self.title_en if language == "en" else self.title

    def item(self, seed: int) -> ChoiceItem:
        """The question of that seed; the same one every time. Raises CannotDraw."""
        for attempt in range(_TRIES):
            rng = random.Random(f"{self.name}/{self.version}/{seed}/{attempt}")
            try:
                draft = self.draw(rng)
                wrong = _three_wrong(draft, rng)
            except Redraw:
                continue
            return self._item(seed, draft, wrong, rng)
        raise CannotDraw(f"{self.name}: no good numbers for seed {seed} in {_TRIES} tries")

    def _item(self, seed: int, draft: Draft, wrong: Sequence[Choice], rng: random.Random) -> ChoiceItem:
        options = [draft.right, *wrong]
        rng.shuffle(options)
        section = syllabus.section_of(self.node)
        subject, chapter, number = section.split(".")
        return ChoiceItem(
            id=f"{subject}-{int(chapter):02}{int(number):02}-{self.name}-{seed}",
            version=self.version,
            node=self.node,
            also=self.also,
            skill=self.skill,
            difficulty=self.difficulty,
            seconds=self.seconds,
            stem=draft.stem,
            options=[{"text": option.text, "why": option.why} for option in options],
            key=LETTERS[options.index(draft.right)],
            solution=draft.solution,
            handbook=section,
            verify=_claim_of(draft, draft.right),
            origin=f"generated:{self.name}:{seed}",
        )


def draw_kind(kind: Callable[[random.Random], Draft], rng: random.Random, tries: int) -> Draft:
    """One drawing of a kind that often finds its numbers useless: tried again, so that it keeps its share among others."""
    for _ in range(tries):
        try:
            return kind(rng)
        except Redraw:
            continue
    raise Redraw


def _claim_of(draft: Draft, choice: Choice) -> str:
    return draft.claim.replace(ANSWER, repr(choice.value))


def _three_wrong(draft: Draft, rng: random.Random) -> list[Choice]:
    """Three of the wrong answers, all different and none of them right after all. Raises Redraw."""
    if not verify(_claim_of(draft, draft.right)):
        raise AssertionError(f"the right answer is wrong: {_claim_of(draft, draft.right)}")
    chosen, texts = [], {draft.right.text}
    for choice in rng.sample(list(draft.wrong), len(draft.wrong)):
        if choice.text not in texts and not verify(_claim_of(draft, choice)):
            chosen.append(choice)
            texts.add(choice.text)
            if len(chosen) == 3:
                return chosen
    raise Redraw("too few wrong answers that differ")
