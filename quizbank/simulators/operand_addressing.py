"""Effective addresses of the usual addressing modes."""

from collections.abc import Mapping

__all__ = ["effective_address"]


def effective_address(mode: str, field: int, base: int, index: int, counter: int, memory: Mapping[int, int]) -> int:
    """Where the operand lies; `field` is the signed address field, `counter` the PC after the fetch.

    Modes: ``direct``, ``indirect`` (M[field]), ``register_indirect`` (the address stands in the base register),
    ``base``, ``indexed``, ``relative``, ``indexed_indirect`` (M[field + index]) and ``indirect_indexed`` (M[field] + index).
    """
    match mode:
        case "direct":
            return field
        case "indirect":
            return memory[field]
        case "register_indirect":
            return base
        case "base":
            return base + field
        case "indexed":
            return index + field
        case "relative":
            return counter + field
        case "indexed_indirect":
            return memory[field + index]
        case "indirect_indexed":
            return memory[field] + index
    raise ValueError(f"unknown mode {mode!r}")
