"""A small RISC program that runs over an array: what is executed, which pages and bytes are touched, in which order.

Instructions are 4 bytes each and those of ``register_machine``; r0 is always 0.
"""

from collections.abc import Mapping, Sequence

from quizbank.simulators.register_machine import BRANCHES, MOST_STEPS, parsed

__all__ = ["array_program_run", "first_touched_pages"]


def array_program_run(
    lines: Sequence[str], code: int, registers: Mapping[str, int], base: int, values: Sequence[int]
) -> dict[str, object]:
    """Run the lines, the first at address `code`, over 4-byte `values` at address `base`, until control leaves them.

    Gives ``executed``, ``taken`` (branches and jumps that were taken), ``load_use`` (instructions that use the register
    loaded by the one executed just before), ``data`` (addresses of loads and stores), ``touched`` (every address in
    order: each instruction, then its data), ``values`` at the end and ``registers``.
    """
    program, labels = parsed(lines)
    state = {"r0": 0, **registers}
    cells = {base + 4 * i: value for i, value in enumerate(values)}
    data: list[int] = []
    touched: list[int] = []
    counter = executed = taken = load_use = 0
    loaded = ""
    while counter < len(program):
        executed += 1
        if executed > MOST_STEPS:
            raise ValueError("the program does not end")
        name, *args = program[counter]
        touched.append(code + 4 * counter)
        used = args if name in ("sw", *BRANCHES) else args[1:]
        load_use += bool(loaded) and loaded in used
        loaded = args[0] if name == "lw" else ""
        counter += 1
        match name:
            case "add":
                state[args[0]] = state[args[1]] + state[args[2]]
            case "addi":
                state[args[0]] = state[args[1]] + int(args[2])
            case "slli":
                state[args[0]] = state[args[1]] << int(args[2])
            case "lw" | "sw":
                where = state[args[2]] + int(args[1])
                data.append(where)
                touched.append(where)
                if name == "lw":
                    state[args[0]] = cells[where]
                else:
                    cells[where] = state[args[0]]
            case _ if name == "j" or BRANCHES[name](state[args[0]], state[args[1]]):
                counter = labels[args[-1]]
                taken += 1
        state["r0"] = 0
    return {
        "executed": executed,
        "taken": taken,
        "load_use": load_use,
        "data": data,
        "touched": touched,
        "values": [cells[base + 4 * i] for i in range(len(values))],
        "registers": state,
    }


def first_touched_pages(addresses: Sequence[int], page: int) -> list[int]:
    """Page numbers in the order of their first access."""
    return list(dict.fromkeys(address // page for address in addresses))
