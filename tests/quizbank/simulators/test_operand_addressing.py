import pytest

from quizbank.simulators.operand_addressing import effective_address

MEMORY = {0x20: 0x300, 0x24: 0x500}


@pytest.mark.parametrize(
    ("mode", "address"),
    [
        ("direct", 0x20),
        ("indirect", 0x300),
        ("register_indirect", 0x100),
        ("base", 0x120),
        ("indexed", 0x24),
        ("relative", 0x1022),
        ("indexed_indirect", 0x500),
        ("indirect_indexed", 0x304),
    ],
)
def test_every_mode(mode, address):
    assert effective_address(mode, 0x20, 0x100, 4, 0x1002, MEMORY) == address


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="stack"):
        effective_address("stack", 0, 0, 0, 0, {})
