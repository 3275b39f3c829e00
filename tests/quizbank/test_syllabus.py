import pytest

from quizbank import syllabus


def test_the_outline_has_its_four_levels():
    nodes = [syllabus.node(s.id) for s in syllabus.subjects()]
    assert [n.id for n in nodes] == ["ds", "co", "os", "cn"]
    assert sum(n.points for n in nodes) == 150
    assert len(syllabus.chapters()) == 24
    assert len(syllabus.sections()) == 116
    assert sum(len(section.children) for section in syllabus.sections()) == 214


def test_recent_points_add_up_to_five_papers():
    for subject in syllabus.subjects():
        assert sum(chapter.recent_points for chapter in subject.children) == 5 * subject.points


def test_ids_spell_their_path():
    assert syllabus.subject_of("os.3.2.4") == "os"
    assert syllabus.chapter_of("os.3.2.4") == "os.3"
    assert syllabus.section_of("os.3.2.4") == "os.3.2"
    assert syllabus.path_names("os.3.2.4") == ["操作系统", "内存管理", "虚拟内存管理", "页置换算法"]
    assert syllabus.path_names("ds.4", "en") == ["Data Structures", "Trees and Binary Trees"]


def test_unknown_nodes():
    assert not syllabus.has_node("os.9")
    with pytest.raises(syllabus.UnknownNode, match=r"os\.9"):
        syllabus.node("os.9")
    with pytest.raises(ValueError, match="subject"):
        syllabus.chapter_of("os")
    with pytest.raises(ValueError, match="section"):
        syllabus.section_of("os.3")
