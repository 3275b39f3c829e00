"""A small RISC machine that runs assembly text, and the stack frame of an IA-32 call.

Instructions: ``add rd, rs, rt``; ``addi rd, rs, n``; ``slli rd, rs, n``; ``lw rt, n(rs)``; ``sw rt, n(rs)``;
``bge|blt|beq|bne|ble rs, rt, label``; ``j label``. r0 is always 0. A line may start with ``label:``.
"""

import re
from collections.abc import Mapping, Sequence

__all__ = ["ia32_frame", "run_assembly"]

BRANCHES = {
    "bge": lambda a, b: a >= b,
    "blt": lambda a, b: a < b,
    "beq": lambda a, b: a == b,
    "bne": lambda a, b: a != b,
    "ble": lambda a, b: a <= b,
}
MOST_STEPS = 100_000


def parsed(lines: Sequence[str]) -> tuple[list[list[str]], dict[str, int]]:
    """Each instruction's words, and where each label stands among the instructions."""
    code: list[list[str]] = []
    labels: dict[str, int] = {}
    for line in lines:
        label, colon, rest = line.rpartition(":")
        if colon:
            labels[label.strip()] = len(code)
        if rest.strip():
            code.append(re.split(r"[\s,()]+", rest.strip().rstrip(")")))
    return code, labels


def run_assembly(lines: Sequence[str], registers: Mapping[str, int], words: Mapping[int, int]) -> dict[str, object]:
    """Run until control leaves the text; ``{"executed": n, "registers": {...}, "words": {...}}``.

    `words` maps byte addresses to word values. A line that is only a label counts as no instruction; branches whose
    condition fails count as executed. Raises ValueError on unknown text and after 100,000 steps.
    """
    code, labels = parsed(lines)
    state, memory = {"r0": 0, **registers}, dict(words)
    counter = executed = 0
    while counter < len(code):
        executed += 1
        if executed > MOST_STEPS:
            raise ValueError("the program does not end")
        name, *args = code[counter]
        counter += 1
        match name:
            case "add":
                state[args[0]] = state[args[1]] + state[args[2]]
            case "addi":
                state[args[0]] = state[args[1]] + int(args[2])
            case "slli":
                state[args[0]] = state[args[1]] << int(args[2])
            case "lw":
                state[args[0]] = memory[state[args[2]] + int(args[1])]
            case "sw":
                memory[state[args[2]] + int(args[1])] = state[args[0]]
            case "j":
                counter = labels[args[0]]
            case _ if name in BRANCHES:
                if BRANCHES[name](state[args[0]], state[args[1]]):
                    counter = labels[args[2]]
            case _:
                raise ValueError(f"unknown instruction {name!r}")
        state["r0"] = 0
    return {"executed": executed, "registers": state, "words": memory}


def ia32_frame(esp: int, arguments: int, local_bytes: int) -> dict[str, object]:
    """The frame after ``push ebp; mov ebp, esp; sub esp, local_bytes`` of a callee with 4-byte arguments.

    `esp` is ESP before the caller pushes the arguments, last one first; ``call`` then pushes the return address. Gives
    ``esp``, ``ebp``, ``return`` (where the return address lies) and ``arguments`` (their addresses, first one first).
    """
    where = []
    for _ in range(arguments):
        esp -= 4
        where.append(esp)
    esp -= 4
    back = esp
    esp -= 4
    return {"esp": esp - local_bytes, "ebp": esp, "return": back, "arguments": where[::-1]}
