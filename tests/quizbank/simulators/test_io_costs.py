from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.io_costs import cpu_io_share, decoded_port, interlocked_handshake_ns, longest_read_delay


def test_share_of_an_interrupt_driven_device():
    assert cpu_io_share(100_000, 4, 400, 500_000_000) == Fraction(2, 100)


def test_handshake_has_four_line_delays():
    times = interlocked_handshake_ns(line=10, access=60, master=5, slave=7)
    assert times == {"answer": 70, "answered": 80, "withdrawn": 85, "off": 102, "next": 112}


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_handshake_total(line, access, master, slave):
    assert interlocked_handshake_ns(line, access, master, slave)["next"] == 4 * line + access + master + slave


@given(st.integers(1, 20), st.lists(st.integers(1, 30), max_size=3))
def test_longest_read_delay_against_all_arrivals(read_after, services):
    waits = [end - arrival for end in services for arrival in range(end + 1)]  # the other program runs from 0 to end
    assert longest_read_delay(read_after, services) == max(waits, default=0) + read_after


def test_unconnected_bits_do_not_matter():
    required, select = {5: 1, 4: 0}, [1, 0]
    assert [decoded_port(address, required, select) for address in (0b100010, 0b101110, 0b110010)] == [2, 2, None]
