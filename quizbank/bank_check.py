"""The rules a bank must keep before it ships; the reasons stand in ``docs/bank.md``."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from quizbank import syllabus
from quizbank.bank import FIGURES_FOLDER
from quizbank.questions import LETTERS, ChoiceItem
from quizbank.verification import VerifyError, verify

NEAR_DUPLICATE = 0.6  # Jaccard of character bigrams
LONGEST_KEY_SHARE = 0.30
KEY_SHARE = (0.22, 0.28)
WORKED_SHARE = 0.40
_COMPUTED = ("compute", "trace")
_OPTION_LETTER = re.compile(
    r"(?:[应故可]选|所以选|因此选|选项|答案[是为]?)\s*[A-D](?![A-Za-z0-9])|(?<![A-Za-z0-9])[A-D]\s*(?:选项|项[正错对])"
)


@dataclass
class BankReport:
    """`defects` must be empty before a release; `notes` are goals of a full bank that a smaller one may miss."""

    items: int
    subjects: dict[str, int]
    skills: dict[str, int]
    difficulty: dict[int, int]
    table: dict[str, dict[str, dict[int, int]]]  # subject -> skill -> difficulty -> items
    keys: dict[str, dict[str, int]]
    nodes_covered: int
    sections_covered: int
    longest_key_share: float
    worked_share: float
    verified_share: float
    defects: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_bank(
    items: Sequence[ChoiceItem], has_handbook_section: Callable[[str], bool], figures: Path = FIGURES_FOLDER
) -> BankReport:
    """Check every rule; `has_handbook_section` tells whether the handbook has a section of that node id."""
    by_subject = Counter(item.subject for item in items)
    keys = {s.id: Counter(i.key for i in items if i.subject == s.id) for s in syllabus.subjects()}
    table: dict[str, dict[str, dict[int, int]]] = {}
    for item in items:
        row = table.setdefault(item.subject, {}).setdefault(item.skill, {})
        row[item.difficulty] = row.get(item.difficulty, 0) + 1
    computed = [item for item in items if item.skill in _COMPUTED]
    report = BankReport(
        items=len(items),
        subjects={s.id: by_subject[s.id] for s in syllabus.subjects()},
        skills=dict(Counter(item.skill for item in items)),
        difficulty=dict(sorted(Counter(item.difficulty for item in items).items())),
        table=table,
        keys={subject: {letter: count[letter] for letter in LETTERS} for subject, count in keys.items()},
        nodes_covered=len({node for item in items for node in (item.node, *item.also)}),
        sections_covered=len({syllabus.section_of(item.node) for item in items}),
        longest_key_share=_share(items, _key_is_longest),
        worked_share=_share(items, lambda item: item.skill in (*_COMPUTED, "combine")),
        verified_share=_share(computed, lambda item: item.verify is not None),
    )
    for item in items:
        report.defects += [f"{item.id}: {defect}" for defect in item_defects(item, has_handbook_section, figures)]
    report.defects += near_duplicates(items)
    report.defects += _balance_defects(report)
    missing = len(syllabus.sections()) - report.sections_covered
    if missing:
        report.notes.append(f"{missing} of {len(syllabus.sections())} sections of the outline have no item yet")
    return report


def _share(items: Sequence[ChoiceItem], test: Callable[[ChoiceItem], bool]) -> float:
    return sum(map(test, items)) / len(items) if items else 0.0


def _shown_length(text: str) -> int:
    """Characters as they are seen: mark-up and LaTeX commands do not count."""
    return len(re.sub(r"\\[a-zA-Z]+|[\s$`*{}\\]", "", text))


def _key_is_longest(item: ChoiceItem) -> bool:
    lengths = {letter: _shown_length(option.text) for letter, option in zip(LETTERS, item.options, strict=True)}
    others = [length for letter, length in lengths.items() if letter != item.key]
    return lengths[item.key] > max(others)


def item_defects(
    item: ChoiceItem, has_handbook_section: Callable[[str], bool], figures: Path = FIGURES_FOLDER
) -> list[str]:
    """What is wrong with one item alone."""
    defects = []
    if not has_handbook_section(item.handbook):
        defects.append(f"the handbook has no section {item.handbook}")
    if item.figure and not (figures / item.figure.file).is_file():
        defects.append(f"no figure {item.figure.file} in {figures.name}/")
    if item.verify is None:
        if item.skill in _COMPUTED:
            defects.append(f"a {item.skill} item needs a verify expression")
    else:
        try:
            if not verify(item.verify):
                defects.append(f"verify is false: {item.verify}")
        except VerifyError as error:
            defects.append(f"verify failed: {error}")
    defects += _negation_defects(item)
    explained = [("solution", item.solution), *((f"why of {letter}", item.option(letter).why) for letter in LETTERS)]
    for where, words in explained:
        if named := _OPTION_LETTER.search(words):
            defects.append(f"{where} names an option by its letter ({named[0]!r}), but attempts shuffle the options")
    return defects


def _negation_defects(item: ChoiceItem) -> list[str]:
    """A stem that asks for the wrong statement says so in bold, or tired eyes miss it."""
    asked = re.search(
        r"(?:下列|以下|下面)[^。]*?(错误|不正确|不属于|不包括|不会|不能|不是|不需要|不可能)[^。]*?的是", item.stem
    )
    if asked and f"**{asked[1]}**" not in item.stem:
        return [f"the negative word {asked[1]!r} in the stem must be bold"]
    return []


def _bigrams(item: ChoiceItem) -> set[str]:
    text = item.stem + "".join(sorted(option.text for option in item.options))
    text = "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
    return {text[i : i + 2] for i in range(len(text) - 1)}


def near_duplicates(items: Sequence[ChoiceItem]) -> list[str]:
    """Pairs whose words are nearly the same, as ``a and b: similarity 0.71``."""
    grams = [(item.id, _bigrams(item)) for item in items]
    found = []
    for (left, a), (right, b) in combinations(grams, 2):
        if min(len(a), len(b)) < NEAR_DUPLICATE * max(len(a), len(b)):  # Jaccard cannot reach the limit
            continue
        similarity = len(a & b) / len(a | b)
        if similarity >= NEAR_DUPLICATE:
            found.append(f"{left} and {right}: near-duplicates, similarity {similarity:.2f}")
    return found


def _balance_defects(report: BankReport) -> list[str]:
    defects = []
    if report.longest_key_share > LONGEST_KEY_SHARE:
        defects.append(f"the key is the longest option in {report.longest_key_share:.0%} of items, at most 30 %")
    if report.worked_share < WORKED_SHARE:
        defects.append(f"only {report.worked_share:.0%} of items compute, trace or combine, at least 40 %")
    for subject, counts in report.keys.items():
        total = sum(counts.values())
        for letter, count in counts.items():
            low, high = int(total * KEY_SHARE[0]), -int(-total * KEY_SHARE[1] // 1)
            if not low <= count <= high:
                defects.append(f"{subject}: key {letter} in {count} of {total} items, {low} to {high} wanted")
    return defects
