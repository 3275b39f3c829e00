from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.virtual_address import virtual_access

PAGE_TABLE = {0: (1, 2), 1: (1, 0), 2: (0, 3)}


def access(address, tlb=(), cache=None):
    return virtual_access(address, 8, tlb, PAGE_TABLE, cache or {}, 4, 4)


def test_by_the_page_table():
    assert access(0x012) == {"tlb": False, "physical": 0x212, "cache": False}


def test_tlb_hit_and_cache_hit():
    assert access(0x112, tlb=[(1, 1, 0)], cache={1: (1, 0)}) == {"tlb": True, "physical": 0x012, "cache": True}


def test_invalid_entries_do_not_count():
    assert access(0x112, tlb=[(1, 0, 7)], cache={1: (0, 0)}) == {"tlb": False, "physical": 0x012, "cache": False}
    assert access(0x212)["physical"] is None
    assert access(0x312)["physical"] is None


@given(st.integers(0, 0x2FF))
def test_a_tlb_that_copies_the_page_table_changes_no_address(address):
    tlb = [(page, valid, frame) for page, (valid, frame) in PAGE_TABLE.items()]
    slow, fast = access(address), access(address, tlb=tlb)
    assert slow["physical"] == fast["physical"]
    assert fast["tlb"] == (fast["physical"] is not None)
