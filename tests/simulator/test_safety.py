"""Only this machine, only its own pages, only what was stored."""

import stat
from pathlib import Path

import pytest
from aiogram import Bot
from aiohttp import ClientSession

from briefcut.simulator import ADA, ChatStandIn
from briefcut.simulator.client import Marketer
from briefcut.simulator.guard import is_loopback
from tests.simulator.stage import TOKEN


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.4",
        "",
        "localhost.evil",
        "[::1",
        "evil@127.0.0.1",
        "127.0.0.1@evil",
        "localhost:99999",
        "localhost:8080:8080",
        "127.0.0.1/",
    ],
)
async def test_foreign_host_names_are_refused(url: str, host: str) -> None:
    async with ClientSession() as session:
        for path in ("/", "/chat/state", f"/bot{TOKEN}/getMe"):
            async with session.get(url + path, headers={"Host": host}) as response:
                assert response.status == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "LOCALHOST."])
def test_loopback_has_many_names(host: str) -> None:
    assert is_loopback(host)


async def test_other_pages_cannot_act(url: str, started: Marketer) -> None:
    async with ClientSession() as session:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://[::1"},
            {"Sec-Fetch-Site": "cross-site"},
        ):
            target = f"{url}/chat/people/{ADA.id}/text"
            async with session.post(target, data=b'{"text": "hi"}', headers=headers) as response:
                assert response.status == 403
        async with session.post(target, data=b'{"text": "hi"}', headers={"Origin": url}) as response:
            assert response.status == 200
    assert [message.text for message in await started.messages()] == ["/start", "hi"]


@pytest.mark.parametrize(
    "path",
    [
        "/chat/page/..%2Fstandin.py",
        "/chat/page/%2e%2e/standin.py",
        "/chat/files/..%2F..%2Fchats.sqlite3",
        f"/file/bot{TOKEN}/../chats.sqlite3",
        f"/file/bot{TOKEN}/..%2Fchats.sqlite3",
        f"/file/bot{TOKEN}/%2Fetc%2Fpasswd",
        "/file/bot1:wrong/photos/file_1.jpg",
    ],
)
async def test_no_path_leads_out(url: str, path: str) -> None:
    from yarl import URL

    async with ClientSession() as session, session.get(URL(url + path, encoded=True)) as response:
        assert response.status in (401, 404)


async def test_what_people_send_never_runs_as_a_page(url: str, started: Marketer) -> None:
    sent = await started.send_file(b"<script>alert(1)</script>", name="page.html")
    assert sent.document is not None
    async with ClientSession() as session:
        async with session.get(f"{url}/chat/files/{sent.document.file_id}") as response:
            assert response.headers["Content-Type"] == "application/octet-stream"
            assert response.headers["Content-Disposition"].startswith("attachment")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        async with session.get(url) as response:
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/chat/people/99999999999999999999999/messages",
        "/chat/people/99999999999999999999999/text",
        f"/chat/people/{ADA.id}/messages?limit=abc",
        f"/chat/people/{ADA.id}/messages?before=x",
        f"/chat/people/{ADA.id}/messages?before={10**30}",
        f"/chat/people/{ADA.id}/messages?wait=long",
        f"/chat/people/{ADA.id}/messages?wait=nan",
        f"/chat/people/{ADA.id}/messages?wait=0&sequence=x",
    ],
)
async def test_what_is_no_number_is_refused_in_a_sentence(url: str, path: str) -> None:
    async with ClientSession() as session:
        method = "POST" if path.endswith("/text") else "GET"
        async with session.request(method, url + path) as response:
            assert response.status == 400
            assert (await response.json())["error"]


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("text", b'{"text": "half a pair: \\ud800"}'),
        ("edit", b'{"message_id": 1, "text": "\\udfff"}'),
        ("start", b'{"payload": "\\ud800"}'),
        ("press", b'{"message_id": 1, "data": "\\ud83d"}'),
        ("text", b"[" * 100_000),
    ],
)
async def test_what_no_bot_could_read_is_refused(url: str, started: Marketer, act: str, body: bytes) -> None:
    async with (
        ClientSession() as session,
        session.post(f"{url}/chat/people/{ADA.id}/{act}", data=body) as response,
    ):
        assert response.status == 400
    assert [message.text for message in await started.messages()] == ["/start"]


async def test_no_name_and_no_caption_breaks_the_page(url: str, started: Marketer, bot: Bot) -> None:
    caption = b'--x\r\nContent-Disposition: form-data; name="caption"\r\n\r\n\xff\xfe\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a\xff.txt"\r\n\r\nwords\r\n--x--\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    async with ClientSession() as session:
        async with session.post(f"{url}/chat/people", data=b'{"first_name": "\\ud800"}') as response:
            assert response.status == 400
        files = f"{url}/chat/people/{ADA.id}/files"
        async with session.post(files, data=caption + file, headers=form) as response:
            assert response.status == 400
        async with session.post(files, data=file, headers=form) as response:
            assert response.status == 200
        target = f"{url}/bot{TOKEN}/sendMessage"
        broken = b'{"chat_id": %d, "text": "\\ud800"}' % ADA.id
        headers = {"Content-Type": "application/json"}
        async with session.post(target, data=broken, headers=headers) as response:
            assert (await response.json())["description"] == "Bad Request: strings must be encoded in UTF-8"
        async with session.post(target, json={"chat_id": 10**30, "text": "x"}) as response:
            assert response.status == 400
        async with session.get(f"{url}/chat/state") as response:
            assert (await response.json())["people"][0]["first_name"] == "Ada"
    updates = [update.message for update in await bot.get_updates() if update.message]
    assert [message.text for message in updates] == ["/start", None]
    assert updates[1].document is not None


async def test_browsers_find_the_icon(url: str) -> None:
    async with ClientSession() as session, session.get(f"{url}/favicon.ico") as response:
        assert (response.status, response.content_type) == (200, "image/svg+xml")


async def test_chats_and_files_are_for_this_account_only(
    stand_in: ChatStandIn, started: Marketer, tmp_path: Path
) -> None:
    await started.send_file(b"secret plans", name="plans.txt")
    places = [tmp_path / "chat", *(tmp_path / "chat").rglob("*")]
    assert len(places) > 4
    for place in places:
        assert stat.S_IMODE(place.stat().st_mode) == (0o700 if place.is_dir() else 0o600), place


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "chat").mkdir(mode=0o755)
    ChatStandIn(tmp_path / "chat", bot_token=TOKEN).world.store.close()
    assert stat.S_IMODE((tmp_path / "chat").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "chat" / "files").stat().st_mode) == 0o700


@pytest.mark.parametrize("body", [b"[]", b"{", b'"x"', b"\xff"])
async def test_broken_bodies_get_an_answer(url: str, body: bytes) -> None:
    async with ClientSession() as session:
        async with session.post(f"{url}/chat/people/{ADA.id}/text", data=body) as response:
            assert response.status == 400
        headers = {"Content-Type": "application/json"}
        async with session.post(f"{url}/bot{TOKEN}/sendMessage", data=body, headers=headers) as response:
            assert (response.status, (await response.json())["ok"]) == (400, False)


async def test_every_encoding_of_a_call_is_understood(url: str, started: Marketer) -> None:
    target = f"{url}/bot{TOKEN}/SENDMESSAGE"
    fields = {"chat_id": str(ADA.id), "text": "hello"}
    async with ClientSession() as session:
        for call in (
            session.get(target, params=fields),
            session.post(target, data=fields),
            session.post(target, json={"chat_id": ADA.id, "text": "hello"}),
        ):
            async with call as response:
                assert (await response.json())["result"]["text"] == "hello"
