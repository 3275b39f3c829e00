"""Self-learning Ethernet switches with VLANs in a network without loops."""

from collections.abc import Mapping, Sequence

__all__ = ["switch_frames"]


def switch_frames(
    hosts: Mapping[str, tuple[str, int]],
    trunks: Sequence[tuple[str, str]],
    frames: Sequence[tuple[str, str]],
) -> dict[str, object]:
    """Follow the frames, in order, through switches whose tables are empty at first and never age.

    `hosts`: host -> (its switch, its VLAN); `trunks`: pairs of switches whose link carries every VLAN;
    `frames`: (source, destination), "*" is broadcast. A switch learns (VLAN, source) with the port of arrival, sends
    a frame with a known destination to that port only and floods every other frame within its VLAN.
    Returns ``tables`` (switch -> host -> neighbour behind the port) and ``received`` (per frame the sorted hosts).
    """
    neighbours: dict[str, set[str]] = {}
    for left, right in [*trunks, *((host, switch) for host, (switch, _) in hosts.items())]:
        neighbours.setdefault(left, set()).add(right)
        neighbours.setdefault(right, set()).add(left)
    tables: dict[str, dict[str, str]] = {node: {} for node in neighbours if node not in hosts}
    received: list[list[str]] = []
    for source, destination in frames:
        vlan = hosts[source][1]
        arrived: list[str] = []
        waiting = [(hosts[source][0], source)]
        while waiting:
            switch, port = waiting.pop()
            tables[switch][source] = port
            known = tables[switch].get(destination)
            if known is not None and hosts.get(destination, ("", -1))[1] == vlan:
                targets = {known} - {port}
            else:
                targets = neighbours[switch] - {port}
            for target in targets:
                if target not in hosts:
                    waiting.append((target, switch))
                elif hosts[target][1] == vlan:
                    arrived.append(target)
        received.append(sorted(arrived))
    return {"tables": tables, "received": received}
