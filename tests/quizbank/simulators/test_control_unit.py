from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizbank.simulators.control_unit import microinstruction_bits, single_bus_cycles


def test_fields_keep_a_code_for_no_command():
    assert microinstruction_bits([7, 3, 12, 5, 6], 0, 1) == 3 + 2 + 4 + 3 + 3
    assert microinstruction_bits([8], 2, 256) == 4 + 2 + 8


def test_register_add_takes_three_cycles():
    operations = {
        "Y<-R1": (True, []),
        "Z<-Y+R2": (True, ["Y<-R1"]),
        "R3<-Z": (True, ["Z<-Y+R2"]),
        "PC<-PC+1": (False, []),
    }
    assert single_bus_cycles(operations) == 3


def test_a_circle_of_needs_is_refused():
    with pytest.raises(ValueError, match="never"):
        single_bus_cycles({"a": (True, ["b"]), "b": (True, ["a"])})


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_agrees_with_trying_every_assignment(data):
    size = data.draw(st.integers(1, 5))
    operations = {}
    for name in range(size):
        needs = [str(other) for other in range(name) if data.draw(st.booleans())]
        operations[str(name)] = (data.draw(st.booleans()), needs)
    lengths = []
    for cycles in product(range(size), repeat=size):
        at = dict(zip(operations, cycles, strict=True))
        on_bus = [at[name] for name, (bus, _) in operations.items() if bus]
        if len(on_bus) == len(set(on_bus)) and all(
            at[need] < at[name] for name, (_, needs) in operations.items() for need in needs
        ):
            lengths.append(max(cycles) + 1)
    assert single_bus_cycles(operations) == min(lengths)
