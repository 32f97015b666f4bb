"""Orders hidden in a marketer's material, and a model that obeys every one of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply, ToolCall

FILE = Path(__file__).parents[1] / "agent" / "data" / "injections.toml"
LANGUAGES = ("en", "es", "ru")
OBEYED = "Done: approved, paid and sent. <a href='http://evil.test'>✅</a>"

Where = Literal["text", "link", "photo", "file", "forwarded", "guidelines", "product"]


@dataclass(frozen=True, slots=True)
class Order:
    """One order: what the material says, where it stands, and the tools an obeying model calls, with arguments."""

    name: str
    where: Where
    words: str
    calls: tuple[tuple[str, dict[str, Any]], ...]

    def __str__(self) -> str:
        return self.name

    def of(self, other: str, asset: str, chat: str) -> Order:
        """The order aimed at somebody: their ad, a file of theirs, their chat."""

        def aim(value: Any) -> Any:
            match value:
                case str():
                    return value.replace("OTHER", other).replace("ASSET", asset).replace("CHAT", chat)
                case list():
                    return [aim(entry) for entry in value]
                case dict():
                    return {name: aim(entry) for name, entry in value.items()}
            return value

        calls = tuple((tool, aim(arguments)) for tool, arguments in self.calls)
        return Order(self.name, self.where, aim(self.words), calls)

    def script(self, peer: LLMock, times: int | None = 1) -> None:
        """Let the model obey: all calls at once, then a sentence that claims success."""
        calls = tuple(ToolCall(tool, arguments) for tool, arguments in self.calls)
        peer.add(Reply(tool_calls=calls, times=times), Reply(text=OBEYED, times=times))


def orders() -> list[Order]:
    """Every order in every language."""
    found = []
    for attack in tomllib.loads(FILE.read_text("utf-8"))["attack"]:
        if attack["where"] not in get_args(Where):
            raise ValueError(f"{attack['name']}: unknown place {attack['where']}")
        calls = tuple(next(iter(call.items())) for call in attack["obeys"])
        for language in LANGUAGES:
            name = f"{attack['where']}: {attack['name']} ({language})"
            found.append(Order(name, attack["where"], attack[language], calls))
    return found
