from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.dns_resolution import dns_iterative_queries

ZONES = ["com", "abc.com", "y.abc.com", "org", "d.org"]
hosts = st.lists(st.sampled_from(["h.abc.com", "g.abc.com", "m.y.abc.com", "w.d.org", "v.d.org"]), max_size=8)


def test_a_new_name_starts_at_the_root():
    assert dns_iterative_queries(["m.y.abc.com"], ZONES) == [4]
    assert dns_iterative_queries(["m.y.abc.com"], ["com", "abc.com"]) == [3]


def test_the_cache_shortens_the_way():
    assert dns_iterative_queries(["h.abc.com", "h.abc.com", "g.abc.com", "m.y.abc.com"], ZONES) == [3, 0, 1, 2]
    assert dns_iterative_queries(["h.abc.com", "h.abc.com"], ZONES, cached=False) == [3, 3]


@given(hosts)
def test_with_a_cache_every_zone_above_is_asked_at_most_once_for_each_child(names):
    cached = dns_iterative_queries(names, ZONES)
    zones_used = {zone for name in names for zone in ZONES if name.endswith(f".{zone}")}
    assert sum(cached) == len(zones_used) + len(set(names))
    assert all(a <= b for a, b in zip(cached, dns_iterative_queries(names, ZONES, cached=False), strict=True))
