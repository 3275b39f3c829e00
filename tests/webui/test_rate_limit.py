from webui.rate_limit import RateLimit


def test_a_window_slides():
    limit = RateLimit(2, 10)
    assert limit.wait("a", 0) == 0
    assert limit.wait("a", 4) == 0
    assert limit.wait("a", 5) == 5
    assert limit.wait("b", 5) == 0
    assert limit.wait("a", 10) == 0
    assert limit.wait("a", 11) == 3


def test_quiet_keys_are_forgotten():
    limit = RateLimit(2, 10)
    for n in range(100):
        limit.wait(f"address {n}", 0)
    limit.wait("last", 100)
    assert list(limit._calls) == ["last"]
