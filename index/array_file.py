"""Named arrays in one file, mapped into memory when read: nothing is copied, and the system keeps what is used."""

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

_MAGIC = b"a408arr1"
_ALIGNMENT = 64


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Writes arrays, all little-endian, so that they survive a power cut once this returns. Raises OSError."""
    table: dict[str, tuple[str, tuple[int, ...], int]] = {}
    position = 0
    for name, array in arrays.items():
        kind = array.dtype.newbyteorder("<").str
        table[name] = (kind, array.shape, position)
        position += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
    header = json.dumps(table).encode()
    header += b" " * (-(len(_MAGIC) + 8 + len(header)) % _ALIGNMENT)
    with path.open("wb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
        begin = file.tell()
        for name, array in arrays.items():
            kind, _, start = table[name]
            file.write(b"\0" * (begin + start - file.tell()))
            file.write(np.ascontiguousarray(array, dtype=kind).data.cast("B") if array.size else b"")
        file.write(b"\0" * (begin + position - file.tell()))
        file.flush()
        os.fsync(file.fileno())


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """The arrays of `write_arrays`, read-only views of the mapped file. Raises OSError, and ValueError when it is damaged."""
    with path.open("rb") as file:
        head = file.read(len(_MAGIC) + 8)
        if head[: len(_MAGIC)] != _MAGIC:
            raise ValueError(f"{path.name} is not a file of arrays")
        length = int.from_bytes(head[len(_MAGIC) :], "little")
        table = json.loads(file.read(length))
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    begin = len(head) + length
    arrays = {}
    for name, (kind, shape, start) in table.items():
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(mapped, dtype=kind, count=count, offset=begin + start).reshape(shape)
    return arrays
