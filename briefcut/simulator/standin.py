"""The chat stand-in put together: Bot API, people's side and chat page on one aiohttp application."""

import time
from importlib import resources
from pathlib import Path

from aiohttp import web

from briefcut.simulator.bot_api import BotApi
from briefcut.simulator.chat_api import ChatApi
from briefcut.simulator.guard import guarded
from briefcut.simulator.limits import Limits
from briefcut.simulator.webhook import WebhookPost
from briefcut.simulator.world import Clock, World

PAGE = Path(str(resources.files("briefcut.simulator"))) / "page"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class ChatStandIn:
    """A Bot API server with a chat page, for one bot, keeping everything under `home`."""

    def __init__(
        self, home: Path, *, bot_token: str, limits: Limits | None = None, clock: Clock = time.time
    ) -> None:
        """Open or create `home`. Raises HomeUnreadable where it is damaged."""
        self.world = World(home, bot_token, limits or Limits(), clock)
        self._post = WebhookPost(self.world)

    def routes(self) -> list[web.RouteDef]:
        """Everything served: mount it at the root of an application."""
        bot, chat = BotApi(self.world), ChatApi(self.world)
        found = [
            web.get("/", guarded(self._index)),
            web.get("/favicon.ico", guarded(self._icon)),
            web.get(r"/chat/page/{name:[\w-]+\.(?:js|css|svg)}", guarded(self._asset)),
            web.route("*", "/bot{token:[^/]+}/{method:[A-Za-z]+}", guarded(bot.call)),
            web.get("/file/bot{token:[^/]+}/{path:.+}", guarded(bot.download)),
        ]
        return found + [web.route(method, path, guarded(handler)) for method, path, handler in chat.routes()]

    def add_to(self, app: web.Application) -> None:
        """Mount on an application; waiting polls and pages are let go when it shuts down."""
        app.add_routes(self.routes())

        async def release(_: web.Application) -> None:
            self.release()

        app.on_shutdown.append(release)

    async def start(self) -> None:
        """Begin posting to a webhook, where one is set."""
        await self._post.start()

    async def stop(self) -> None:
        """End everything; what is unconfirmed stays stored."""
        self.release()
        await self._post.stop()
        self.world.store.close()

    def release(self) -> None:
        """Answer everybody who waits, so that the server can close at once."""
        self.world.queue.close()
        self.world.hub.close()

    async def _index(self, request: web.Request) -> web.Response:
        return _page_file("index.html")

    async def _icon(self, request: web.Request) -> web.Response:
        """Browsers ask for it whatever the page says."""
        return _page_file("icon.svg")

    async def _asset(self, request: web.Request) -> web.Response:
        return _page_file(request.match_info["name"])


def _page_file(name: str) -> web.Response:
    path = PAGE / name
    if not path.is_file():
        return web.Response(status=404)
    headers = {"Cache-Control": "no-cache"}
    return web.Response(
        text=path.read_text("utf-8"), content_type=TYPES[path.suffix], charset="utf-8", headers=headers
    )
