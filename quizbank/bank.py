"""Reading the bank that ships, one question a line: ``quizbank/items/<subject>/<chapter>.jsonl`` holds the choice items,
``quizbank/free_response/<slot>.jsonl`` the free-response ones.
"""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from quizbank.free_response import FreeResponseItem
from quizbank.questions import ChoiceItem

Item = TypeVar("Item", ChoiceItem, FreeResponseItem)

ITEMS_FOLDER = Path(__file__).parent / "items"
FREE_RESPONSE_FOLDER = Path(__file__).parent / "free_response"
FIGURES_FOLDER = Path(__file__).parent / "figures"


class BankError(Exception):
    """The bank's files hold something that is no valid item. `defects` has one ``file:line: reason`` each."""

    def __init__(self, defects: list[str]):
        super().__init__("\n".join(defects))
        self.defects = defects


def reasons(error: ValidationError) -> str:
    """A pydantic error as one line for a person."""
    parts = []
    for one in error.errors():
        where = ".".join(str(step) for step in one["loc"])
        parts.append(f"{where}: {one['msg']}" if where else one["msg"].removeprefix("Value error, "))
    return "; ".join(parts)


def read_items(path: Path, form: type[Item] = ChoiceItem) -> tuple[list[Item], list[str]]:
    """Items of that form in one JSONL file, and its defects as ``file:line: reason``. Raises OSError when it cannot be read."""
    items, defects = [], []
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return [], [f"{path}: not UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8"]
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            items.append(form.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            defects.append(f"{path}:{number}: not JSON: {error.msg} (column {error.colno})")
        except ValidationError as error:
            defects.append(f"{path}:{number}: {reasons(error)}")
    return items, defects


def load_bank(folder: Path = ITEMS_FOLDER) -> tuple[ChoiceItem, ...]:
    """All choice items of the folder in id order. Raises BankError naming every broken line and every repeated id."""
    return _load(sorted(folder.glob("*/*.jsonl")), ChoiceItem)


def load_free_response(folder: Path = FREE_RESPONSE_FOLDER) -> tuple[FreeResponseItem, ...]:
    """All free-response items of the folder in id order. Raises BankError as `load_bank` does."""
    return _load(sorted(folder.glob("*.jsonl")), FreeResponseItem)


def _load(paths: list[Path], form: type[Item]) -> tuple[Item, ...]:
    items: dict[str, Item] = {}
    defects: list[str] = []
    for path in paths:
        found, wrong = read_items(path, form)
        defects += wrong
        for item in found:
            if item.id in items:
                defects.append(f"{path}: {item.id} appears twice in the bank")
            items[item.id] = item
    if defects:
        raise BankError(defects)
    return tuple(items[key] for key in sorted(items))
