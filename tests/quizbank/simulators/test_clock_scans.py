import random

from quizbank.simulators.clock_scans import enhanced_clock_scan, enhanced_clock_state
from quizbank.simulators.page_replacement import enhanced_clock_victims


def test_second_scan_clears_what_it_passes():
    looks, victim, after = enhanced_clock_scan([(7, 1, 0), (8, 0, 1), (9, 1, 1)], 2)
    assert looks == [
        (1, 2, 9, 1, 1), (1, 0, 7, 1, 0), (1, 1, 8, 0, 1), (2, 2, 9, 1, 1), (2, 0, 7, 1, 0), (2, 1, 8, 0, 1)
    ]  # fmt: skip
    assert victim == 1
    assert after == [(7, 0, 0), (8, 0, 1), (9, 0, 1)]


def test_third_scan_when_every_page_was_used():
    looks, victim, after = enhanced_clock_scan([(1, 1, 1), (2, 1, 0)], 0)
    assert [look[0] for look in looks] == [1, 1, 2, 2, 3, 3]
    assert (victim, after) == (1, [(1, 0, 1), (2, 0, 0)])


def test_state_after_a_hit_and_a_fault():
    assert enhanced_clock_state([(1, 0, 0), (2, 0, 0)], 0, [(1, "w"), (5, "r")]) == ([(1, 1, 1), (5, 1, 0)], 0)


def test_victims_agree():
    rng = random.Random(2)
    for _ in range(300):
        frames = [(page, rng.randint(0, 1), rng.randint(0, 1)) for page in rng.sample(range(20), 4)]
        hand, references = rng.randrange(4), [(rng.randrange(20), rng.choice("rw")) for _ in range(6)]
        victims = enhanced_clock_victims(frames, hand, references)
        state, place = enhanced_clock_state(frames, hand, references)
        _, at, _ = enhanced_clock_scan(state, place)
        assert enhanced_clock_victims(frames, hand, [*references, (99, "r")]) == [*victims, state[at][0]]
