"""The refusals of a Bot API server, in Telegram's own words."""


class BotApiError(Exception):
    """A method call refused: HTTP `code`, Telegram's `description`, seconds to wait where flooded."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, object]:
        """The JSON object answered to the bot."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad_request(what: str) -> BotApiError:
    """400 with Telegram's prefix."""
    return BotApiError(400, f"Bad Request: {what}")


def conflict(what: str) -> BotApiError:
    """409 with Telegram's prefix."""
    return BotApiError(409, f"Conflict: {what}")


def flooded(seconds: int) -> BotApiError:
    """429: the call may be repeated after `seconds`."""
    return BotApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


NOT_FOUND = BotApiError(404, "Not Found")
UNAUTHORIZED = BotApiError(401, "Unauthorized")
BLOCKED = BotApiError(403, "Forbidden: bot was blocked by the user")
NOT_UTF_8 = bad_request("strings must be encoded in UTF-8")
TOO_LARGE = BotApiError(413, "Request Entity Too Large")


class HomeUnreadable(Exception):
    """The stand-in's data folder exists but cannot be read; it is never replaced by a fresh one."""
