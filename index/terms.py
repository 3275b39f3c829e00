"""The syllabus' terms with their other names in Chinese and English, for a question that says it differently."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.normalise import normalise

_TABLE = Path(__file__).with_name("terms.tsv")


@dataclass(frozen=True)
class NamedTerm:
    """A term found in a question: the normalised form that stands there, and the other forms of the same thing."""

    form: str
    others: tuple[str, ...]


class Terms:
    """Groups of names for one thing. Forms are compared normalised; Latin ones as whole words."""

    def __init__(self, groups: list[tuple[str, ...]]):
        self._groups = [tuple(dict.fromkeys(map(normalise, group))) for group in groups]
        by_form: dict[str, set[str]] = {}
        for group in self._groups:
            for form in group:
                by_form.setdefault(form, set()).update(other for other in group if other != form)
        self._others = {form: tuple(sorted(others)) for form, others in by_form.items()}
        longest_first = sorted(self._others, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(_as_word(form) for form in longest_first) or r"(?!)")

    def __len__(self) -> int:
        return len(self._groups)

    def in_text(self, normalised: str) -> list[NamedTerm]:
        """The terms that stand in a normalised text, each once, the longest where several begin."""
        forms = dict.fromkeys(match[0] for match in self._pattern.finditer(normalised))
        return [NamedTerm(form, self._others[form]) for form in forms]


@cache
def syllabus_terms() -> Terms:
    """The table that ships. Raises ValueError with the line on a broken row."""
    groups = []
    for number, line in enumerate(_TABLE.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 3 or not columns[0].strip():
            raise ValueError(f"{_TABLE.name} line {number}: three columns parted by tabs are needed: {line!r}")
        term, synonyms, english = columns
        names = [term, *synonyms.split(";"), *english.split(";")]
        groups.append(tuple(name.strip() for name in names if name.strip()))
    return Terms(groups)


def _as_word(form: str) -> str:
    before = r"(?<![a-z0-9])" if form[0].isascii() else ""
    after = r"(?![a-z0-9])" if form[-1].isascii() else ""
    return before + re.escape(form) + after
