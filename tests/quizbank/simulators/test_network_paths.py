from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.network_paths import bits_on_link, expected_link_frames, layered_pdus, max_min_rates

RATES = st.lists(st.integers(1, 50), min_size=1, max_size=4)


def test_a_full_link_holds_its_delay_bandwidth_product():
    assert bits_on_link(20_000, [4_000_000], ["0.004"], 0, "0.0045") == 16_000


def test_bits_leave_the_second_link_after_sending_has_ended():
    rates, delays = [10**7, 4 * 10**6], ["0.003", "0.004"]
    assert [bits_on_link(20_000, rates, delays, 1, t) for t in ("0.005", "0.012", "0.014")] == [0, 8_000, 0]


@given(st.integers(1, 1000), RATES, st.integers(0, 3000), st.data())
def test_a_link_never_holds_more_than_packet_or_product(bits, rates, tenths, data):
    delays = [data.draw(st.integers(0, 20)) for _ in rates]
    for link, (rate, delay) in enumerate(zip(rates, delays, strict=True)):
        assert 0 <= bits_on_link(bits, rates, delays, link, Fraction(tenths, 10)) <= min(bits, rate * delay)


def test_every_sdu_is_cut_by_itself():
    assert layered_pdus(2500, [(20, 1020), (18, 530)]) == [530, 526, 530, 526, 530, 26]
    assert layered_pdus(1000, [(20, 2000), (20, 2000), (18, 1518)]) == [1058]


@given(st.integers(1, 3000), st.lists(st.tuples(st.integers(0, 20), st.integers(21, 900)), min_size=1, max_size=3))
def test_the_data_comes_through_the_layers(size, layers):
    units = layered_pdus(size, layers)
    assert all(layers[-1][0] < unit <= layers[-1][1] for unit in units)
    above = layered_pdus(size, layers[:-1]) if layers[:-1] else [size]
    assert sum(unit - layers[-1][0] for unit in units) == sum(above)


def test_the_narrowest_link_is_shared_evenly():
    assert max_min_rates({"x": ["a", "b"], "y": ["a"]}, {"a": 100, "b": 10}) == {"x": 10, "y": 90}
    assert max_min_rates({"x": ["s"], "y": ["s"]}, {"s": 25}) == {"x": Fraction(25, 2), "y": Fraction(25, 2)}


@given(st.lists(st.sets(st.sampled_from("abc"), min_size=1), min_size=1, max_size=6), st.data())
def test_no_link_carries_too_much_and_every_flow_meets_a_full_link(paths, data):
    capacity = {link: data.draw(st.integers(1, 60)) for link in "abc"}
    flows = {str(number): sorted(path) for number, path in enumerate(paths)}
    rates = max_min_rates(flows, capacity)
    load = {link: sum(rates[name] for name in flows if link in flows[name]) for link in capacity}
    assert all(load[link] <= capacity[link] for link in capacity)
    assert all(any(load[link] == capacity[link] for link in flows[name]) for name in flows)


def test_repeating_on_each_link_sends_fewer_frames():
    assert expected_link_frames(["0.5"] * 3, True) == 6
    assert expected_link_frames(["0.5"] * 3, False) == 14


@given(st.lists(st.fractions("1/10", 1), min_size=1, max_size=4))
def test_repeating_from_the_source_multiplies_attempts_by_links_per_attempt(chances):
    reach, used = Fraction(1), Fraction(0)
    for chance in chances:
        used += reach
        reach *= chance
    assert expected_link_frames(chances, False) == used / reach >= expected_link_frames(chances, True)
