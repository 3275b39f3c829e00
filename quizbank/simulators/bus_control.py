"""Control of a processor's data path: signals on one internal bus, a single-cycle RISC step, words packed from fields.

On the bus, one step is one clock cycle: ``Xout`` puts X on the bus (at most one), ``Xin`` loads X from it at the end of
the step, ``PC+1`` and ``SP-1`` change a register without the bus, ``MemR`` loads MDR with M[MAR], ``MemW`` writes MDR to
M[MAR]. ``Add`` and ``Sub`` belong to ``Zin``: Z gets Y + bus or Y - bus. Everything read is the value from before the step.
"""

from collections.abc import Collection, Mapping, Sequence

__all__ = ["bus_control_run", "packed_fields", "single_cycle_step"]

_COUNTING = {"PC+1": ("PC", 1), "SP-1": ("SP", -1)}


def bus_control_run(
    steps: Sequence[Collection[str]], registers: Mapping[str, int], memory: Mapping[int, int]
) -> tuple[dict[str, int], dict[int, int]]:
    """(registers, memory) after the steps; ValueError when two drive the bus or two load one register in a step."""
    state, cells = dict(registers), dict(memory)
    for step in steps:
        drivers = [signal[:-3] for signal in step if signal.endswith("out")]
        if len(drivers) > 1:
            raise ValueError(f"two registers drive the bus: {drivers}")
        loads: list[tuple[str, int]] = []
        for signal in step:
            if signal in _COUNTING:
                register, change = _COUNTING[signal]
                loads.append((register, state[register] + change))
            elif signal == "MemR":
                loads.append(("MDR", cells[state["MAR"]]))
            elif signal.endswith("in"):
                if not drivers:
                    raise ValueError(f"{signal}: nothing is on the bus")
                value = state[drivers[0]]
                if signal == "Zin":
                    value = state["Y"] + value if "Add" in step else state["Y"] - value
                loads.append((signal[:-2], value))
        if len({register for register, _ in loads}) < len(loads):
            raise ValueError("a register is loaded twice in one step")
        if "MemW" in step:
            cells[state["MAR"]] = state["MDR"]
        state |= dict(loads)
    return state, cells


def single_cycle_step(
    signals: Mapping[str, int | str],
    fields: Mapping[str, int],
    pc: int,
    registers: Sequence[int],
    memory: Mapping[int, int],
) -> tuple[int, list[int], dict[int, int]]:
    """(next PC, registers, memory) after one instruction of the single-cycle data path.

    fields: rs1, rs2, rd, imm (already extended, in bytes). signals: RegWr, ALUSrc (0 rs2, 1 imm), ALUctr ("add" or
    "sub"), MemWr, MemtoReg (0 ALU, 1 memory), Branch (1: the next PC is PC + imm when the ALU result is zero). Register
    0 stays 0; a memory word that is missing reads as 0.
    """
    first, second = registers[fields["rs1"]], registers[fields["rs2"]]
    operand = fields["imm"] if signals["ALUSrc"] else second
    result = first + operand if signals["ALUctr"] == "add" else first - operand
    following = pc + (fields["imm"] if signals["Branch"] and result == 0 else 4)
    state, cells = list(registers), dict(memory)
    if signals["RegWr"] and fields["rd"]:
        state[fields["rd"]] = memory.get(result, 0) if signals["MemtoReg"] else result
    if signals["MemWr"]:
        cells[result] = second
    return following, state, cells


def packed_fields(fields: Sequence[tuple[int, int]]) -> int:
    """The word that consists of (value, bits) fields, the first one highest."""
    word = 0
    for value, bits in fields:
        if not 0 <= value < 1 << bits:
            raise ValueError(f"{value} does not fit in {bits} bits")
        word = word << bits | value
    return word
