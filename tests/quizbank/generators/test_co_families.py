"""Fixed seeds of the computer-organization families, with answers worked out by hand from what the stem says."""

from itertools import islice

import pytest

from quizbank.generators.catalogue import family

# family, seed, words that the stem must hold, the answer, how it was worked out
BY_HAND = [
    ("cpu_time", 20, ["1.5 GHz", "45% | 1", "40% | 2", "15% | 5"], "750"),  # CPI 0.45 + 0.8 + 0.75 = 2
    ("cpu_time", 21, ["500 MHz", "35% | 1", "30% | 4", "35% | 8", "80 "], "696 ms"),  # CPI 4.35, 348M / 500M
    ("cpu_time", 22, ["120 s", "70%", "2 倍"], "78 s"),  # 36 + 84 / 2
    ("cpu_time", 0, ["40 s", "75%", "1.1 倍", "主频不变"], "33 s"),  # 40 * 0.75 * 1.1
    ("twos_complement", 20, ["-1478", "16 位补码"], "FA3AH"),  # 05C6 -> FA39 -> FA3A
    ("twos_complement", 21, ["移码", "A1H"], "33"),  # 161 - 128
    ("twos_complement", 3, ["unsigned short x = 38735", "short y", "unsigned int z"], "FFFF974FH"),  # 974F, sign 1
    ("add_sub_flags", 20, ["51H", "64H", "x − y"], "EDH，不溢出"),  # 81 - 100 = -19
    ("add_sub_flags", 21, ["DFH", "EBH", "add"], "OF=0，SF=1，ZF=0，CF=1"),  # 1CA; -33 - 21 = -54
    ("add_sub_flags", 22, ["56H", "AFH", "sub"], "OF=1，SF=1，ZF=0，CF=1"),  # 86 - 175 < 0; 86 + 81 = 167
    ("ieee754_decode", 20, ["19300000H"], r"$1.375 \times 2^{-77}$"),  # exponent 50, fraction .011
    ("ieee754_decode", 22, ["80002800H"], r"$-1.25 \times 2^{-136}$"),  # 5 * 2**11 * 2**-149
    ("ieee754_encode", 20, ["-13.90625"], "C15E8000H"),  # 1.10111101 * 2**3: 1 10000010 10111101
    ("ieee754_encode", 22, ["BBA00000H", "−x/2"], "3B200000H"),  # exponent 119 -> 118, sign 0
    ("float_addition", 1, [r"$22/32 \times 2^{2}$", r"$18/32 \times 2^{1}$"], r"$31/32 \times 2^{2}$"),  # 22 + 9
    ("float_addition", 20, ["40380000H", "3E080000H"], "40408000H"),  # 2.875 + 0.1328125
    ("float_addition", 22, ["x = 58720256", "y = 3"], "4"),  # neighbours are 4 apart
    ("cache_address", 4, ["36 位", "1 KB", "16 B", "直接映射", "1 位有效位"], "9920 位"),  # 64 * (128 + 26 + 1)
    ("cache_address", 20, ["32 KB", "32 B", "4 路", "00EFA814H"], "64"),  # bits 12 to 5 are 01000000
    ("cache_hits", 20, ["a[16][16]", "共 4 行", "16 B"], "50%"),  # by columns all in line 0: read misses, write hits
    ("cache_hits", 22, ["128 B", "i += 2", "a[i] = 0;"], "93.75%"),  # 16 accesses a block, 15 hit
    (
        "write_traffic",
        20,
        ["全相联", "写 0、读 0、写 0、读 3、读 8、读 10、读 11、写 3、读 0、写 0"],
        "9 块",
    ),  # 6 + 1 + 2
    ("write_traffic", 22, ["64 B", "128 个元素", "a[i] = 0;", "写分配"], "1024 B"),  # 512 in, 512 back
    ("memory_chips", 20, ["4 M × 4 位", "复用"], "15 根"),  # 11 + 4
    ("memory_chips", 21, ["4 K × 8 位", "4C1EH", "最大地址"], "4FFFH"),
    ("memory_chips", 1, ["2 MB", "64 位", "32 K × 8 位"], "$A_{20}$ ～ $A_{18}$"),  # 3 + 15 bits below, 8 groups
    (
        "interleaved_memory",
        2,
        ["104、102、106、103、109、110", "8 个总线周期"],
        "26 个总线周期",
    ),  # starts 0 2 10 12 14 18
    ("interleaved_memory", 22, ["80 ns", "20 ns", "12 个字"], "3.2 倍"),  # 960 / (80 + 11 * 20)
    ("dram_refresh", 20, ["1024 行 × 2048 列", "500 ns", "死时间"], "512 μs"),
    ("dram_refresh", 21, ["256 行 × 1024 列", "16 ms", "时间间隔"], "62.5 μs"),
    ("tlb_page_table", 20, ["4 KB", "| 1 | 1 | 15 |", "1672H"], "15672H"),
    ("tlb_page_table", 22, ["8 KB", "32 个表项", "2 路", "D547894AH"], "组号 12 标记 6AA3H"),  # page 6AA3C, 16 sets
    ("disk_access_time", 20, ["15000 转/分", "6 ms", "100 个扇区", "0.4 ms", "20 个"], "9.2 ms"),  # 6 + 2 + 0.8 + 0.4
    ("disk_access_time", 21, ["10.5 ms", "13 ms"], "12000 转/分"),  # half a turn is 2.5 ms
    (
        "expanding_opcode",
        20,
        ["16 位", "占 6 位", "二地址指令 14 条、一地址指令 126 条"],
        "128 条",
    ),  # (2 * 64 - 126) * 64
    ("addressing_modes", 20, ["基址寻址", "DFH", "08B0H", "088FH | F0FAH"], "F0FAH"),  # 08B0 - 21
    ("addressing_modes", 21, ["先间接后变址", "04ACH | 1618H", "RX | 0018H", "1630H | 5A44H"], "5A44H"),  # 1618 + 18
    (
        "addressing_modes",
        213,
        ["占 2 个字", "相对寻址", "069CH", "PC | 1E7CH", "251AH | B748H"],
        "B748H",
    ),  # 1E7E + 069C
    ("addressing_modes", 222, ["占 1 个字", "相对寻址", "F8H", "PC | 1F30H"], "1F29H"),  # 1F31 - 8
    ("relative_jump", 0, ["占 4 B", "2B28H", "2AD8H", "8 位"], "ACH"),  # 2AD8 - 2B2C = -84
    ("relative_jump", 20, ["22A6H", "F2H", "× 2"], "228CH"),  # 22A8 - 28
    ("alignment_endianness", 21, ["int a; long long b; int c; short d;", "1060H"], "1074H"),  # offset 20
    ("alignment_endianness", 22, ["小端", "0x592C86E0"], "E0H 86H 2CH 59H"),
    ("pipeline_cycles", 21, ["采用转发", "I1: lw R6, 20(R1)\nI2: and R1, R6, R6"], "10 个时钟周期"),  # 5 + 4 + 1
    ("pipeline_cycles", 22, ["下一个时钟周期才能读出", "I2: sub R7, R3, R3"], "14 个时钟周期"),  # 8 + 3 + 3
    ("pipeline_throughput", 3, ["50、120、90、70、100、120", "5 ps", "50 条"], "6875 ps"),  # 55 * 125
    ("pipeline_throughput", 20, ["25%，其中 40%", "25%，其中 10%", "3 个"], "1.175"),  # 1 + 0.1 + 0.075
    ("micro_operations", 20, ["4、8、10、10、9", "500 条"], "28 位"),  # 3 + 4 + 4 + 4 + 4 + 9
    ("micro_operations", 21, ["2、8、9、7、12", "占 3 位", "1000 条"], "30 位"),  # 2 + 4 + 4 + 3 + 4 + 3 + 10
    ("io_overhead", 0, ["100 MHz", "1 MB/s", "500 B", "400 个时钟周期"], "0.8%"),  # 2000 * 400 / 10**8
    ("io_overhead", 20, ["250 MHz", "40 KB/s", "32 位", "40 条", "2 条"], "0.84%"),  # 10000 * 42 * 5 / 250M
    ("bus_bandwidth", 20, ["100 MHz", "64 位", "64 B", "需 3 个"], "120 ns"),  # 1 + 3 + 8 cycles of 10 ns
    ("bus_bandwidth", 21, ["66 MHz", "32 位"], "264 MB/s"),
]
NAMES = sorted({name for name, *_ in BY_HAND})


@pytest.mark.parametrize(("name", "seed", "told", "answer"), BY_HAND)
def test_answers_worked_out_by_hand(name, seed, told, answer):
    item = family(name).item(seed)
    assert [words for words in told if words not in item.stem] == []
    assert item.option(item.key).text == answer


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_ends_in_the_answer(name):
    """Whatever is asked, the number of the right option stands in the worked solution."""
    for seed in range(60):
        item = family(name).item(seed)
        text = item.option(item.key).text
        number = text.strip("$").split()[0].split("，")[0].removesuffix("H")
        if name in ("float_addition", "ieee754_decode", "memory_chips", "tlb_page_table", "add_sub_flags"):
            continue  # answers made of several parts
        assert number in item.solution or number.rstrip("%") in item.solution, item.id


def wrong_answers(name: str, words: str, mistake: str, count: int):
    """(stem, text of the option whose `why` names the mistake) of the first questions of one kind that offer it."""
    found = (
        (item.stem, option.text)
        for item in map(family(name).item, range(1000))
        for option in item.options
        if words in item.stem and mistake in option.why
    )
    first = list(islice(found, count))
    assert len(first) == count
    return first


def numbers(text: str) -> list[int]:
    return [int(part) for part in "".join(c if c.isdigit() else " " for c in text).split()]


def test_interleaving_mistakes_are_what_they_are_called():
    for stem, text in wrong_answers("interleaved_memory", "则所需的时间为", "按顺序（高位交叉）方式", 3):
        _, busy, _, _, words = numbers(stem)
        assert text == f"{words * busy} ns"


def test_refresh_mistakes_are_what_they_are_called():
    for stem, text in wrong_answers("dram_refresh", "时间间隔", "用列数去除刷新周期", 3):
        columns = int(stem.split(" 列")[0].split()[-1])
        period = int(stem.split("刷新周期为 ")[1].split()[0])
        assert float(text.split()[0]) == period * 1000 / columns


def test_reading_the_code_without_its_sign_is_a_wrong_value():
    for stem, text in wrong_answers("twos_complement", "真值（十进制）为", "无符号数求值", 3):
        assert text == str(int(stem.split("表示为 ")[1].split("H")[0], 16))


def test_pipeline_mistake_without_stalls():
    for stem, text in wrong_answers("pipeline_cycles", "所需的时钟周期数为", "没有考虑数据相关", 3):
        assert text == f"{stem.count('I') - stem.count('IF') - stem.count('ID') + 4} 个时钟周期"


def test_a_bias_of_128_halves_the_value():
    seen = 0
    for item in map(family("ieee754_decode").item, range(200)):
        half = next((one.text for one in item.options if "当作 128，阶小了 1" in one.why), "$")
        if not half.startswith("$"):
            assert float(half) * 2 == float(item.option(item.key).text)
            seen += 1
    assert seen >= 3
