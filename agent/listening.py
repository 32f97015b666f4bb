"""Voice notes as words, by the speech endpoint beside an OpenAI-compatible chat model."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from agent.metering import ModelCall

if TYPE_CHECKING:
    from openai import AsyncOpenAI

MODEL: Final = "whisper-1"
"""The name under which compatible endpoints, too, offer what transcribes."""
MOST_TEXT: Final = 4000


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard (empty: nothing), or in `refusal` the key of the sentence why not; and the call it took.

    `later` says that the endpoint may well do it in a moment.
    """

    text: str = ""
    refusal: str | None = None
    later: bool = False
    call: ModelCall | None = None


class Ears(Protocol):
    """Whatever turns speech into text."""

    async def listen(self, path: Path, name: str) -> Transcript:
        """The words of the recording at `path`; `name` has the ending that tells its format. Raises nothing for
        a fault of the endpoint."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...


class SpeechEndpoint:
    """`POST /audio/transcriptions` of an OpenAI-compatible service. One call a recording, at most `timeout_s`
    seconds; the caller decides about another."""

    def __init__(
        self,
        api_key: str,
        base_url: str | None = None,
        *,
        model: str = MODEL,
        timeout_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api_key = api_key
        self._base_url = base_url
        self._model = model
        self._timeout_s = timeout_s
        self._clock = clock
        self._client: AsyncOpenAI | None = None

    async def listen(self, path: Path, name: str) -> Transcript:
        """As `Ears.listen`."""
        import openai

        began = self._clock()

        def heard(
            fault: str | None, text: str = "", refusal: str | None = None, later: bool = False
        ) -> Transcript:
            took = round((self._clock() - began) * 1000)
            call = ModelCall(self._model, self._provider, latency_ms=took, fault=fault)
            return Transcript(text, refusal, later, call)

        try:
            with path.open("rb") as file:
                answer = await self._open().audio.transcriptions.create(model=self._model, file=(name, file))
        except openai.APIStatusError as error:
            busy = error.status_code == 429 or error.status_code >= 500
            # 404 and 405: a service that chats but doesn't listen.
            refusal = "voice-no-ears" if error.status_code in (404, 405, 501) else "voice-not-heard"
            return heard(f"status {error.status_code}", "", refusal, busy and error.status_code != 501)
        except openai.APITimeoutError:
            return heard("timed out", "", "voice-not-heard", True)
        except openai.APIConnectionError:
            return heard("no connection", "", "voice-not-heard", True)
        except (openai.OpenAIError, ValueError) as error:
            return heard(f"malformed: {type(error).__name__}", "", "voice-not-heard")
        text = getattr(answer, "text", answer)
        if not isinstance(text, str):
            return heard("malformed", "", "voice-not-heard")
        words = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MOST_TEXT]
        return heard(None, words, None if words else "voice-silent")

    async def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.close()

    @property
    def _provider(self) -> str:
        host = urlsplit(self._base_url or "").hostname
        return "openai" if host in (None, "api.openai.com") else str(host)

    def _open(self) -> AsyncOpenAI:
        # Made when the first voice note comes: guided mode need not wait for the import.
        if self._client is None:
            from openai import AsyncOpenAI

            self._client = AsyncOpenAI(
                api_key=self._api_key, base_url=self._base_url, timeout=self._timeout_s, max_retries=0
            )
        return self._client
