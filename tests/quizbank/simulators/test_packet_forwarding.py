import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.ipv4 import longest_prefix_match
from quizbank.simulators.packet_forwarding import (
    addresses_by_next_hop,
    arp_request_count,
    flow_table_action,
    ipv4_header_fields,
    mobile_ip_round_trip,
    multicast_link_copies,
    napt_deliveries,
)

tables = st.dictionaries(
    st.tuples(st.integers(0, 255), st.integers(24, 32)).map(
        lambda pair: str(ipaddress.ip_network((0x0A000000 | pair[0], pair[1]), strict=False))
    ),
    st.sampled_from("XYZ"),
    min_size=1,
)


def test_priority_beats_prefix_length():
    table = [
        (9, {"ip_dst": "10.0.0.0/8"}, "1"),
        (5, {"ip_dst": "10.1.1.0/24", "tcp_dst": 80}, "2"),
        (1, {"in": 3}, "3"),
    ]
    assert flow_table_action(table, {"in": 3, "ip_dst": "10.1.1.1", "tcp_dst": 80}) == "1"
    assert flow_table_action(table, {"in": 3, "ip_dst": "11.1.1.1", "tcp_dst": 80}) == "3"
    assert flow_table_action(table, {"in": 4, "ip_dst": "11.1.1.1", "tcp_dst": 80}) is None
    with pytest.raises(ValueError):
        flow_table_action([(1, {}, "1"), (1, {"in": 1}, "2")], {"in": 1})


def test_header_fields():
    fields = ipv4_header_fields("46000030 1234 20B9 4006 ABCD C0A80001 C0A80002")
    assert (fields["header"], fields["total"], fields["df"], fields["mf"], fields["offset"]) == (24, 48, 0, 1, 185)
    assert (fields["id"], fields["ttl"], fields["protocol"], fields["checksum"]) == (0x1234, 64, 6, 0xABCD)
    with pytest.raises(ValueError):
        ipv4_header_fields("60" * 20)


def test_napt():
    outgoing = [("a", 1), ("b", 1), ("a", 1), ("a", 2)]
    assert napt_deliveries(500, {501: ("w", 80)}, outgoing, [500, 501, 502, 503, 504]) == [
        ("a", 1), ("w", 80), ("b", 1), ("a", 2), None,
    ]  # fmt: skip


def test_arp_requests():
    assert arp_request_count([["A", "R1", "R2", "B"]]) == 3
    assert arp_request_count([["A", "R", "B"], ["B", "R", "A"], ["C", "R", "B"]]) == 3


@given(tables)
def test_address_counts_agree_with_longest_prefix_match(table):
    counts = dict.fromkeys(table.values(), 0)
    for host in range(256):
        hop = longest_prefix_match(table, f"10.0.0.{host}")
        if hop is not None:
            counts[hop] += 1
    assert addresses_by_next_hop(table) == counts


def test_address_counts_refuse_bits_behind_the_prefix():
    with pytest.raises(ValueError):
        addresses_by_next_hop({"10.0.0.1/24": "X"})
    with pytest.raises(ValueError):
        addresses_by_next_hop({"10.0.0/24": "X"})


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.data())
def test_multicast_never_sends_more_than_unicast(counts, data):
    parent = {f"n{i}": data.draw(st.sampled_from(["S", *[f"n{j}" for j in range(i)]])) for i in range(len(counts))}
    members = {f"n{i}": count for i, count in enumerate(counts)}
    unicast, multicast = multicast_link_copies(parent, members)
    assert multicast <= min(unicast, len(parent))


def test_multicast_of_a_small_tree():
    assert multicast_link_copies({"R": "S", "L1": "R", "L2": "R"}, {"L1": 3, "L2": 0}) == (6, 2)


def test_mobile_ip():
    assert mobile_ip_round_trip(30, 20, 5, 1, indirect=True) == 30 + 20 + 1 + 1 + 5
    assert mobile_ip_round_trip(30, 20, 5, 1, indirect=False) == 12
