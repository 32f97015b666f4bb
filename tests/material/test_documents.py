"""Briefs that come as files are read within bounds; what can't be read is told by its reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from jobs.material.documents import (
    MAX_BYTES,
    MAX_TEXT,
    DocumentRefused,
    read_document,
    read_html,
    read_words,
)

WORDS = "Product: Fable Tea\nAudience: students"


def pdf(*lines: str, pages: int = 1, lock: str | None = None) -> bytes:
    """A PDF that says `lines` on every page."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET".encode("latin-1"))
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    content = writer._add_object(stream)
    for _ in range(pages):
        page = writer.add_blank_page(600, 800)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        page[NameObject("/Contents")] = content
    if lock:
        writer.encrypt(lock, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert lock or len(PdfReader(io.BytesIO(out.getvalue())).pages) == pages
    return out.getvalue()


def docx(body: str, part: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, body)
    return out.getvalue()


def word(*lines: str) -> str:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{paragraphs}</w:document>'


def upload(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        WORDS.encode("utf-16"),
        b"\xef\xbb\xbf" + WORDS.replace("\n", "\r\n\r\n   ").encode(),
        docx(word(*WORDS.splitlines())),
        pdf(*WORDS.splitlines()),
    ],
    ids=["text", "utf-16", "bom and blanks", "docx", "pdf"],
)
def test_the_words_of_a_file_are_read(tmp_path: Path, data: bytes) -> None:
    assert read_words(upload(tmp_path, data)).text == WORDS


async def test_a_file_is_read_by_a_bounded_program(tmp_path: Path) -> None:
    assert (await read_document(upload(tmp_path, pdf(*WORDS.splitlines())))).text == WORDS


async def test_a_long_file_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf("word " * 80, pages=60))
    document = await read_document(path)
    assert (len(document.text), document.cut) == (MAX_TEXT, True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" \n\t\n", "file-no-text"),
        (pdf(""), "file-no-text"),
        (pdf("Hi", lock="secret"), "file-locked"),
        (pdf("Hi")[:200], "file-damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 50, "file-damaged"),
        (bytes(range(256)) * 50, "file-wrong-kind"),
        (docx("x", part="evil.exe"), "file-wrong-kind"),
        (docx("<w:document"), "file-damaged"),
        (docx('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "file-wrong-kind"),
        (docx(" " * 30_000_000), "file-too-large"),
        (docx(word("Hi"))[:60], "file-damaged"),
    ],
    # Without their bytes: a docx holds the time it was made at, and as a name that would differ between processes.
    ids=lambda value: "file" if isinstance(value, bytes) else value,
)
def test_what_can_not_be_read_is_told(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_words(upload(tmp_path, data))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file-empty"),
        (b"x" * (MAX_BYTES + 1), "file-too-large"),
        (pdf("Hi")[:200], "file-damaged"),
    ],
)
async def test_the_program_tells_the_reason_too(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        await read_document(upload(tmp_path, data))
    assert refused.value.reason == reason


async def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused, match="too long"):
        await read_document(upload(tmp_path, pdf("Hi")), deadline_s=0.01)


async def test_a_page_is_read_by_its_charset(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes("<title>Чай</title>".encode("cp1251"))
    assert (await read_html(path, "https://shop.example/", "windows-1251")).title == "Чай"
    path.write_bytes("<title>Чай</title>".encode())
    assert (await read_html(path, "https://shop.example/", "no-such-charset")).title == "Чай"
