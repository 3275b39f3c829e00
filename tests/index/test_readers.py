import zipfile

import pytest

from index.errors import EmptySource, SourceMissing, UnsupportedSource
from index.readers import read_source


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


# Kinds


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a PNG picture"),
        ("a.txt", bytes(range(256)), "binary data"),
        ("a.md", b"%PDF-1.4 x", "a PDF"),
        ("a.docx", b"plain words", "it is text"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "password-protected"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
        ("a.zip", b"PK\x03\x04", "unpack it"),
        ("a.pptx", b"PK\x03\x04", "export it as PDF"),
        ("a", b"x", "without a suffix"),
        ("a.txt", "一二三四".encode("big5") + b"\xff\xff\x01", "save it as UTF-8"),
    ],
)
def test_other_kinds_are_refused_with_the_next_step(tmp_path, name, content, reason):
    with pytest.raises(UnsupportedSource, match=reason):
        read_source(put(tmp_path, name, content))


def test_zip_named_docx_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("x.txt", "x")
    with pytest.raises(UnsupportedSource, match="ZIP"):
        read_source(tmp_path / "a.docx")


def test_empty_and_absent_files_are_refused(tmp_path):
    with pytest.raises(EmptySource, match="empty"):
        read_source(put(tmp_path, "a.txt", b""))
    with pytest.raises(EmptySource, match="no text"):
        read_source(put(tmp_path, "b.txt", b"  \n\n"))
    with pytest.raises(SourceMissing, match="no such file"):
        read_source(tmp_path / "c.txt")
