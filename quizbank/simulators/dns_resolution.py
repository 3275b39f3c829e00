"""DNS: how many servers the local name server asks iteratively when it keeps what it learned."""

from collections.abc import Sequence

__all__ = ["dns_iterative_queries"]


def dns_iterative_queries(names: Sequence[str], zones: Sequence[str], cached: bool = True) -> list[int]:
    """Queries the local name server sends out for each host name in turn.

    Every zone ("." for the root, "cn", "edu.cn", ...) has a server of its own, which answers with the server of the
    next zone below or, in the last zone, with the address. The local server knows the root at first; with `cached` it
    keeps the addresses of zone servers and of hosts for the whole time.
    """
    known_zones, known_hosts = {"."}, set()
    counts = []
    for name in names:
        if name in known_hosts:
            counts.append(0)
            continue
        labels = name.split(".")
        suffixes = {".".join(labels[i:]) for i in range(1, len(labels))}
        chain = [".", *sorted((zone for zone in zones if zone in suffixes), key=len)]
        start = max(index for index, zone in enumerate(chain) if zone in known_zones)
        counts.append(len(chain) - start)
        if cached:
            known_zones.update(chain)
            known_hosts.add(name)
    return counts
