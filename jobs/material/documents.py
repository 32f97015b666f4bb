"""The words of files and pages from strangers, read in a bounded program of its own.

Taken are plain text, Markdown, Word (docx) and PDF by their content, up to 10 MB; 40 pages of a PDF are read and
12,000 characters kept.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from jobs.material.page import PageFacts, read_page
from jobs.studio.errors import RenderTimedOut
from jobs.studio.process import Limits, failure, run

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PAGES: Final = 40
MAX_TEXT: Final = 12_000
MAX_UNPACKED: Final = 20 * 1024 * 1024


class DocumentRefused(Exception):
    """A file that can't be read. `reason` is the key of the sentence for people."""

    def __init__(self, reason: str, why: str) -> None:
        super().__init__(why)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file; `cut` says that it was longer than what is kept."""

    text: str
    cut: bool = False


async def read_document(path: Path, *, deadline_s: float = 20) -> Document:
    """The words of the file at `path`, whatever its name says.

    Raises:
        DocumentRefused: `reason` is one of `file-empty`, `file-too-large`, `file-wrong-kind`, `file-locked`,
            `file-no-text` (a scan, for instance), `file-damaged`.
    """
    size = path.stat().st_size
    if size == 0:
        raise DocumentRefused("file-empty", "no bytes")
    if size > MAX_BYTES:
        raise DocumentRefused("file-too-large", f"{size} bytes")
    return Document(**await _child("file", path, "", deadline_s))


async def read_html(path: Path, address: str, charset: str | None, *, deadline_s: float = 10) -> PageFacts:
    """The facts of the page kept at `path`, which came from `address`.

    Raises:
        DocumentRefused: it could not be read within its limits.
    """
    found = await _child("page", path, f"{charset or ''} {address}", deadline_s)
    return PageFacts(**{**found, "pictures": tuple(found["pictures"])})


async def _child(kind: str, path: Path, about: str, deadline_s: float) -> dict[str, Any]:
    limits = Limits(deadline=deadline_s, memory=1_500_000_000, file_size=1_000_000, cpu=round(deadline_s))
    argv = [sys.executable, "-m", "jobs.material.documents", kind, str(path.absolute()), about]
    try:
        done = await run(argv, limits=limits, cwd=Path(__file__).parents[2])
    except RenderTimedOut:
        raise DocumentRefused("file-damaged", "reading it took too long") from None
    if done.code == 3:
        reason, _, why = done.stderr.strip().splitlines()[-1].partition(": ")
        raise DocumentRefused(reason, why)
    if done.code != 0:
        raise DocumentRefused("file-damaged", str(failure("reading a file", done)))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def read_words(path: Path) -> Document:
    """The document, read in this very process: only for the bounded child, and for files of our own.

    Raises:
        DocumentRefused: as `read_document`, the first two reasons excepted.
    """
    head = path.read_bytes()[:1024]
    if b"%PDF-" in head:
        pieces = _pdf(path)
    elif head[:4] == b"PK\x03\x04":
        pieces = _docx(path)
    else:
        pieces = _plain(path.read_bytes())
    kept: list[str] = []
    length = 0
    for piece in pieces:
        # Layout tells nothing about an ad: runs of blanks and empty lines are one.
        lines = (" ".join(line.split()) for line in piece.splitlines())
        words = "\n".join(line for line in lines if line)
        kept.append(words)
        length += len(words) + 1
        if length > MAX_TEXT:
            break
    text = "\n".join(kept).strip()
    if not any(c.isalnum() for c in text):
        raise DocumentRefused("file-no-text", "no words in it")
    return Document(text[:MAX_TEXT], len(text) > MAX_TEXT)


def _plain(data: bytes) -> list[str]:
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    encoding = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    strange = sum(not c.isprintable() and c not in "\t\n\r\f" for c in text) + text.count("\ufffd")
    if strange > len(text) * 0.02:
        raise DocumentRefused("file-wrong-kind", "no text")
    return [text]


def _docx(path: Path) -> list[str]:
    from xml.etree import ElementTree
    from zipfile import BadZipFile, ZipFile

    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    try:
        with ZipFile(path) as archive:
            try:
                part = archive.getinfo("word/document.xml")
            except KeyError:
                raise DocumentRefused("file-wrong-kind", "an archive, but no Word document") from None
            with archive.open(part) as file:
                data = file.read(MAX_UNPACKED + 1)
    except (BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise DocumentRefused("file-damaged", type(error).__name__) from error
    if len(data) > MAX_UNPACKED:
        raise DocumentRefused("file-too-large", "unpacked")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise DocumentRefused("file-wrong-kind", "with definitions of its own")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 (no definitions, bounded, in a child)
    except ElementTree.ParseError as error:
        raise DocumentRefused("file-damaged", "no XML") from error
    breaks = {f"{word}br": "\n", f"{word}tab": " ", f"{word}cr": "\n"}
    return [
        "".join(breaks.get(node.tag, "") or (node.text or "" if node.tag == f"{word}t" else "") for node in line.iter())
        for line in root.iter(f"{word}p")
    ]  # fmt: skip


def _pdf(path: Path) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    pieces: list[str] = []
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentRefused("file-locked", "it wants a password")
        for number in range(min(len(reader.pages), MAX_PAGES)):
            pieces.append(reader.pages[number].extract_text())
            if sum(map(len, pieces)) > MAX_TEXT * 2:
                break
    except DocumentRefused:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise DocumentRefused("file-damaged", type(error).__name__) from error
    return pieces


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset or "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def main(argv: list[str]) -> int:
    """Child: `file` or `page`, a path, and what is known about it; JSON on standard output."""
    kind, path, about = argv[1:4]
    try:
        if kind == "page":
            charset, _, address = about.partition(" ")
            found: Any = read_page(_decoded(Path(path).read_bytes(), charset), address)
        else:
            found = read_words(Path(path))
    except DocumentRefused as problem:
        print(f"{problem.reason}: {problem}", file=sys.stderr)
        return 3
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
