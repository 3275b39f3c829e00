import pytest

from quizbank.simulators.network_traces import (
    arp_frame_fields,
    forwarding_walk,
    page_group_ms,
    path_mtu_probes,
    tcp_round_deliveries,
    window_timeline,
)
from quizbank.simulators.sliding_window import window_utilization


def test_a_packet_is_delivered_or_dropped() -> None:
    tables = {
        "A": {"10.0.0.0/8": "direct", "20.0.0.0/8": "drop", "0.0.0.0/0": "B"},
        "B": {"30.0.0.0/8": "direct", "10.0.0.0/8": "A"},
    }
    assert forwarding_walk(tables, "A", "10.1.1.1", 9) == (["A"], "delivered")
    assert forwarding_walk(tables, "A", "20.1.1.1", 9) == (["A"], "dropped")
    assert forwarding_walk(tables, "A", "30.1.1.1", 9) == (["A", "B"], "delivered")
    assert forwarding_walk(tables, "A", "40.1.1.1", 9) == (["A", "B"], "no route")
    assert forwarding_walk(tables, "A", "30.1.1.1", 2) == (["A", "B"], "ttl")


@pytest.mark.parametrize("ttl", range(1, 12))
def test_a_loop_ends_with_the_ttl(ttl: int) -> None:
    visited, end = forwarding_walk({"A": {"0.0.0.0/0": "B"}, "B": {"0.0.0.0/0": "A"}}, "A", "1.2.3.4", ttl)
    assert end == "ttl"
    assert len(visited) == ttl


def test_each_narrow_link_costs_a_probe() -> None:
    assert path_mtu_probes(1500, [1500, 1000, 1200, 600]) == [(1500, 1), (1000, 3), (600, None)]
    assert path_mtu_probes(500, [1500, 1000]) == [(500, None)]


def test_arp_frames_with_and_without_tag() -> None:
    arp = "0001 0800 0604 0002 020000000001 c0a80001 020000000002 c0a80002"
    plain = arp_frame_fields("020000000002 020000000001 0806" + arp + "00" * 18)
    assert plain["vlan"] is None
    assert (plain["op"], plain["padding"], plain["target_ip"]) == (2, 18, "192.168.0.2")
    tagged = arp_frame_fields("020000000002 020000000001 8100 e064 0806" + arp)
    assert (tagged["vlan"], tagged["pcp"], tagged["padding"]) == (100, 7, 0)
    assert tagged["sender_mac"] == tagged["src"] == "02-00-00-00-00-01"
    with pytest.raises(ValueError, match="no ARP frame"):
        arp_frame_fields("020000000002 020000000001 0800" + arp)


def test_lost_segments_are_sent_first_in_later_rounds() -> None:
    assert tcp_round_deliveries([1, 2, 4], {}) == [1, 3, 7]
    assert tcp_round_deliveries([1, 2, 4, 1, 2, 3], {3: {1, 2, 3, 4}}) == [1, 3, 3, 4, 6, 9]
    assert tcp_round_deliveries([4, 2], {1: {2}}) == [3, 5]


def test_go_back_n_repeats_everything_after_the_lost_frame() -> None:
    sent, kept = window_timeline("GBN", 4, 3, 1, 2, 6, {1})
    assert sent == [(0, 0), (1, 1), (2, 2), (5, 3), (8, 1), (9, 2), (10, 3)]
    assert kept == [3, 11, 12, 13]


def test_selective_repeat_repeats_one_frame() -> None:
    sent, kept = window_timeline("SR", 4, 3, 1, 2, 6, {1})
    assert sent == [(0, 0), (1, 1), (2, 2), (5, 3), (8, 1)]
    assert kept == [3, 11, 5, 8]


@pytest.mark.parametrize("protocol", ["GBN", "SR"])
@pytest.mark.parametrize("window", [1, 2, 3, 5, 8])
def test_without_losses_the_rate_is_the_formulas(protocol: str, window: int) -> None:
    sent, kept = window_timeline(protocol, 40 * window, window, 2, 3, 50, ())
    assert [frame for _, frame in sent] == list(range(40 * window))
    assert kept == [start + 5 for start, _ in sent]
    period = sent[20 * window][0] - sent[10 * window][0]
    assert 10 * window * 2 == period * window_utilization(window, 2, 3)


def test_unknown_modes_are_refused() -> None:
    with pytest.raises(ValueError, match="protocol"):
        window_timeline("ABP", 1, 1, 1, 1, 5, ())
    with pytest.raises(ValueError, match="mode"):
        page_group_ms("http", 10, [1])


def test_fetching_objects() -> None:
    assert page_group_ms("persistent", 10, [1, 2, 3]) == 46
    assert page_group_ms("persistent", 10, [1, 2, 3], connected=True) == 36
    assert page_group_ms("pipelined", 10, [1, 2, 3]) == 26
    assert page_group_ms("separate", 10, [1, 2, 3], parallel=2) == 45
