import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.ipv6_packets import ipv6_expand, ipv6_lengths


def test_legal_and_illegal_ways_to_write_an_address():
    full = "2408:0000:0000:0000:0072:0500:00AB:0C01"
    assert ipv6_expand("2408::72:500:AB:C01") == ipv6_expand("2408:0:0:0:72:500:ab:c01") == ipv6_expand(full) == full
    assert ipv6_expand("::") == ":".join(["0000"] * 8)
    assert ipv6_expand("::1") == ":".join([*["0000"] * 7, "0001"])
    for wrong in ("12::AB::CD", "1:2:3", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "12345::", ":::1", "G::"):
        assert ipv6_expand(wrong) is None


@given(st.text(alphabet="0123:aF", max_size=24) | st.ip_addresses(v=6).map(str))
def test_agrees_with_the_standard_library(text):
    try:
        expected = ipaddress.IPv6Address(text).exploded.upper()
    except ValueError:
        expected = None
    assert ipv6_expand(text) == expected


def test_lengths():
    assert ipv6_lengths(0, 1200) == (1200, 1240, 1260)
    assert ipv6_lengths(8, 100) == (108, 148, 168)
