"""Keys of operating-system families computed by hand from the stems, and a few wrong options with their mistakes."""

import pytest

from quizbank.generators.catalogue import family

# name, seed, what must stand in the stem, the right answer, wrong options that the named mistakes give.
# The hand calculations stand in the comments.
CASES = [
    # RR, quantum 3: P1 0-3, P2 3-6, P3 6-9 ends, P1 9-12, P4 12-15, P2 15-18, P1 18-20 ends, P4 20-23 ends, P2 23-26.
    # Turnaround (20 + 25 + 6 + 17) / 4; waiting is 26 / 4 = 6.5 less.
    (
        "cpu_scheduling", 9,
        ["| P1 | 0 | 8 |", "| P2 | 1 | 9 |", "| P3 | 3 | 3 |", "| P4 | 6 | 6 |", "时间片为 3 ms", "平均周转时间"],
        "17.00 ms", ["10.50 ms"],
    ),
    # Non-preemptive SJF: P1 0-7; then P2 (3), P4 (4), P3 (5).
    (
        "cpu_scheduling", 11,
        ["| P1 | 0 | 7 |", "| P2 | 3 | 3 |", "| P3 | 5 | 5 |", "| P4 | 6 | 4 |", "非抢占式短作业优先", "次序"],
        "P1、P2、P4、P3", ["P1、P2、P3、P4"],
    ),
    # Pre-emptive, larger is higher: P1 0-1, P2 1-2, P3 2-6, P2 6-12, P1 12-17, P4 17-26, P5 26-36.
    # Waiting 11, 4, 0, 12, 18: 45 / 5.
    (
        "cpu_scheduling", 4,
        ["| P1 | 0 | 6 | 7 |", "| P2 | 1 | 7 | 8 |", "| P3 | 2 | 4 | 9 |", "| P4 | 5 | 9 | 2 |", "| P5 | 8 | 10 | 1 |",
         "抢占式优先级", "平均等待时间"],
        "9.0 ms", [],
    ),
    # P1 0-2, 2-3 (pre-empted, head), P2 3-5, P3 5-7, P1 7-8 (pre-empted), P4 8-10, P1 10-14, P2 14-18, P3 18-22,
    # P1 22-23. Demoted at 3, P1 runs 14-20 on level 3; put at the tail, it ends at 28.
    (
        "feedback_queues", 3,
        ["分别为 2 ms 和 4 ms", "不设时间片", "队首", "| P1 | 0 | 9 |", "| P2 | 3 | 7 |", "| P3 | 4 | 10 |", "| P4 | 8 | 2 |"],
        "23 ms", ["28 ms", "20 ms"],
    ),
    # P1, P2, P3 go on, P4 and P5 block; V wakes P4; P6 blocks; V wakes P5; V wakes P6; P7 blocks.
    (
        "semaphore_value", 1,
        ["初值为 3", "P5 执行 P(S)；P3 执行 V(S)；P6 执行 P(S)；P4 执行 V(S)；P1 执行 V(S)；P7 执行 P(S)", "最后一个被唤醒"],
        "P6", ["P5", "P7"],
    ),
    # Two hold a permit, eight wait.
    ("semaphore_value", 4, ["10 个并发进程竞争 2 个同类资源", "最小值"], "-8", []),
    # 4 + 1 then * 3 is 15, 4 * 3 then + 1 is 13, lost updates leave 5 or 12.
    ("semaphore_interleavings", 4, ["初值为 4", "`x = x + 1;` | `x = x * 3;`", "多少种"], "4 种", ["2 种"]),
    # P(s1) before E waits for the V(s1) after B.
    ("semaphore_interleavings", 2, ["`print(A);` `print(B);` `V(s1);` `print(C);`", "`print(D);` `P(s1);` `print(E);`"],
     "ADEBC", []),
    # Work (1,2,3) -P3-> (3,3,4) -P0-> (5,3,6) -P2-> (8,3,7) -P1->.
    (
        "bankers_algorithm", 1,
        ["为 (1, 2, 3)", "| P0 | (2, 0, 2) | (2, 3, 0) |", "| P1 | (2, 2, 0) | (5, 0, 5) |",
         "| P2 | (3, 0, 1) | (4, 2, 5) |", "| P3 | (2, 1, 1) | (1, 1, 3) |", "尚需资源"],
        "P3→P0→P2→P1", ["P0→P1→P2→P3"],
    ),
    # Left (2,1,2); P0 ends, then (4,1,5): P1 (0,2,3), P2 (6,1,3), P3 (4,3,4) do not fit.
    (
        "bankers_algorithm", 2,
        ["为 (3, 3, 2)", "| P0 | (2, 0, 3) | (0, 1, 0) |", "| P1 | (2, 1, 3) | (1, 4, 3) |",
         "| P2 | (3, 3, 0) | (6, 1, 3) |", "| P3 | (2, 3, 3) | (4, 3, 4) |", "P1 请求资源（A, B, C）为 (1, 2, 0)"],
        "试分配后系统处于不安全状态，不予分配", [],
    ),
    # P3 has (2,1,2) of (2,2,3), needs (0,1,1), and asks for (2,2,0).
    (
        "bankers_algorithm", 0, ["| P3 | (2, 1, 2) | (2, 2, 3) |", "P3 请求资源（A, B, C）为 (2, 2, 0)"],
        "超过该进程尚需的资源数，不予分配", [],
    ),
    # 6 free. With 4 more P2 leaves 2: P0 ends (5), P2 ends (10), P1. With 5 more 1 is left, P0 and P2 need 2.
    ("bankers_algorithm", 201, ["11 个", "| P0 | 3 | 5 |", "| P1 | 1 | 7 |", "| P2 | 1 | 8 |", "P2 提出"], "4 个", ["6 个"]),
    # 4 + 7 + 5 held at worst, one more.
    ("resource_minimum", 2, ["分别为 5、8、6"], "17 个", ["16 个", "19 个"]),
    # 5 (k - 1) < 28 gives k - 1 <= 5.
    ("resource_minimum", 4, ["28 个同类资源", "由 5 个进程共享"], "6 个", ["7 个"]),
    # All A are 1: scans 1 and 2 find nothing and clear A; scan 3 takes frame 2 (25); the next hand is on 39, now (0,0).
    (
        "improved_clock", 5,
        ["| 0 | 19 | 1 | 1 |", "| 1 | 3 | 1 | 0 |", "| 2 | 25 | 1 | 0 |", "| 3 | 39 | 1 | 0 |", "指针指向页框 2"],
        "39", ["25"],
    ),
    # Two whole scans of six frames, then the first one again.
    ("improved_clock", 4, ["6 个页框", "| 4 | 25 | 1 | 0 |", "指针指向页框 4", "多少次"], "13 次", ["12 次"]),
    # 0.85 * 50 + 0.15 * 90; shares swapped: 0.15 * 50 + 0.85 * 90; no page table: 10 + 40.
    ("effective_access_time", 1, ["一级页表", "TLB 需 10 ns", "内存需 40 ns", "85%"], "56 ns", ["84 ns", "50 ns"]),
    # 0.75 * 2 + 0.25 * 6 = 3 ms; 80 + 5e-5 * 3e6 = 230.
    (
        "effective_access_time", 5,
        ["80 ns", "需 2 ms；若修改过，需 6 ms", "25% 修改过", r"$5 \times 10^{-5}$"], "230.0 ns", ["180.0 ns"],
    ),
    # 70 h + 170 (1 - h) <= 95.
    ("effective_access_time", 9, ["二级页表", "TLB 需 20 ns", "内存需 50 ns", "不超过 95 ns"], "75%", []),
    # 10 ns more at most, 4 ms each.
    ("effective_access_time", 0, ["50 ns", "4 ms", "20%"], r"$2.5 \times 10^{-6}$", []),
    # A table maps 2048 * 8 KB = 16 MB: 44 MB need 3, 84 MB need 6, and the directory.
    ("page_table_size", 4, ["32 位", "页面大小为 8 KB", "占 4 B", "44 MB", "84 MB"], "10 个", ["9 个"]),
    # 51 bits, 10 a level.
    ("page_table_size", 3, ["64 位", "8 KB", "页表项占 8 B", "几级"], "6 级", ["5 级"]),
    # 2^19 entries of 4 B are 2 MB, 8 KB a page.
    ("page_table_size", 1, ["32 位", "8 KB", "占 4 B", "最多需要页面"], "256 个", ["128 个"]),
    # 00101 01111001101: page 5 in frame 20; 20 * 2048 is A000H.
    ("address_translation", 0, ["2 KB", "| 5 | 20 |", "2BCDH"], "0A3CDH", []),
    ("address_translation", 1, ["| 1 | 2580 | 760 |", "段号为 1、段内偏移为 556"], "3136", ["1316"]),
    # 85 takes hole 4 (85), 45 hole 1 (70, leaves 25), 30 hole 2 (35).
    ("partition_fits", 0, ["70、35、80、85、100", "85、45、30", "首次适应", "最初"], "35 KB", []),
    # 50 from 130 (80 left), 60 from 85, 75 from the first 80: the last 80 is the largest.
    ("partition_fits", 1, ["40、85、75、130、80", "50、60、75", "最坏适应", "最大的空闲区"], "80 KB", []),
    # First fit: 24 | 7 | 30 | 13 free | 30 | 16 free at the end.
    ("partition_fits", 3, ["120 MB", "首次适应", "作业6申请 30 MB"], "16 MB", ["43 MB"]),
    # 13 * 4 + 2 * 1024 * 4 KB.
    ("inode_capacity", 1, ["13 个直接", "2 个一级", "4 KB", "占 4 B"], "8244 KB", ["8192 KB"]),
    # 1954 - 11 - 2 * 512 = 919 blocks: 2 second-level blocks, 1 first-level block, and the 2 single ones.
    ("inode_capacity", 2, ["11 个直接", "2 个一级", "1 个二级", "1 KB", "占 2 B", "1954 KB"], "5 个", ["3 个"]),
    # Blocks 11 to 16, of which 13 to 16 share the single indirect block.
    ("inode_accesses", 1, ["13 个直接", "4 KB", "第 45056 字节", "24 KB"], "7 次", ["12 次"]),
    # "/": 1 + 2; "/note": 2; "work": 1 + 2; "exam": 1 + 2; the file: 1 + 1.
    (
        "inode_accesses", 8, ["占 2 个磁盘块", "根目录的索引节点不在", "目录 /note", "`/note/work/exam/list.dat` 的第 1 个数据块"],
        "13 块", ["12 块"],
    ),
    # 393216 blocks of 20 bits.
    ("fat_bitmap", 2, ["3 GB", "8 KB", "20 位"], "960 KB", []),
    # Byte 5012 lies in the third cluster: 6, 9, 8.
    ("fat_bitmap", 1, ["2 KB", "| 6 | 9 |", "| 9 | 8 |", "首簇号为 6", "第 5012 字节"], "簇 8", ["簇 9"]),
    # 183523 - 5 * 32768 = 19683 = 307 * 64 + 35.
    ("fat_bitmap", 4, ["4 KB", "64 位", "磁盘块 183523"], "第 307 字", ["第 35 字"]),
    # Blocks 4 to 7 hold 4 * 8192 bits: 32768 + 161 * 16 + 8.
    ("fat_bitmap", 8, ["1 KB", "从磁盘块 4 开始", "16 位", "磁盘块 8 的第 161 字第 8 位"], "35352", ["2584"]),
    # 13 to 11, then up to 247.
    ("disk_arm", 0, ["磁道 13", "191、247、108、11、102、233、63、154", "SSTF"], "238", []),
    # 75 to 127, to 0, to 65: 244 / 6. FCFS: 168 / 6; C-LOOK: 164 / 6.
    ("disk_arm", 6, ["0～127", "磁道 75，正向磁道号增大", "30、23、6、65、59、93", "C-SCAN", "平均"], "40.7", ["28.0", "27.3"]),
    # Up from 34: 36, 55, 58, 67, 68, 72.
    ("disk_arm", 4, ["磁道 34，正向磁道号增大", "68、55、67、36、13、91、58、72", " LOOK ", "第 6 个"], "磁道 72", []),
    # Reading is the bottleneck: 7 * 120 + 3 + 20.
    ("buffering_time", 0, ["7 个磁盘块", "用时 120 μs", "用时 3 μs", "用时 20 μs", "双缓冲"], "863 μs", ["1001 μs"]),
    # Processing is the bottleneck: 110 + 15 * (3 + 120).
    ("buffering_time", 5, ["15 个磁盘块", "用时 110 ms", "用时 3 ms", "用时 120 ms", "单缓冲"], "1955 ms", ["1800 ms"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "seed", "stem", "right", "wrong"), CASES, ids=lambda part: str(part)[:24])
def test_worked_by_hand(name, seed, stem, right, wrong):
    item = family(name).item(seed)
    assert [part for part in stem if part not in item.stem] == []
    assert item.option(item.key).text == right
    others = {option.text for option in item.options} - {right}
    assert set(wrong) <= others


NAMES = sorted({case[0] for case in CASES})


@pytest.mark.parametrize("name", NAMES)
def test_solutions_show_the_key_and_tables_have_their_columns(name):
    for seed in range(60):
        item = family(name).item(seed)
        for text in (item.stem, item.solution):
            for block in text.split("\n\n"):
                if block.startswith("| "):
                    assert len({line.count("|") for line in block.splitlines()}) == 1, block


def test_numbers_of_buffers_and_arms_stay_in_range():
    for seed in range(200):
        item = family("disk_arm").item(seed)
        assert all(not option.text.startswith("-") for option in item.options)
        item = family("buffering_time").item(seed)
        assert all(float(option.text.split()[0]) > 0 for option in item.options)


def test_page_faults_lie_between_the_pages_and_the_references():
    for seed in range(300):
        item = family("page_faults").item(seed)
        references = item.stem.split("访问的页号为 ")[1].split("，")[0].split("、")
        assert all(len(set(references)) <= int(option.text) < len(references) for option in item.options)


def test_wrong_outputs_hang_on_the_semaphores():
    for seed in range(400):
        item = family("semaphore_interleavings").item(seed)
        if "输出序列是" in item.stem:
            blocked = [option for option in item.options if "忽略了信号量" in option.why]
            assert len(blocked) >= (1 if "**不可能**" in item.stem else 2)
