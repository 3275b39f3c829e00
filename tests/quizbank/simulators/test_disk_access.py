from fractions import Fraction

from quizbank.simulators.storage_media import disk_access_ms


def test_seek_half_a_turn_and_the_sectors():
    assert disk_access_ms(5, 6000, 100) == Fraction(101, 10)  # 5 + 5 + 0.1
    assert disk_access_ms(4, 7500, 200, count=50, controller_ms=1) == 4 + 4 + 2 + 1
