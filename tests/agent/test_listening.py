"""A speech endpoint over HTTP: what it hears, and every way in which it may not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import BodyPartReader, web

from agent.listening import MOST_TEXT, SpeechEndpoint


class Service:
    """Answers `POST /v1/audio/transcriptions` as planned; keeps what it was sent."""

    def __init__(self) -> None:
        self.status = 200
        self.body: object = {"text": "  Fable\n Tea "}
        self.hangs = False
        self.sent: dict[str, str] = {}
        self.asked = 0
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.asked += 1
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            words = await part.text()
            self.sent[part.name or ""] = part.filename or words
        self.sent["key"] = request.headers.get("Authorization", "")
        if self.hangs:
            await asyncio.Event().wait()
        if isinstance(self.body, str):
            return web.Response(status=self.status, text=self.body, content_type="application/json")
        return web.json_response(self.body, status=self.status)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    made = Service()
    app = web.Application()
    app.router.add_post("/v1/audio/transcriptions", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.05)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield made
    await runner.cleanup()


@pytest.fixture
async def ears(service: Service) -> AsyncIterator[SpeechEndpoint]:
    made = SpeechEndpoint("sk-test", service.url, timeout_s=0.5)
    yield made
    await made.close()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note"
    path.write_bytes(b"OggS")
    return path


async def test_a_note_is_heard(service: Service, ears: SpeechEndpoint, note: Path) -> None:
    heard = await ears.listen(note, "voice.ogg")
    assert (heard.text, heard.refusal) == ("Fable Tea", None)
    assert service.sent == {"model": "whisper-1", "file": "voice.ogg", "key": "Bearer sk-test"}
    assert heard.call is not None
    assert (heard.call.model, heard.call.provider, heard.call.fault) == ("whisper-1", "127.0.0.1", None)


@pytest.mark.parametrize(
    ("status", "body", "refusal", "later"),
    [
        (200, {"text": " "}, "voice-silent", False),
        (200, {"text": None}, "voice-not-heard", False),
        (200, {"words": 1}, "voice-not-heard", False),
        (200, "{not json", "voice-not-heard", False),
        (404, {"error": {"message": "no such route"}}, "voice-no-ears", False),
        (501, {}, "voice-no-ears", False),
        (400, {"error": {"message": "bad file"}}, "voice-not-heard", False),
        (401, {}, "voice-not-heard", False),
        (429, {}, "voice-not-heard", True),
        (503, {}, "voice-not-heard", True),
    ],
)
async def test_what_is_not_heard_is_told_and_tried_once(
    service: Service, ears: SpeechEndpoint, note: Path, status: int, body: object, refusal: str, later: bool
) -> None:
    service.status, service.body = status, body
    heard = await ears.listen(note, "voice.ogg")
    assert (heard.text, heard.refusal, heard.later) == ("", refusal, later)
    assert service.asked == 1


async def test_an_endpoint_that_hangs_or_is_away_may_hear_later(
    service: Service, ears: SpeechEndpoint, note: Path
) -> None:
    service.hangs = True
    heard = await ears.listen(note, "voice.ogg")
    assert (heard.refusal, heard.later) == ("voice-not-heard", True)
    away = SpeechEndpoint("sk-test", "http://127.0.0.1:9/v1", timeout_s=0.5)
    heard = await away.listen(note, "voice.ogg")
    assert (heard.refusal, heard.later) == ("voice-not-heard", True)
    await away.close()


async def test_words_are_bounded_and_plain(service: Service, ears: SpeechEndpoint, note: Path) -> None:
    service.body = {"text": "a\u202e\x00b " + "word " * 5000}
    heard = await ears.listen(note, "voice.ogg")
    assert heard.text.startswith("a b word")
    assert len(heard.text) <= MOST_TEXT
