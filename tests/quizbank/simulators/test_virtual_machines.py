import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.virtual_machines import monitor_entries, nested_walk_accesses


def test_a_system_call_with_three_privileged_instructions():
    assert monitor_entries(["ordinary", "syscall", "privileged", "privileged", "return"]) == 4
    assert monitor_entries(["ordinary"]) == 0


def test_only_the_guest_kernel_is_privileged():
    with pytest.raises(ValueError, match="outside"):
        monitor_entries(["syscall", "return", "privileged"])
    with pytest.raises(ValueError, match="unknown"):
        monitor_entries(["sleep"])


@given(st.integers(0, 5), st.integers(0, 5))
def test_nested_walk(guest, host):
    assert nested_walk_accesses(guest, host) == (guest + 1) * (host + 1)
