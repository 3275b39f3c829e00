"""The command line, as a person or a script runs it: a process, its exit status and what it prints."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*arguments, data, stdin="", **environment):
    command = [sys.executable, "launch.py", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", input=stdin, timeout=240, check=False,
        env={**os.environ, "A408_DATA_DIR": str(data), "PYTHONUTF8": "1", **environment},
    )  # fmt: skip


def refusal(done):
    """What a refused command says: one line, no traceback, exit status 1."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("error: ")
    return line


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "笔记.md"
    path.write_text("# 协议\n\n## 蓝鲸协议\n\n蓝鲸协议规定每个站点在发送前等待三个时隙。", encoding="utf-8")
    return path


def test_add_list_search_remove(data, note):
    added = run("index", "add", note, "--json", data=data)
    assert added.returncode == 0, added.stderr
    assert [source["source"] for source in json.loads(added.stdout)["added"]] == ["笔记.md"]
    listed = json.loads(run("index", "list", "--json", data=data).stdout)
    assert [(s["collection"], s["source"]) for s in listed] == [("books", "笔记.md")]
    found = json.loads(run("index", "search", "蓝鲸协议等待几个时隙", "--json", data=data).stdout)
    assert found[0]["passage"]["source"] == "笔记.md"
    assert run("index", "remove", "笔记.md", data=data).returncode == 0
    remaining = json.loads(run("index", "list", "--json", data=data).stdout)
    assert "books" not in {source["collection"] for source in remaining}


def test_refused_files_are_listed_and_the_good_one_is_kept(data, note, tmp_path):
    (tmp_path / "bad.pdf").write_bytes(b"not a pdf")
    done = run("index", "add", note, tmp_path / "bad.pdf", tmp_path / "absent.pdf", data=data)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "refused" in done.stdout
    assert "bad.pdf" in done.stdout
    assert "absent.pdf" in done.stdout
    assert "笔记.md" in run("index", "list", data=data).stdout


def test_bank_check_passes_on_the_bank_that_ships(data):
    done = run("bank", "check", "--json", data=data)
    report = json.loads(done.stdout)
    assert report["defects"] == []
    assert done.returncode == 0
    assert all(count >= 25 for count in report["subjects"].values())


def test_questions_are_generated_by_name_and_seed(data):
    names = [family["name"] for family in json.loads(run("bank", "families", "--json", data=data).stdout)]
    assert "page_faults" in names
    items = json.loads(
        run("bank", "generate", "page_faults", "--seed", "7", "--count", "2", "--json", data=data).stdout
    )
    assert [item["origin"] for item in items] == ["generated:page_faults:7", "generated:page_faults:8"]
    shown = run("bank", "generate", "page_faults", "--seed", "7", data=data).stdout
    assert items[0]["stem"] in shown
    assert f"key {items[0]['key']}" in shown
    assert "bank families" in refusal(run("bank", "generate", "nosuch", data=data))


def test_accounts(data):
    assert run("users", "add", "王老师", "--role", "instructor", data=data, stdin="long enough\n").returncode == 0
    assert json.loads(run("users", "list", "--json", data=data).stdout) == [
        {"name": "王老师", "role": "instructor", "class": None}
    ]
    assert "taken" in refusal(run("users", "add", "王老师", data=data, stdin="long enough\n"))
    assert "8 to 128" in refusal(run("users", "add", "李雷", data=data, stdin="short\n"))
    assert "nobody" in refusal(run("users", "set-password", "nobody", data=data, stdin="long enough\n"))
    assert run("users", "set-password", "王老师", data=data, stdin="longer than before\n").returncode == 0


def test_backup_and_restore(data, tmp_path):
    run("users", "add", "王老师", data=data, stdin="long enough\n")
    out = tmp_path / "all.zip"
    assert run("backup", out, data=data).returncode == 0
    other = tmp_path / "other"
    assert run("restore", out, data=other).returncode == 0
    assert "王老师" in run("users", "list", data=other).stdout
    assert "exists already" in refusal(run("backup", out, data=data))
    assert "no backup" in refusal(run("restore", ROOT / "README.md", data=other))


def test_wrong_use_is_status_two(data):
    for arguments in (("nonsense",), ("--port", "99999999"), ("index", "add"), ("users", "add", "x", "--role", "king")):
        done = run(*arguments, data=data)
        assert done.returncode == 2, arguments
        assert "Traceback" not in done.stderr


def test_a_bad_environment_value_is_named(data):
    assert "A408_PORT" in refusal(run("serve", data=data, A408_PORT="many"))


def test_a_taken_port(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"{port}" in refusal(run("serve", "--port", port, "--no-open", data=data))


def test_a_data_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "cannot write the data folder" in refusal(run("users", "list", data=tmp_path / "file" / "data"))


def test_a_database_of_something_else(data):
    data.mkdir()
    (data / "assistant408.db").write_bytes(b"words, no database " * 100)
    assert "cannot open the database" in refusal(run("users", "list", data=data))


def test_an_embedder_that_cannot_be_loaded_leaves_the_index_as_it_was(data, note):
    assert run("index", "add", note, data=data).returncode == 0
    for command in (("index", "search", "蓝鲸协议"), ("index", "rebuild")):
        said = refusal(run(*command, "--embedder", "some-model", data=data, HF_HUB_OFFLINE="1"))
        assert "embedder 'some-model' cannot be loaded" in said
    found = json.loads(run("index", "search", "蓝鲸协议", "--json", data=data).stdout)
    assert found[0]["passage"]["source"] == "笔记.md"


def test_a_search_is_explained(data, note):
    run("index", "add", note, data=data)
    lines = run("index", "search", "蓝鲸协议等待几个时隙", "--explain", data=data).stdout
    assert "笔记.md" in lines
    explained = json.loads(run("index", "search", "蓝鲸协议等待几个时隙", "--explain", "--json", data=data).stdout)
    assert "蓝鲸协议" in json.dumps(explained, ensure_ascii=False)


def test_a_collection_is_described(data, note):
    run("index", "add", note, "--collection", "novel", data=data)
    assert "user:NAME" in run("index", "describe", "novel", "--access", "somebody", data=data).stderr
    assert "nobody" in refusal(run("index", "describe", "novel", "--access", "user:nobody", data=data))
    run("users", "add", "王老师", "--role", "instructor", data=data, stdin="long enough\n")
    options = ("--title", "小说", "--persona", "你是说书人", "--access", "user:王老师")
    assert run("index", "describe", "novel", *options, data=data).returncode == 0
    described = json.loads(run("index", "describe", "novel", "--json", data=data).stdout)
    assert (described["title"], described["persona"], described["access"]) == ("小说", "你是说书人", "owner")
    assert "stays as it is" in refusal(run("index", "describe", "handbook", "--title", "x", data=data))


def wait_for(process, port):
    """Wait until the server answers. Fails with what it printed when it ends."""
    for _ in range(600):
        if process.poll() is not None:
            pytest.fail(process.stderr.read())
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                return answer.status
        except OSError:
            time.sleep(0.2)
    pytest.fail("no answer within two minutes")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_serve_without_a_command_word(data):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "launch.py", "--port", str(port), "--data-dir", str(data), "--no-engine", "--no-open"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert wait_for(process, port) == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            assert answer.url.endswith("/app/")
    finally:
        process.terminate()
        out, _ = process.communicate(timeout=60)
    assert re.search(rf"http://127\.0\.0\.1:{port}/", out)
