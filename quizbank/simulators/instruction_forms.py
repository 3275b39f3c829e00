"""Instruction formats and operands: opcode space, code of zero- and one-address machines, indexing, unaligned data.

Opcodes are prefix-free: a short opcode left unused is lengthened by the operand bits that a shorter format does not need.
An expression is a nested tuple ``(operator, left, right)`` over variable names.
"""

from collections.abc import Mapping, Sequence

__all__ = [
    "accumulator_code_bytes",
    "indirect_indexed_operand",
    "opcode_space_left",
    "stack_code_bytes",
    "word_accesses",
]

_COMMUTATIVE = ("+", "*")


def opcode_space_left(word_bits: int, used: Sequence[tuple[int, int]], operand_bits: int) -> int:
    """Largest number of instructions of one format beside the others; `used` lists (count, operand bits) of those."""
    free = (1 << word_bits) - sum(count << bits for count, bits in used)
    return free >> operand_bits


def stack_code_bytes(expression: tuple, opcode: int, address: int) -> int:
    """Bytes of ``PUSH``, operations and a final ``POP`` into the result; operations have no address."""

    def code(node: tuple | str) -> int:
        return opcode + address if isinstance(node, str) else code(node[1]) + code(node[2]) + opcode

    return code(expression) + opcode + address


def accumulator_code_bytes(expression: tuple, opcode: int, address: int) -> int:
    """Bytes of the shortest ``LOAD``/operation/``STORE`` code without algebraic changes; every instruction has an address.

    ``OP X`` means ACC <- (ACC) OP (X); intermediate results go to working cells. The result is stored at the end.
    """

    def count(node: tuple | str) -> int:
        if isinstance(node, str):
            return 1
        operator, left, right = node
        if isinstance(right, str):
            return count(left) + 1
        if isinstance(left, str) and operator in _COMMUTATIVE:
            return count(right) + 1
        return count(right) + 1 + count(left) + 1

    return (count(expression) + 1) * (opcode + address)


def indirect_indexed_operand(cells: Mapping[int, int], address: int, index: int, index_first: bool) -> int:
    """The operand with one indirection: EA = M[address + index] (index first) or M[address] + index."""
    effective = cells[address + index] if index_first else cells[address] + index
    return cells[effective]


def word_accesses(address: int, size: int, word: int) -> int:
    """How many aligned memory words of `word` bytes hold the `size` bytes from `address` on."""
    return (address + size - 1) // word - address // word + 1
