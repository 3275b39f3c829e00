"""Reading blocks of a device through system buffers while a process computes."""

__all__ = ["buffered_total_time"]


def buffered_total_time(blocks: int, read: int, move: int, compute: int, buffers: int) -> int:
    """Time until the last of `blocks` blocks has been processed.

    Each block is read into a free system buffer (`read`), moved to the process's one work area (`move`) and processed
    there (`compute`). The device reads one block at a time; a buffer is free again when its block has been moved; a
    block is moved only when the one before has been processed. With no buffer the device reads into the work area.
    """
    read_end: list[int] = []
    move_end: list[int] = []
    done: list[int] = []
    for i in range(blocks):
        device = read_end[-1] if read_end else 0
        if buffers == 0:
            read_end.append(max(device, done[-1] if done else 0) + read)
            done.append(read_end[-1] + compute)
            continue
        free = move_end[i - buffers] if i >= buffers else 0
        read_end.append(max(device, free) + read)
        move_end.append(max(read_end[-1], done[-1] if done else 0) + move)
        done.append(move_end[-1] + compute)
    return done[-1] if done else 0
