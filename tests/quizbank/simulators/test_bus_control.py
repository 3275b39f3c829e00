import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.bus_control import bus_control_run, packed_fields, single_cycle_step

FETCH = [("PCout", "MARin"), ("MemR", "PC+1"), ("MDRout", "IRin")]
ADD = {"RegWr": 1, "ALUSrc": 0, "ALUctr": "add", "MemWr": 0, "MemtoReg": 0, "Branch": 0}


def test_fetch_by_hand():
    state, cells = bus_control_run(FETCH, {"PC": 8, "IR": 0, "MAR": 0, "MDR": 0}, {8: 77})
    assert state == {"PC": 9, "IR": 77, "MAR": 8, "MDR": 77}
    assert cells == {8: 77}


def test_push_uses_the_values_from_before_each_step():
    steps = [("SP-1", "R1out", "MDRin"), ("SPout", "MARin"), ("MemW",)]
    state, cells = bus_control_run(steps, {"SP": 100, "R1": 5, "MDR": 0, "MAR": 0}, {})
    assert (state["SP"], cells) == (99, {99: 5})


@given(st.integers(0, 999), st.integers(0, 999))
def test_add_and_sub(a: int, b: int):
    registers = {"A": a, "B": b, "Y": 0, "Z": 0}
    state, _ = bus_control_run([("Aout", "Yin"), ("Bout", "Add", "Zin"), ("Zout", "Ain")], registers, {})
    assert state["A"] == a + b
    state, _ = bus_control_run([("Aout", "Yin"), ("Bout", "Sub", "Zin")], registers, {})
    assert state["Z"] == a - b


@pytest.mark.parametrize("step", [("PCout", "R1out", "MARin"), ("MARin",), ("PCout", "MDRin", "MemR")])
def test_conflicts(step: tuple[str, ...]):
    with pytest.raises(ValueError, match=r"bus|twice"):
        bus_control_run([step], {"PC": 1, "R1": 2, "MAR": 0, "MDR": 0}, {0: 3})


def test_single_cycle_instructions():
    registers, memory = [0, 40, 7, 9], {44: 123}
    fields = {"rs1": 1, "rs2": 2, "rd": 3, "imm": 4}
    assert single_cycle_step(ADD, fields, 100, registers, memory) == (104, [0, 40, 7, 47], memory)
    load = ADD | {"ALUSrc": 1, "MemtoReg": 1}
    assert single_cycle_step(load, fields, 100, registers, memory) == (104, [0, 40, 7, 123], memory)
    store = ADD | {"RegWr": 0, "ALUSrc": 1, "MemWr": 1}
    assert single_cycle_step(store, fields, 100, registers, memory) == (104, registers, {44: 7})


@given(st.integers(0, 3), st.integers(0, 3), st.integers(-50, 50))
def test_branch(left: int, right: int, offset: int):
    branch = ADD | {"RegWr": 0, "ALUctr": "sub", "Branch": 1}
    fields = {"rs1": 1, "rs2": 2, "rd": 0, "imm": 4 * offset}
    following, registers, _ = single_cycle_step(branch, fields, 400, [0, left, right], {})
    assert registers == [0, left, right]
    assert following == (400 + 4 * offset if left == right else 404)


def test_register_zero_stays():
    fields = {"rs1": 1, "rs2": 1, "rd": 0, "imm": 0}
    assert single_cycle_step(ADD, fields, 0, [0, 5], {})[1] == [0, 5]


def test_packing():
    assert packed_fields([(0b1000, 4), (5, 4), (9, 4), (6, 4)]) == 0x8596
    with pytest.raises(ValueError, match="does not fit"):
        packed_fields([(8, 3)])
