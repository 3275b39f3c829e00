"""Virtual addresses through a TLB and a page table: physical address, hit or fault, fields of an associative TLB."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.virtual_address import virtual_access

_OUTCOMES = {
    (True, True): "TLB 命中",
    (False, True): "TLB 缺失，页面在主存中",
    (False, False): "TLB 缺失，且发生缺页",
}


def _state(rng: random.Random) -> tuple[int, list[tuple[int, int, int]], dict[int, tuple[int, int]]]:
    """(offset bits, TLB entries, page table) that fit each other."""
    bits = rng.choice((10, 12, 12, 12, 13))
    pages = sorted(rng.sample(range(16), 8))
    frames = rng.sample(range(1, 64), 8)
    valid = {page: (1, frame) for page, frame in zip(pages, frames, strict=True)}
    out = rng.sample(pages, 3)
    for page in out:
        valid[page] = (0, valid[page][1])
    cached = rng.sample([page for page in pages if valid[page][0]], 2)
    stale = rng.sample([page for page in pages if page not in cached], 2)
    tlb = [(page, 1, valid[page][1]) for page in cached]
    tlb += [(page, 0, rng.choice((valid[page][1], rng.randrange(1, 64)))) for page in stale]
    rng.shuffle(tlb)
    return bits, tlb, valid


def _head(bits: int, tlb: list[tuple[int, int, int]], pages: dict[int, tuple[int, int]]) -> str:
    return (
        f"某计算机按字节编址，虚拟地址为 {bits + 4} 位，页大小为 {1 << bits - 10} KB，TLB 采用全相联映射，页表和 TLB 的当前内容如下"
        "（数值均为十六进制）：\n\nTLB："
        + table(["虚页号", "有效位", "页框号"], [(f"{p:X}", v, f"{f:02X}") for p, v, f in tlb])
        + "页表（部分）："
        + table(["虚页号", "有效位", "页框号"], [(f"{p:X}", v, f"{f:02X}") for p, (v, f) in pages.items()])
    )


def _physical(rng: random.Random) -> Draft:
    bits, tlb, pages = _state(rng)
    page = rng.choice([p for p, (v, _) in pages.items() if v])
    offset = rng.randrange(17, 1 << bits)
    address = page << bits | offset
    got = virtual_access(address, bits, tlb, pages, {}, 4, 4)
    physical, hit = got["physical"], got["tlb"]
    frame = pages[page][1]
    digits = -(-(bits + 6) // 4)
    virtual_digits = -(-(bits + 4) // 4)
    found = [
        (other << bits | offset, f"用了虚页 {number:X} 的页框号，查错了表项。")
        for number, (_, other) in pages.items()
        if number != page
    ][:4]
    found += [(stale << bits | offset, "用了 TLB 中有效位为 0 的表项。") for p, v, stale in tlb if p == page and not v]
    found += [
        (address, "没有经过变换，直接用虚拟地址作为物理地址。"),
        (frame << (bits - 1) | offset & (1 << bits - 1) - 1, "页内地址的位数少算了一位。"),
        ((frame << bits) + address, "把整个虚拟地址当作页内地址，与页框的起始地址相加。"),
        (frame + page << bits | offset, "把页框号与虚页号相加。"),
    ]
    wrong = [Choice(n, f"{n:0{digits}X}H", why) for n, why in found if n < 1 << (bits + 7)]
    stem = _head(bits, tlb, pages) + f"则虚拟地址 {address:0{virtual_digits}X}H 对应的物理地址为"
    solution = (
        f"1. 页大小 $2^{{{bits}}}$ B，低 {bits} 位是页内地址，高 4 位是虚页号：{address:0{virtual_digits}X}H = "
        f"`{page:04b} {offset:0{bits}b}`，虚页号为 {page:X}H。\n"
        f"2. 查 TLB："
        + ("有效位为 1 的表项中有虚页号相同的，TLB 命中" if hit else "没有虚页号相同且有效位为 1 的表项，TLB 缺失；查页表，有效位为 1")
        + f"，页框号为 {frame:02X}H。\n"
        f"3. 拼接页框号与页内地址：`{frame:06b} {offset:0{bits}b}` = {physical:0{digits}X}H。"
    )  # fmt: skip
    right = Choice(physical, f"{physical:0{digits}X}H", "由虚页号查得页框号，与页内地址拼接。")
    claim = f"virtual_access({address}, {bits}, {tlb}, {pages}, {{}}, 4, 4)['physical'] == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _which(rng: random.Random) -> Draft:
    """Which of four virtual addresses hits the TLB, misses it without a fault, or faults."""
    bits, tlb, pages = _state(rng)
    kinds: dict[tuple[bool, bool], list[int]] = {key: [] for key in _OUTCOMES}
    for page in pages:
        address = page << bits | rng.randrange(17, 1 << bits)
        got = virtual_access(address, bits, tlb, pages, {}, 4, 4)
        kinds[bool(got["tlb"]), got["physical"] is not None].append(address)
    asked = rng.choice(list(_OUTCOMES))
    others = [(a, key) for key, list_ in kinds.items() if key != asked for a in list_]
    if not kinds[asked] or len(others) < 4:
        raise Redraw
    digits = -(-(bits + 4) // 4)
    stale = {p for p, v, _ in tlb if not v}

    def told(address: int, key: tuple[bool, bool]) -> str:
        page = address >> bits
        why = f"虚页号为 {page:X}H，{_OUTCOMES[key]}。"
        if page in stale and not key[0]:
            why += "TLB 中该页的表项有效位为 0，不能算命中。"
        return why

    answer, others = rng.choice(kinds[asked]), rng.sample(others, 3)
    if len({key for _, key in others}) < 2:
        raise Redraw
    stem = _head(bits, tlb, pages) + f"则下列虚拟地址中，访问时 {_OUTCOMES[asked]}的是"
    shown = sorted([(answer, asked), *others])
    rows = [
        (
            f"{a:0{digits}X}H",
            f"{a >> bits:X}",
            "命中" if key[0] else "缺失",
            "有效" if pages[a >> bits][0] else "无效，缺页",
        )
        for a, key in shown
    ]
    solution = (
        f"低 {bits} 位是页内地址，其余高位是虚页号，先查 TLB（有效位须为 1），缺失时再查页表："
        + table(["虚拟地址", "虚页号", "TLB", "页表"], rows)
        + f"所求为 {answer:0{digits}X}H。"
    )
    right = Choice(answer, f"{answer:0{digits}X}H", told(answer, asked))
    wrong = [Choice(a, f"{a:0{digits}X}H", told(a, key)) for a, key in others]
    run = f"virtual_access({ANSWER}, {bits}, {tlb}, {pages}, {{}}, 4, 4)"
    claim = f"({run}['tlb'], {run}['physical'] != None) == {asked}"
    return Draft(stem, right, wrong, solution, claim)


def _associative(rng: random.Random) -> Draft:
    """Set and tag of a virtual page in a set-associative TLB."""
    width, bits = rng.choice(((32, 12), (32, 12), (30, 12), (28, 12), (24, 10), (32, 13)))
    entries, ways = rng.choice((16, 32, 64)), rng.choice((2, 4, 4, 8))
    sets = entries // ways
    address = rng.randrange(1 << (width - 3), 1 << width)
    page = address >> bits
    tag, number = divmod(page, sets)
    digits = -(-width // 4)
    stem = (
        f"某计算机按字节编址，虚拟地址为 {width} 位，页大小为 {1 << bits - 10} KB，TLB 共有 {entries} 个表项，采用 {ways} 路组相联映射，"
        "组号为虚页号的低位部分。"
    )
    set_bits = sets.bit_length() - 1
    common = (
        f"1. 页内地址占 {bits} 位，虚页号占 {width - bits} 位。\n2. TLB 共 {entries} / {ways} = {sets} 组，组号占 {set_bits} 位，"
        f"标记占 ${width} - {bits} - {set_bits} = {width - bits - set_bits}$ 位。\n"
    )
    if rng.random() < 0.35:
        answer = width - bits - set_bits
        found = [
            (width - bits, "没有减去组号的位数，这是虚页号的位数。"),
            (width - bits - (entries.bit_length() - 1), "用表项总数求组号的位数，没有除以每组的表项数。"),
            (width - bits - (ways.bit_length() - 1), "减去的是组内表项的位数。"),
            (width - set_bits, "没有减去页内地址的位数。"),
            (answer + 1, "组号或页内地址少算了一位。"),
            (answer - 1, "组号或页内地址多算了一位。"),
        ]
        right = Choice(answer, f"{answer} 位", "虚页号的位数减去组号的位数。")
        wrong = [Choice(n, f"{n} 位", why) for n, why in found]
        claim = f"cache_storage_bits({width}, {entries << bits}, {1 << bits}, {ways}, 0)['tag'] == {ANSWER}"
        return Draft(stem + "则 TLB 标记字段的位数为", right, wrong, common, claim)

    def text(pair: tuple[int, int]) -> str:
        return f"组号 {pair[0]} 标记 {pair[1]:X}H"

    found = [
        ((page % entries, page // entries), "用表项总数划分，没有除以每组的表项数。"),
        ((page % ways, page // ways), "用每组的表项数划分，应当用组数。"),
        ((page >> (width - bits - set_bits), page & (1 << width - bits - set_bits) - 1), "把虚页号的高位当作了组号。"),
        ((number, page), "组号正确，但标记没有去掉组号的各位。"),
        ((address % sets, address // sets >> bits), "把虚拟地址的最低几位当作了组号。"),
        ((page % (2 * sets), page // (2 * sets)), "组数多算了一倍。"),
        (((page >> 1) % sets, page >> 1 + set_bits), "页内地址的位数多算了一位。"),
    ]
    right = Choice((number, tag), text((number, tag)), "虚页号的低位为组号，其余高位为标记。")
    wrong = [Choice(pair, text(pair), why) for pair, why in found]
    solution = common + (
        f"3. {address:0{digits}X}H 的虚页号为 {page:X}H = `{tag:b} {number:0{set_bits}b}`，组号为 {number}，标记为 {tag:X}H。"
    )
    fields = f"cache_address_fields({address}, {1 << bits}, {sets})"
    stem += f"则虚拟地址 {address:0{digits}X}H 所在页的表项应存放的 TLB 组号（十进制）和标记为"
    return Draft(stem, right, wrong, solution, f"({fields}[1], {fields}[0]) == {ANSWER}")


def draw(rng: random.Random) -> Draft:
    return rng.choice((_physical, _physical, _which, _associative))(rng)


FAMILY = Family(
    name="tlb_page_table", title="TLB 与页表的地址变换", title_en="TLB and page table", node="co.3.7.2",
    also=("co.3.7.1",), skill="trace", difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
