"""Every family, by name and by outline node."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from quizbank import generators, syllabus
from quizbank.generators.family import Family
from quizbank.questions import ChoiceItem

_PARTS = ("catalogue", "family", "wording")  # modules of the package that hold no family


class UnknownFamily(KeyError):
    def __str__(self) -> str:
        return f"unknown family {self.args[0]!r}; `launch.py bank families` lists them"


@cache
def families() -> dict[str, Family]:
    """Name -> family, in the outline's order."""
    modules = [info.name for info in iter_modules(generators.__path__) if info.name not in _PARTS]
    found = [import_module(f"{generators.__name__}.{name}").FAMILY for name in modules]
    order = {section.id: n for n, section in enumerate(syllabus.sections())}
    found.sort(key=lambda family: (order[syllabus.section_of(family.node)], family.node, family.name))
    return {family.name: family for family in found}


def family(name: str) -> Family:
    """Raises UnknownFamily."""
    try:
        return families()[name]
    except KeyError:
        raise UnknownFamily(name) from None


def alike(item: ChoiceItem) -> tuple[Family, ...]:
    """The families that give another question like this one: its own, or else those on the node it tests."""
    if item.family:
        own = families().get(item.family)
        return (own,) if own else ()
    return tuple(one for one in families().values() if item.node in (one.node, *one.also))
