"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import hmac
import logging

from aiohttp import web

from briefcut.simulator import methods
from briefcut.simulator.errors import NOT_FOUND, UNAUTHORIZED, BotApiError, bad_request
from briefcut.simulator.inbound import read_call
from briefcut.simulator.world import World

log = logging.getLogger(__name__)


def _refused(error: BotApiError) -> web.Response:
    return web.json_response(error.body(), status=error.code)


class BotApi:
    """What the bot talks to."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One method call."""
        name = request.match_info["method"]
        try:
            # The body is read first: a client still writing must get the answer, not a broken pipe.
            params = await read_call(request, self._world.shelf, self._world.limits.upload_bytes)
            self._check_token(request)
            result = await methods.answer(self._world, name, params)
        except OverflowError:
            return _refused(bad_request("a number is out of range"))
        except BotApiError as error:
            if error is NOT_FOUND:
                log.warning("the stand-in does not know the method %s", name)
            return _refused(error)
        return web.json_response({"ok": True, "result": result})

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file by the path getFile gave."""
        try:
            self._check_token(request)
        except BotApiError as error:
            return _refused(error)
        shelved = self._world.shelf.at(request.match_info["path"])
        if shelved is None or shelved.size > self._world.limits.download_bytes:
            return _refused(NOT_FOUND)
        return web.FileResponse(shelved.location, headers={"Content-Type": "application/octet-stream"})

    def _check_token(self, request: web.Request) -> None:
        if not hmac.compare_digest(request.match_info["token"].encode(), self._world.token.encode()):
            raise UNAUTHORIZED
