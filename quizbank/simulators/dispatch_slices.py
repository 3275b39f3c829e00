"""Round robin with one shared device: who has the CPU and who has the device, slice by slice."""

from collections import deque
from collections.abc import Sequence

__all__ = ["shared_device_slices"]

Slice = tuple[str, int, int]  # name, from, to


def shared_device_slices(
    processes: Sequence[tuple[str, int, Sequence[int]]], quantum: int
) -> tuple[list[Slice], list[Slice]]:
    """(CPU slices, device slices) of (name, arrival, [CPU, I/O, CPU, ...]) under round robin.

    The device serves in the order of asking, one at a time. Becoming ready at the same moment: a process that arrives
    comes first, then one whose I/O ends, then the one whose quantum ends. A process that is alone goes on with a new
    quantum, which is a slice of its own. The last burst may not be one of the device.
    """
    bursts = {name: list(times) for name, _, times in processes}
    if any(len(times) % 2 == 0 for times in bursts.values()):
        raise ValueError("the last burst must be one of the CPU")
    coming = deque(sorted(((name, arrival) for name, arrival, _ in processes), key=lambda job: job[1]))
    ready: deque[str] = deque()
    asking: deque[str] = deque()
    cpu: list[Slice] = []
    device: list[Slice] = []
    running = using = ""
    clock = quantum_end = io_end = 0
    while coming or ready or asking or running or using:
        while coming and coming[0][1] <= clock:
            ready.append(coming.popleft()[0])
        if using and io_end == clock:
            ready.append(using)
            using = ""
        if running and quantum_end == clock:
            if bursts[running][0]:
                ready.append(running)
            else:
                del bursts[running][0]
                if bursts[running]:
                    asking.append(running)
            running = ""
        if not using and asking:
            using = asking.popleft()
            io_end = clock + bursts[using].pop(0)
            device.append((using, clock, io_end))
        if not running and ready:
            running = ready.popleft()
            run = min(quantum, bursts[running][0])
            bursts[running][0] -= run
            quantum_end = clock + run
            cpu.append((running, clock, quantum_end))
        clock += 1
    return cpu, device
