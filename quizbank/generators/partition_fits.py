"""Dynamic partitions: which hole a request goes to, what is left, what release and merging make of it."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw, draw_kind
from quizbank.generators.wording import listed, table
from quizbank.simulators.hole_choices import hole_choices
from quizbank.simulators.memory_allocation import holes_after
from quizbank.simulators.memory_structures import partition_regions

_NAMES = {
    "first": "首次适应",
    "next": "循环首次适应（邻近适应）",
    "best": "最佳适应",
    "worst": "最坏适应",
}
_LOW = "从所选空闲区的低地址端划出（同样合适的有多个时选地址最低的），余下部分仍为空闲区"


def _fills(rng: random.Random) -> Draft:
    """Holes and requests: the hole that the last request goes to, or the largest hole at the end."""
    policy = rng.choice(list(_NAMES))
    holes = rng.sample(range(20, 160, 5), rng.choice((5, 6)))
    requests = [rng.randrange(10, 90, 5) for _ in range(rng.choice((3, 4)))]
    after = {other: holes_after(other, holes, requests) for other in _NAMES}
    if after[policy] is None or len(set(requests)) < len(requests):
        raise Redraw
    rows, places = _walk(policy, holes, requests)
    if len(set(places)) < 2:
        raise Redraw
    note = "（首次查找从第一个空闲区开始，以后从上次分配的空闲区开始循环查找）" if policy == "next" else ""
    stem = (
        f"某系统采用动态分区存储管理，按地址递增的次序有 {len(holes)} 个空闲区，大小依次为 {listed(holes)}（单位均为 KB）。"
        f"现依次有大小为 {listed(requests)} KB 的请求，采用{_NAMES[policy]}算法{note}分配，{_LOW}。"
    )
    solution = "逐个请求分配（空闲区按地址递增排列，0 表示已用完）：" + table(
        ["请求", "选中的空闲区", "分配后各空闲区"], rows
    )
    if rng.random() < 0.5:
        place = places[-1]
        original = holes[place]
        right = Choice(original, f"{original} KB", f"按{_NAMES[policy]}算法逐个分配得到。")
        wrong = []
        for other in _NAMES:
            if other != policy and after[other] is not None:
                wrong.append((holes[_walk(other, holes, requests)[1][-1]], f"误用了{_NAMES[other]}算法。"))
        fresh = hole_choices(policy, holes, requests[-1:])[0][0]
        wrong.append((holes[fresh], "没有考虑前面的请求已占用了部分空闲区。"))
        wrong.append((holes[(place + 1) % len(holes)], "选中的空闲区错后了一个。"))
        wrong.append((holes[(place - 1) % len(holes)], "选中的空闲区错前了一个。"))
        wrong = [Choice(n, f"{n} KB", why) for n, why in wrong if n >= requests[-1]]
        solution += f"最后一个请求 {requests[-1]} KB 分配在原大小为 {original} KB 的空闲区中。"
        claim = f"{holes}[hole_choices({policy!r}, {holes}, {requests})[-1][0]] == {ANSWER}"
        return Draft(
            stem + f"则最后一个请求（{requests[-1]} KB）所分配到的空闲区，其最初的大小为", right, wrong, solution, claim
        )
    largest = max(after[policy])
    right = Choice(largest, f"{largest} KB", f"按{_NAMES[policy]}算法逐个分配后，比较各空闲区得到。")
    wrong = [
        (max(left), f"误用了{_NAMES[other]}算法。")
        for other, left in after.items()
        if other != policy and left is not None
    ]
    wrong += [
        (max(holes), "没有考虑最大的空闲区已被分割。"),
        (sorted(after[policy])[-2], "这是第二大的空闲区。"),
        (max(holes_after(policy, holes, requests[:-1])), "漏掉了最后一个请求。"),
        (max(holes) - max(requests), "以为最大的请求总从最大的空闲区中分配。"),
        (min(after[policy]), "这是最小的空闲区。"),
        (sum(after[policy]), "把所有空闲区相加，它们并不相邻。"),
    ]
    wrong = [Choice(n, f"{n} KB", why) for n, why in wrong if n > 0]
    solution += f"最大的空闲区为 {largest} KB。"
    claim = f"max(holes_after({policy!r}, {holes}, {requests})) == {ANSWER}"
    return Draft(stem + "则分配完成后，最大的空闲区大小为", right, wrong, solution, claim)


def _walk(policy: str, holes: list[int], requests: list[int]) -> tuple[list[tuple], list[int]]:
    """(rows of the table, index of the hole of each request); the requests can be served."""
    steps, before, rows = hole_choices(policy, holes, requests), holes, []
    for request, (at, sizes) in zip(requests, steps, strict=True):
        rows.append((f"{request} KB", f"第 {at + 1} 个（{before[at]} KB）", listed(sizes)))
        before = sizes
    return rows, [at for at, _ in steps]


def _releases(rng: random.Random) -> Draft:
    """One area, requests and releases in turn: the largest hole, or the number of holes."""
    policy = rng.choice(("first", "best", "worst"))
    total = rng.choice((64, 80, 100, 120, 128))
    events, sizes, held = [], {}, []
    for step in range(rng.randint(6, 8)):
        if held and step > 1 and rng.random() < 0.4:
            owner = rng.choice(held)
            held.remove(owner)
            events.append(("free", owner))
        else:
            owner = f"作业{len(sizes) + 1}"
            sizes[owner] = rng.randint(4, 40)
            held.append(owner)
            events.append(("alloc", owner, sizes[owner]))
    kinds = [kind for kind, *_ in events]
    if kinds.count("free") < 2 or kinds[-1] == "free" or kinds.count("alloc") < 4:
        raise Redraw
    start = [("", total)]
    regions = partition_regions(policy, start, events)
    if regions is None:
        raise Redraw
    found = {other: partition_regions(other, start, events) for other in ("first", "best", "worst")}
    apart = partition_regions(policy, start, events, merge=False)
    if all(left == regions for left in found.values()):
        raise Redraw
    free = [size for owner, size in regions if not owner]
    if len(free) < 2:
        raise Redraw
    shown = "；".join(
        f"{event[1]}申请 {event[2]} MB" if event[0] == "alloc" else f"{event[1]}释放 {sizes[event[1]]} MB"
        for event in events
    )
    stem = (
        f"某系统的用户区大小为 {total} MB，初始时全部空闲，采用动态分区分配和{_NAMES[policy]}算法，{_LOW}；"
        f"释放的分区与相邻的空闲区合并。作业依次申请和释放：{shown}。"
    )
    rows = []
    for n, event in enumerate(events):
        state = partition_regions(policy, start, events[: n + 1])
        what = f"申请 {event[2]}" if event[0] == "alloc" else "释放"
        rows.append((f"{event[1]}{what}", "，".join(f"{owner or '空闲'} {size}" for owner, size in state)))
    solution = "用户区从低地址到高地址的划分（MB）：" + table(["操作", "操作后的划分"], rows)
    run = f"partition_regions({policy!r}, {start}, {events})"
    largest = max(free)
    others = [(other, [s for o, s in left if not o]) for other, left in found.items() if left and other != policy]
    before = [size for owner, size in partition_regions(policy, start, events[:-1]) if not owner]
    right = Choice(largest, f"{largest} MB", f"按{_NAMES[policy]}算法逐次分配和回收得到。")
    wrong = [(max(left), f"误用了{_NAMES[other]}算法。") for other, left in others if left]
    if apart:
        wrong.append((max(size for owner, size in apart if not owner), "释放后没有与相邻的空闲区合并。"))
    wrong += [
        (sum(free), "把所有空闲区相加，它们并不相邻。"),
        (sorted(free)[-2], "这是第二大的空闲区。"),
        (max(before), "漏掉了最后一次申请。"),
        (min(free), "这是最小的空闲区。"),
        (largest - events[-1][2], "误以为最后一次申请从最大的空闲区中再划出一块。"),
    ]
    wrong = [Choice(n, f"{n} MB", why) for n, why in wrong if n > 0]
    solution += f"空闲区为 {listed(free)} MB，最大的是 {largest} MB。"
    claim = f"largest_hole({run}) == {ANSWER}"
    return Draft(stem + "则此时最大的空闲区大小为", right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return draw_kind(rng.choice((_fills, _fills, _releases)), rng, 30)


FAMILY = Family(
    name="partition_fits", title="动态分区的分配算法", title_en="Fitting dynamic partitions", node="os.3.1.2", skill="trace",
    difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
