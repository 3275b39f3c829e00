import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.ipv4 import (
    aggregate_prefixes,
    broadcast_address,
    ipv4_fragments,
    largest_host_address,
    longest_prefix_match,
    multicast_mac,
    network_address,
    smallest_forwarding_table,
    subnets_of,
    vlsm_subnets,
)

prefixes = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 30)).map(
    lambda pair: str(ipaddress.ip_network((pair[0], pair[1]), strict=False))
)


def test_fragments_of_a_textbook_packet():
    assert ipv4_fragments(3620, [1500]) == [(1500, 0, 1), (1500, 185, 1), (660, 370, 0)]
    assert ipv4_fragments(1500, [1500]) == [(1500, 0, 0)]


def test_addresses_of_a_subnet():
    assert broadcast_address("192.168.4.64/26") == "192.168.4.127"
    assert largest_host_address("192.168.4.64/26") == "192.168.4.126"
    with pytest.raises(ValueError):
        broadcast_address("192.168.4.65/26")


def test_vlsm():
    assert vlsm_subnets("192.168.1.0/24", [100, 50, 20]) == ["192.168.1.0/25", "192.168.1.128/26", "192.168.1.192/27"]
    assert vlsm_subnets("10.0.0.0/24", [2, 100]) == ["10.0.0.0/30", "10.0.0.128/25"]
    with pytest.raises(ValueError):
        vlsm_subnets("192.168.1.0/24", [200, 200])


def test_longest_prefix_match():
    table = {"0.0.0.0/0": "R1", "145.30.0.0/16": "R2", "145.30.12.0/22": "R3", "145.30.13.0/24": "R4"}
    expected = {"145.30.13.9": "R4", "145.30.15.255": "R3", "145.30.16.0": "R2", "145.31.0.1": "R1"}
    assert {host: longest_prefix_match(table, host) for host in expected} == expected
    assert longest_prefix_match({"10.0.0.0/8": "R1"}, "11.0.0.1") is None


def test_aggregation():
    assert aggregate_prefixes(["57.104.64.0/21", "57.104.72.0/21", "57.104.80.0/21", "57.104.88.0/21"]) == (
        "57.104.64.0/19"
    )


def test_multicast_mac():
    assert multicast_mac("225.200.17.99") == "01-00-5E-48-11-63"
    with pytest.raises(ValueError):
        multicast_mac("192.168.0.1")


def test_smallest_table_by_hand():
    assert smallest_forwarding_table({"0.0.0.0/0": "R1", "10.0.0.0/8": "R1"}) == 1
    assert smallest_forwarding_table({"0.0.0.0/0": "R1", "10.0.0.0/9": "R2", "10.128.0.0/9": "R2"}) == 2


@given(
    st.lists(st.sampled_from(["0", "1", "00", "01", "10", "11", "001", "011", "110"]), max_size=5, unique=True),
    st.data(),
)
def test_smallest_table_against_brute_force(keys, data):  # fmt: skip
    hops = [data.draw(st.sampled_from("PQ")) for _ in range(len(keys) + 1)]
    rules = dict(zip(["", *keys], hops, strict=True))
    table = {str(ipaddress.ip_network((int(key or "0", 2) << (32 - len(key)), len(key)))): hop
             for key, hop in rules.items()}  # fmt: skip
    assert smallest_forwarding_table(table) == _fewest(tuple(_hop(rules, f"{n:03b}") for n in range(8)), None)


def _hop(rules, address):
    return rules[max((key for key in rules if address.startswith(key)), key=len)]


def _fewest(leaves, inherited):
    """Try every choice at every node of the tree: nothing (inherit) or one of the next hops."""
    if len(leaves) == 1:
        return 0 if leaves[0] == inherited else 1
    half = len(leaves) // 2
    return min(
        (choice is not None) + _fewest(leaves[:half], choice or inherited) + _fewest(leaves[half:], choice or inherited)
        for choice in (None, "P", "Q")
    )


@given(prefixes)
def test_subnet_addresses_agree_with_the_library(prefix):
    network = ipaddress.ip_network(prefix)
    assert broadcast_address(prefix) == str(network.broadcast_address)
    assert largest_host_address(prefix) == str(network.broadcast_address - 1)
    assert aggregate_prefixes([prefix]) == prefix


@given(st.integers(21, 9000), st.lists(st.integers(60, 2000), min_size=1, max_size=3))
def test_fragments_cover_the_packet_and_fit(length, mtus):
    fragments = ipv4_fragments(length, mtus)
    position = 0
    for size, offset, more in fragments:
        assert offset * 8 == position and size <= min(mtus)
        position += size - 20
        assert more == (position < length - 20)
    assert position == length - 20


def test_subnets_of_equal_size():
    assert subnets_of("10.4.0.0/22", 24) == ["10.4.0.0/24", "10.4.1.0/24", "10.4.2.0/24", "10.4.3.0/24"]
    assert network_address("10.4.3.77", 27) == "10.4.3.64"
    with pytest.raises(ValueError):
        subnets_of("10.4.0.0/22", 20)


@given(prefixes, st.integers(0, 4))
def test_subnets_agree_with_the_library(prefix, more):
    network = ipaddress.ip_network(prefix)
    bits = min(32, network.prefixlen + more)
    assert subnets_of(prefix, bits) == [str(subnet) for subnet in network.subnets(new_prefix=bits)]
    assert network_address(str(network.broadcast_address), network.prefixlen) == str(network.network_address)
