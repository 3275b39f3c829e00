"""The improved CLOCK algorithm: which page goes first, which goes next, how many frames were looked at."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.clock_scans import enhanced_clock_scan, enhanced_clock_state

_RULE = (
    "第 1 轮扫描寻找 A = 0 且 M = 0 的页，不修改 A；若没有，第 2 轮扫描寻找 A = 0 且 M = 1 的页，并把所经过的页的 A 清 0；"
    "仍没有则重复这两轮。每轮都从指针所指页框开始，替换后指针指向下一页框；新页装入时 A 置 1，写访问时 M 置 1、"
    "读访问装入时 M 置 0；命中时 A 置 1，指针不动。"
)


def _circle(rng: random.Random) -> tuple[list[tuple[int, int, int]], int]:
    count = rng.choice((4, 5, 5, 6))
    pages = rng.sample(range(1, 40), count)
    bits = [(rng.choice((0, 1, 1)), rng.choice((0, 1, 1))) for _ in pages]
    return [(page, a, m) for page, (a, m) in zip(pages, bits, strict=True)], rng.randrange(1, count)


def _looked(frames: list, hand: int) -> str:
    looks, _, _ = enhanced_clock_scan(frames, hand)
    rows = []
    for n, (scan, index, page, used, modified) in enumerate(looks):
        if n == len(looks) - 1:
            done = "选中"
        else:
            done = "A 清 0" if scan % 2 == 0 and used else "跳过"
        rows.append((f"第 {scan} 轮", index, page, used, modified, done))
    return table(["扫描", "页框", "页号", "A", "M", "处理"], rows)


def _ordinary(frames: list, hand: int) -> int:
    """The simple CLOCK algorithm: the modified bit is not looked at."""
    circle = [list(frame) for frame in frames]
    while circle[hand][1]:
        circle[hand][1] = 0
        hand = (hand + 1) % len(circle)
    return circle[hand][0]


def _next_with(frames: list, hand: int, wanted: list[tuple[int, int]]) -> int:
    """The first page in the first class of `wanted` that has one."""
    count = len(frames)
    for bits in wanted:
        for step in range(count):
            page, *found = frames[(hand + step) % count]
            if tuple(found) == bits:
                return page
    return frames[hand][0]


def draw(rng: random.Random) -> Draft:
    frames, hand = _circle(rng)
    asked = rng.choice(("first", "second", "second", "looks"))
    looks, at, _ = enhanced_clock_scan(frames, hand)
    if looks[-1][0] == 1 and (asked != "second" or len(looks) < 2):
        raise Redraw  # found in the first scan: too easy
    count = len(frames)
    free = [page for page in range(1, 40) if page not in [frame[0] for frame in frames]]
    new, newer = rng.sample(free, 2)
    kind = rng.choice("rw")
    rows = [(index, *frame) for index, frame in enumerate(frames)]
    stem = (
        f"某进程分得 {count} 个页框，按页框号组成循环队列，采用改进型时钟（CLOCK）置换算法。{_RULE}"
        f"当前各页框的状态如下表（A 为访问位，M 为修改位），指针指向页框 {hand}。"
        + table(["页框", "页号", "A", "M"], rows)
    )
    victim = frames[at][0]
    verb = {"r": "读", "w": "写"}
    solution = f"从页框 {hand} 开始扫描：{_looked(frames, hand)}"
    steps = [("r", new)]
    if asked == "looks":
        shown = f"此时{verb[kind]}一个不在内存的页 {new}，则到选出被替换的页为止，共检查页框多少次（每检查一个页框算 1 次）？"
        right = Choice(len(looks), f"{len(looks)} 次", "各轮扫描检查的页框数之和。")
        first_round = next((step + 1 for step in range(count) if frames[(hand + step) % count][1] == 0), count)
        last = len(looks) % count or count
        wrong = [
            (len(looks) - 1, "没有把最后选中的页框算作一次检查。"),
            (len(looks) + 1, "把替换后指针指向的下一页框也算作一次检查。"),
            (first_round, "按简单 CLOCK 处理，遇到 A 为 0 的页就选中了。"),
            (last, "只数了最后一轮检查的次数。"),
            (len(looks) - count, "漏掉了一整轮扫描。"),
            (len(looks) + count, "多算了一整轮扫描。"),
            ((len(looks) - 1) // count * count, "只数了完整扫描的各轮。"),
        ]
        wrong = [Choice(n, f"{n} 次", why) for n, why in wrong if n > 0]
        claim = f"len(enhanced_clock_scan({frames}, {hand})[0]) == {ANSWER}"
        return Draft(stem + shown, right, wrong, solution + f"共检查 {len(looks)} 次，换出页 {victim}。", claim)
    if asked == "first":
        shown = f"此时{verb[kind]}一个不在内存的页 {new}，则被替换的页号是"
        state, place = frames, hand
        solution += f"被替换的是页 {victim}。"
    else:
        state, place = enhanced_clock_state(frames, hand, [(new, kind)])
        solution += (
            f"换出页 {victim}，装入页 {new}（A = 1，M = {int(kind == 'w')}），指针指向页框 {place}。此时各页框为："
            + table(["页框", "页号", "A", "M"], [(index, *frame) for index, frame in enumerate(state)])
            + f"访问页 {newer} 时从页框 {place} 开始扫描：{_looked(state, place)}"
        )
        shown = f"此时先{verb[kind]}页 {new}，再{verb['r']}页 {newer}，两页均不在内存，则{verb['r']}页 {newer} 时被替换的页号是"
        steps = [(new, kind)]
    _, at2, _ = enhanced_clock_scan(state, place)
    answer = state[at2][0]
    if answer in (new, newer):
        raise Redraw
    if asked == "second":
        solution += f"被替换的是页 {answer}。"
    before = steps if asked == "second" else []
    right = Choice(answer, str(answer), "按扫描规则逐页检查得到。")
    uncleared = [(page, a if page != new else 1, m) for page, a, m in frames]
    if asked == "second":
        uncleared[at] = (new, 1, int(kind == "w"))
    wrong = [
        (_ordinary(state, place), "按简单 CLOCK 处理，只看访问位而没有看修改位。"),
        (state[place][0], "直接替换指针所指的页，没有检查访问位和修改位。"),
        (_next_with(state, place, [(0, 0), (1, 0), (0, 1), (1, 1)]), "把“访问过、未修改”的页排在“未访问、已修改”的页之前。"),
        (enhanced_clock_scan(state, 0)[1], "没有从指针处开始，而是从页框 0 开始扫描。"),
        (enhanced_clock_scan(state, (place + 1) % count)[1], "从指针的下一个页框开始扫描。"),
        (state[(at2 + 1) % count][0], "把替换后指针所指的下一页当成了被替换的页。"),
        (state[(place - 1) % count][0], "替换了指针前一个页框中的页，指针的移动方向弄反了。"),
    ]  # fmt: skip
    wrong = [(state[page][0] if "开始扫描" in why else page, why) for page, why in wrong]
    if asked == "second":
        wrong += [
            (victim, "这是第一次缺页时换出的页，它已不在内存。"),
            (_victim(uncleared, place), "第 2 轮扫描时没有把经过页的访问位清 0。"),
            (_victim(state, hand), "第一次替换后没有移动指针。"),
        ]
    wrong = [Choice(page, str(page), why) for page, why in wrong if page != new]
    asked_for = [*before, (newer, "r")] if before else [(new, kind)]
    claim = f"enhanced_clock_victims({frames}, {hand}, {asked_for})[-1] == {ANSWER}"
    return Draft(stem + shown, right, wrong, solution, claim)


def _victim(frames: list, hand: int) -> int:
    return frames[enhanced_clock_scan(frames, hand)[1]][0]


FAMILY = Family(
    name="improved_clock", title="改进型时钟置换", title_en="Improved CLOCK replacement", node="os.3.2.4", skill="trace",
    difficulty=4, seconds=180, draw=draw,
)  # fmt: skip
