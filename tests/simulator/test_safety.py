"""Only this machine, only its own pages, only what was stored."""

import pytest
from aiohttp import ClientSession

from briefcut.simulator import ADA
from briefcut.simulator.client import Marketer
from briefcut.simulator.guard import is_loopback
from tests.simulator.stage import TOKEN


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.4", "", "localhost.evil"]
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
