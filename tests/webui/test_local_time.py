import pytest

from webui.local_time import clock, day, day_and_clock, zone

AT = 1_764_000_000.0  # 2025-11-24 16:00 UTC


def test_times_are_those_of_the_browsers_zone():
    assert day_and_clock(AT, zone("Asia/Shanghai")) == "2025-11-25 00:00"
    assert (day(AT, zone("UTC")), clock(AT, zone("UTC"))) == ("2025-11-24", "16:00")


@pytest.mark.parametrize("name", [None, "", "No/Where", "../../etc/passwd", "/etc/passwd", "a" * 5000, "\0"])
def test_a_zone_that_is_none_is_the_servers_own(name):
    assert zone(name) is None
