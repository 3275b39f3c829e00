from index.handbook import handbook_files, has_section, section

TEXT = """# 内存管理 {#os.3}

引言。

## 页面置换 {#os.3.2}

正文。

### 时钟

| a | b |
|---|---|

```c
## 不是标题 {#os.9}
```

## 文件 {#os.4.1}

别的。
"""


def test_a_section_ends_where_the_next_node_begins(tmp_path):
    (tmp_path / "os").mkdir()
    (tmp_path / "os" / "03.md").write_text(TEXT, encoding="utf-8")
    found = section("os.3.2", tmp_path)
    assert (found.title, found.source) == ("页面置换", "os/03.md")
    assert found.markdown.startswith("正文。\n\n### 时钟")
    assert found.markdown.endswith("```")
    assert section("os.3", tmp_path).markdown == "引言。"
    assert has_section("os.4.1", tmp_path)
    assert not has_section("os.9", tmp_path)
    assert section("os.9", tmp_path) is None


def test_every_file_of_the_handbook_that_ships_holds_its_chapter():
    files = handbook_files()
    assert files
    for path in files:
        node = f"{path.parent.name}.{int(path.stem)}"
        assert has_section(node), f"{path} has no heading with {{#{node}}}"
