"""The syllabus' terms: their other names, for a question that says it differently, and what they mean, as a glossary."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.normalise import normalise

_TABLE = Path(__file__).with_name("terms.tsv")


@dataclass(frozen=True)
class Term:
    """A row of the table. `section` is the outline section that treats it; `meaning` may hold `$...$` formulas."""

    name: str
    synonyms: tuple[str, ...]
    english: tuple[str, ...]
    section: str = ""
    meaning: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.synonyms, *self.english)


@dataclass(frozen=True)
class NamedTerm:
    """A term found in a question: the normalised form that stands there, and the other forms of the same thing."""

    form: str
    others: tuple[str, ...]


class Terms:
    """Terms by any of their names. Forms are compared normalised; Latin ones as whole words."""

    def __init__(self, terms: list[Term]):
        self.all = tuple(terms)
        self._by_form: dict[str, Term] = {}
        others: dict[str, set[str]] = {}
        for term in terms:
            forms = tuple(dict.fromkeys(map(normalise, term.names)))
            for form in forms:
                self._by_form.setdefault(form, term)
                others.setdefault(form, set()).update(other for other in forms if other != form)
        self._others = {form: tuple(sorted(names)) for form, names in others.items()}
        beginning: dict[str, list[str]] = defaultdict(list)
        for form in sorted(self._others, key=lambda form: (-len(form), form)):
            beginning[form[:2]].append(form)
        self._beginning = dict(beginning)  # longest first

    def __len__(self) -> int:
        return len(self.all)

    def in_text(self, normalised: str) -> list[NamedTerm]:
        """The terms that stand in a normalised text, each once, the longest where several begin."""
        forms: dict[str, None] = {}
        at, end = 0, len(normalised)
        while at < end:
            form = self._standing_at(normalised, at)
            if form:
                forms[form] = None
            at += len(form) or 1
        return [NamedTerm(form, self._others[form]) for form in forms]

    def _standing_at(self, text: str, at: int) -> str:
        """The longest form that begins there; "" when none does."""
        for start in (text[at : at + 2], text[at]):
            for form in self._beginning.get(start, ()):
                if text.startswith(form, at) and _is_word(text, at, at + len(form)):
                    return form
        return ""

    def named(self, name: str) -> Term | None:
        """The term of that name or synonym, whatever its spelling; None when there is none."""
        return self._by_form.get(normalise(name))


# "X 是什么", "啥叫 X", "X 什么意思", "what is an X": what stands before and after the name.
_ASKED_BEFORE = re.compile(
    r"^(?:请问|请|帮我|给我|能不能|可以)?(?:解释|介绍|说|讲|科普)?(?:一下|下)?(?:什么是|什么叫做?|啥是|啥叫|何谓|何为"
    r"|what(?:\s+is|\s+are|'s)\s+(?:an?\s+|the\s+)?|define\s+)?\s*"
)
_ASKED_AFTER = re.compile(
    r"\s*(?:到底|究竟)?(?:是什么意思|是啥意思|什么意思|啥意思|是指什么|指的?是什么|是什么(?:东西)?|是啥|是个啥|指什么|怎么理解|的?(?:定义|概念|含义)"
    r"(?:是什么|是啥)?|\s+mean(?:s)?)?(?:呢|呀|啊|吗)?\s*[?？。.!！]*$"
)


def asked_term(question: str, terms: Terms | None = None) -> Term | None:
    """The term that a question asks the meaning of, when it asks for nothing else: "页表是什么", "what is a TLB", "死锁"."""
    plain = " ".join(question.lower().split())
    name = _ASKED_AFTER.sub("", _ASKED_BEFORE.sub("", plain, count=1), count=1).strip(" 「」“”\"'《》")
    return (terms or syllabus_terms()).named(name) if name else None


@cache
def syllabus_terms() -> Terms:
    """The table that ships. Raises ValueError with the line on a broken row."""
    terms = []
    for number, line in enumerate(_TABLE.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) != 5 or not all((columns[0], columns[3], columns[4])):
            raise ValueError(
                f"{_TABLE.name} line {number}: five columns parted by tabs are needed, all but the second and third "
                f"filled: {line!r}"
            )
        name, synonyms, english, section, meaning = columns
        terms.append(Term(name, _parted(synonyms), _parted(english), section, meaning))
    return Terms(terms)


def _parted(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(";") if name.strip())


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether no Latin letter or digit goes on beyond either end of a span that begins or ends with one."""
    before = text[start].isascii() and start > 0 and _goes_on(text[start - 1])
    return not before and not (text[end - 1].isascii() and end < len(text) and _goes_on(text[end]))


def _goes_on(char: str) -> bool:
    return char.isascii() and char.isalnum()
