"""Page faults of FIFO, LRU, OPT or CLOCK over a reference string."""

import random
from itertools import pairwise

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.page_replacement import page_fault_steps, page_faults

_NAMES = {
    "FIFO": "先进先出（FIFO）",
    "LRU": "最近最久未使用（LRU）",
    "OPT": "最佳（OPT）",
    "CLOCK": "简单时钟（CLOCK）",
}
_CLOCK = (
    "CLOCK 算法中，页面装入和命中时访问位都置 1；页框按装入次序组成循环队列，替换后指针指向被替换页框的下一个页框。"
)


def draw(rng: random.Random) -> Draft:
    policy = rng.choice(list(_NAMES))
    frames = rng.choice((3, 3, 4))
    pages = rng.sample(range(10), frames + rng.choice((2, 3)))
    references = [rng.choice(pages) for _ in range(rng.randint(11, 14))]
    if len(set(references)) <= frames or any(a == b for a, b in pairwise(references)):
        raise Redraw
    counts = {other: page_faults(other, references, frames) for other in _NAMES}
    right = counts[policy]
    if right == len(references):  # not a single hit
        raise Redraw
    stem = (
        f"系统为某进程分配了 {frames} 个页框，页框最初为空，采用{_NAMES[policy]}置换算法。"
        f"{_CLOCK if policy == 'CLOCK' else ''}该进程依次访问的页号为 {listed(references)}，"
        f"首次装入也算缺页，则访问过程中发生的缺页次数为"
    )
    wrong = [
        Choice(count, str(count), f"这是按{_NAMES[other]}算法得到的缺页次数，混淆了置换算法。")
        for other, count in counts.items()
        if other != policy
    ]
    wrong += [
        Choice(right - frames, str(right - frames), f"只数了发生置换的次数，漏掉了最初装入空页框的 {frames} 次缺页。"),
        Choice(len(set(references)), str(len(set(references))), "只数了不同页面的个数，没有计入换出后再次访问的缺页。"),
        Choice(len(references) - right, str(len(references) - right), "数的是命中次数，不是缺页次数。"),
        Choice(
            page_faults(policy, references, frames + 1), str(page_faults(policy, references, frames + 1)),
            f"按 {frames + 1} 个页框计算，页框数多算了一个。",
        ),
        Choice(right + 1, str(right + 1), "有一次访问的页仍在页框中，误算作缺页。"),
        Choice(right - 1, str(right - 1), "有一次访问的页已被换出，误算作命中。"),
    ]  # fmt: skip
    wrong = [choice for choice in wrong if len(set(references)) <= choice.value < len(references)]
    steps = page_fault_steps(policy, references, frames)
    rows = [
        (page, *("" if p is None else p for p in held), "缺页" if fault else "", "" if gone is None else gone)
        for page, (held, fault, gone) in zip(references, steps, strict=True)
    ]
    solution = (
        "逐次访问后各页框中的页："
        + table(["访问", *(f"页框 {n + 1}" for n in range(frames)), "缺页", "换出"], rows)
        + f"共缺页 {right} 次。"
    )
    claim = f"page_faults({policy!r}, {references}, {frames}) == {ANSWER}"
    return Draft(stem, Choice(right, str(right), "按算法逐次模拟得到，首次装入计入缺页。"), wrong, solution, claim)


FAMILY = Family(
    name="page_faults", title="页面置换的缺页次数", title_en="Page faults", node="os.3.2.4", skill="trace",
    difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
