import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.process_states import priority_state_changes, recursion_image, user_to_kernel_switches


def test_preemption_by_a_woken_process():
    counts = priority_state_changes("low", ["high"], ["high", "low"], [("wake", "high"), ("block", "high")])
    assert counts == {"run-ready": 1, "ready-run": 2, "run-blocked": 1, "blocked-ready": 1}


def test_a_worse_process_waits_and_only_the_running_one_blocks():
    counts = priority_state_changes("high", ["low"], ["high", "low"], [("wake", "low"), ("exit", "high")])
    assert counts == {"run-ready": 0, "ready-run": 1, "run-blocked": 0, "blocked-ready": 1}
    with pytest.raises(ValueError, match="does not run"):
        priority_state_changes("high", [], ["high", "low"], [("block", "low")])


def test_nested_interrupts_switch_the_mode_once():
    assert user_to_kernel_switches(["syscall", "interrupt", "return", "return", "libcall", "exception", "return"]) == 2
    with pytest.raises(ValueError, match="without a handler"):
        user_to_kernel_switches(["return"])


def test_memory_image():
    assert recursion_image(5, 2) == (6, 1, 3)


@given(st.integers(0, 60), st.integers(1, 9))
def test_heap_blocks_are_the_multiples(n, every):
    assert recursion_image(n, every) == (n + 1, 1, len([k for k in range(n + 1) if k % every == 0]))


@given(st.lists(st.sampled_from(["syscall", "exception", "interrupt", "libcall"]), max_size=12))
def test_without_nesting_every_entry_counts(kinds):
    events = [event for kind in kinds for event in ([kind] if kind == "libcall" else [kind, "return"])]
    assert user_to_kernel_switches(events) == sum(kind != "libcall" for kind in kinds)
