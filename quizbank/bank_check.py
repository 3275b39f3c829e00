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
from quizbank.blueprint import FREE_RESPONSE_SLOTS, MOCK_CHOICE_GRID
from quizbank.free_response import FreeResponseItem
from quizbank.giveaways import giveaways
from quizbank.questions import LETTERS, ChoiceItem
from quizbank.verification import VerifyError, verify

NEAR_DUPLICATE = 0.6  # Jaccard of character bigrams
LONGEST_KEY_SHARE = 0.30
KEY_SHARE = (0.22, 0.28)
WORKED_SHARE = 0.40
SPREAD = {2: 0.1, 3: 0.3, 4: 0.4, 5: 0.2}  # of difficulty, like the exam's
SPREAD_TOLERANCE = 0.12
CHOICE_PAPERS, FREE_RESPONSE_PAPERS = 12, 6  # that can be drawn without a repeated question
SECTION_ITEMS = 3
_COMPUTED = ("compute", "trace")
_OPTION_LETTER = re.compile(
    r"(?:[应故可]选|所以选|因此选|选项|答案[是为]?)\s*[A-D](?![A-Za-z0-9])|(?<![A-Za-z0-9])[A-D]\s*(?:选项|项[正错对])"
)


@dataclass
class BankReport:
    """The bank in numbers. `defects` must be empty before a release.

    `table`: subject -> skill -> difficulty -> items; `keys`: subject -> letter -> items; `sections`: section -> items of
    its own; `nodes_uncovered`: outline nodes at the ends of the tree that no item touches; shares are 0..1.
    """

    items: int
    free_response: int
    subjects: dict[str, int]
    skills: dict[str, int]
    difficulty: dict[int, int]
    table: dict[str, dict[str, dict[int, int]]]
    keys: dict[str, dict[str, int]]
    slots: dict[int, int]
    sections: dict[str, int]
    nodes_covered: int
    nodes_uncovered: list[str]
    figures: int
    longest_key_share: float
    worked_share: float
    verified_share: float
    defects: list[str] = field(default_factory=list)


def check_bank(
    items: Sequence[ChoiceItem],
    free_response: Sequence[FreeResponseItem],
    has_handbook_section: Callable[[str], bool],
    figures: Path = FIGURES_FOLDER,
) -> BankReport:
    """Check every rule; `has_handbook_section` tells whether the handbook has a section of that node id."""
    by_subject = Counter(item.subject for item in items)
    keys = {s.id: Counter(i.key for i in items if i.subject == s.id) for s in syllabus.subjects()}
    table: dict[str, dict[str, dict[int, int]]] = {}
    for item in items:
        row = table.setdefault(item.subject, {}).setdefault(item.skill, {})
        row[item.difficulty] = row.get(item.difficulty, 0) + 1
    computed = [item for item in items if item.skill in _COMPUTED]
    sections = Counter(syllabus.section_of(item.node) for item in items)
    slots = Counter(item.slot for item in free_response)
    touched = {node for item in items for node in (item.node, *item.also)}
    report = BankReport(
        items=len(items),
        free_response=len(free_response),
        subjects={s.id: by_subject[s.id] for s in syllabus.subjects()},
        skills=dict(Counter(item.skill for item in items)),
        difficulty=dict(sorted(Counter(item.difficulty for item in items).items())),
        table=table,
        keys={subject: {letter: count[letter] for letter in LETTERS} for subject, count in keys.items()},
        slots={slot: slots[slot] for slot in FREE_RESPONSE_SLOTS},
        sections={section.id: sections[section.id] for section in syllabus.sections()},
        nodes_covered=len(touched),
        nodes_uncovered=[leaf.id for leaf in syllabus.leaves() if leaf.id not in touched],
        figures=sum(item.figure is not None for item in (*items, *free_response)),
        longest_key_share=_share(items, _key_is_longest),
        worked_share=_share(items, lambda item: item.skill in (*_COMPUTED, "combine")),
        verified_share=_share(computed, lambda item: item.verify is not None),
    )
    for item in items:
        report.defects += [f"{item.id}: {defect}" for defect in item_defects(item, has_handbook_section, figures)]
    for one in free_response:
        report.defects += [
            f"{one.id}: {defect}" for defect in free_response_defects(one, has_handbook_section, figures)
        ]
    report.defects += near_duplicates([*items, *free_response])
    report.defects += _balance_defects(report) + _coverage_defects(report)
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
    defects += _figure_defects(item, figures)
    if item.verify is not None:
        defects += _verify_defects(item.verify)
    elif item.skill in _COMPUTED:
        defects.append(f"a {item.skill} item needs a verify expression")
    defects += _negation_defects(item) + giveaways(item)
    explained = [("solution", item.solution), *((f"why of {letter}", item.option(letter).why) for letter in LETTERS)]
    for where, words in explained:
        if named := _OPTION_LETTER.search(words):
            defects.append(f"{where} names an option by its letter ({named[0]!r}), but attempts shuffle the options")
    return defects


def free_response_defects(
    item: FreeResponseItem, has_handbook_section: Callable[[str], bool], figures: Path = FIGURES_FOLDER
) -> list[str]:
    """What is wrong with one free-response item alone; sums of marks were checked when it was read."""
    defects = [
        f"the handbook has no section {section}" for section in item.handbook if not has_handbook_section(section)
    ]
    defects += _figure_defects(item, figures)
    for expression in item.verify:
        defects += _verify_defects(expression)
    if not item.verify and item.program is None:
        defects.append("neither a verify expression nor a program that runs shows its answers")
    return defects


def _figure_defects(item: ChoiceItem | FreeResponseItem, figures: Path) -> list[str]:
    if item.figure and not (figures / item.figure.file).is_file():
        return [f"no figure {item.figure.file} in {figures.name}/"]
    return []


def _verify_defects(expression: str) -> list[str]:
    try:
        return [] if verify(expression) else [f"verify is false: {expression}"]
    except VerifyError as error:
        return [f"verify failed: {error}"]


def _negation_defects(item: ChoiceItem) -> list[str]:
    """A stem that asks for the wrong statement says so in bold, or tired eyes miss it."""
    asked = re.search(
        r"(?:下列|以下|下面)[^。]*?(错误|不正确|不属于|不包括|不会|不能|不是|不需要|不可能)[^。]*?的是", item.stem
    )
    if asked and f"**{asked[1]}**" not in item.stem:
        return [f"the negative word {asked[1]!r} in the stem must be bold"]
    return []


def _bigrams(item: ChoiceItem | FreeResponseItem) -> set[str]:
    told = (option.text for option in item.options) if isinstance(item, ChoiceItem) else (p.prompt for p in item.parts)
    text = item.stem + "".join(sorted(told))
    text = "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
    return {text[i : i + 2] for i in range(len(text) - 1)}


def near_duplicates(items: Sequence[ChoiceItem | FreeResponseItem]) -> list[str]:
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
    for level, wanted in SPREAD.items():
        share = report.difficulty.get(level, 0) / report.items if report.items else 0.0
        if abs(share - wanted) > SPREAD_TOLERANCE:
            defects.append(f"{share:.0%} of items have difficulty {level}, about {wanted:.0%} wanted")
    for subject, counts in report.keys.items():
        total = sum(counts.values())
        for letter, count in counts.items():
            low, high = int(total * KEY_SHARE[0]), -int(-total * KEY_SHARE[1] // 1)
            if not low <= count <= high:
                defects.append(f"{subject}: key {letter} in {count} of {total} items, {low} to {high} wanted")
    return defects


def _coverage_defects(report: BankReport) -> list[str]:
    """A paper can be drawn often without repeating itself, and nothing in the outline is left out."""
    defects = []
    for subject, count in MOCK_CHOICE_GRID.items():
        if report.subjects[subject] < CHOICE_PAPERS * count:
            defects.append(f"{subject}: {report.subjects[subject]} items, {CHOICE_PAPERS * count} wanted")
    for slot, count in report.slots.items():
        if count < FREE_RESPONSE_PAPERS:
            defects.append(f"slot {slot}: {count} free-response items, {FREE_RESPONSE_PAPERS} wanted")
    for section, count in report.sections.items():
        if count < SECTION_ITEMS:
            defects.append(f"section {section}: {count} items, {SECTION_ITEMS} wanted")
    return defects + [f"no item touches {node}" for node in report.nodes_uncovered]


def report_lines(report: BankReport) -> list[str]:
    """The report for a person: subject x skill x difficulty, then the shares, then what is wrong."""
    levels = sorted(report.difficulty)
    lines = [f"{'subject':<8} {'skill':<11}" + "".join(f"{f'diff. {level}':>9}" for level in levels) + f"{'all':>7}"]
    for subject, skills in report.table.items():
        for skill, counts in sorted(skills.items()):
            cells = "".join(f"{counts.get(level, 0):>9}" for level in levels)
            lines.append(f"{subject:<8} {skill:<11}{cells}{sum(counts.values()):>7}")
    totals = "".join(f"{report.difficulty[level]:>9}" for level in levels)
    lines += [f"{'all':<8} {'':<11}{totals}{report.items:>7}", ""]
    for subject, keys in report.keys.items():
        spread = "  ".join(f"{letter} {count}" for letter, count in keys.items())
        lines.append(f"{subject}: {report.subjects[subject]} items, keys {spread}")
    slots = "  ".join(f"{slot}: {count}" for slot, count in report.slots.items())
    lines += [
        f"free response: {report.free_response} items, by slot {slots}",
        f"sections with at least {SECTION_ITEMS} items: "
        f"{sum(count >= SECTION_ITEMS for count in report.sections.values())} of {len(report.sections)}",
        f"outline nodes touched: {report.nodes_covered}; at the ends of the tree left out: {len(report.nodes_uncovered)}",
        f"figures: {report.figures}",
        f"key the longest option: {report.longest_key_share:.0%}; compute, trace or combine: {report.worked_share:.0%}; "
        f"compute and trace with a verify expression: {report.verified_share:.0%}",
        f"defects: {len(report.defects)}",
    ]
    return lines + report.defects
