"""The walls of the house: what the README says stands on the disk, and nothing heavy is loaded on the way to a page."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("webui", "engine", "quizbank", "index", "db")
HEAVY = (
    "torch",
    "sklearn",
    "faiss",
    "scipy",
    "sentence_transformers",
    "transformers",
    "openai",
    "vllm",
    "cv2",
    "onnxruntime",
    "rapidocr",
    "pypdfium2",
    "pypdf",
)


def tree_of(readme: str) -> set[str]:
    """The paths in the README's tree, where two spaces of indent are one folder down."""
    block = re.search(r"```tree\n(.*?)```", readme, re.DOTALL)[1]
    found, stack = set(), []
    for line in block.splitlines():
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        stack[depth:] = [name.rstrip("/")]
        found.add("/".join(stack))
    return found


def files_on_disk() -> set[str]:
    """Every Python, JavaScript and style file of the rooms, without the parts that are many of one kind."""
    paths = {ROOT / "launch.py"}
    for room in ROOMS:
        for suffix in ("py", "js", "css", "tsv", "json"):
            paths |= set((ROOT / room).rglob(f"*.{suffix}"))
    many = ("versions", "simulators", "__pycache__")
    families = set((ROOT / "quizbank" / "generators").glob("*.py")) - {
        ROOT / "quizbank" / "generators" / name for name in ("family.py", "catalogue.py", "wording.py")
    }
    paths -= families
    return {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if path.name != "__init__.py" and not any(part in many for part in path.parts)
    }


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readmes_tree_is_what_stands_on_the_disk(readme):
    said = tree_of((ROOT / readme).read_text(encoding="utf-8"))
    missing = {path for path in said if not (ROOT / path).exists()}
    assert not missing, "named in the tree, not on the disk"
    unsaid = files_on_disk() - said
    assert not unsaid, "on the disk, not in the tree"


def loaded_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "code", ["import launch", "import webui.serving", "import db.attempts", "import engine.answering"]
)
def test_nothing_heavy_is_imported(code):
    assert loaded_after(code) == set()


def test_nothing_heavy_is_loaded_on_the_way_to_the_first_page(tmp_path):
    code = f"""
import sys; sys.path.insert(0, '.')
from pathlib import Path
from fastapi.testclient import TestClient
from db.database import open_database, sqlite_url
from index.library import Library
from webui.app import WebSettings, build_app
from webui.services import Services
folder = Path({str(tmp_path)!r})
sessions = open_database(sqlite_url(folder / 'a.db'))
app = build_app(Services(sessions, Library(folder / 'index'), lambda: None, lambda: 1.0), WebSettings(False))
with TestClient(app, base_url='http://127.0.0.1') as client:
    assert client.get('/app/').status_code == 200
    assert client.get('/quiz').status_code == 200
"""
    assert loaded_after(code) == set()
