"""`python -m benchmarks.turns.peer URL`: LangChain's way, `create_agent` with its Postgres checkpointer.

Takes one order a line on stdin and answers each with one line of JSON: `prepare MESSAGES THREADS`, `turns N`, and
`load CHATS SECONDS`. No chat belongs to it: nothing is received, queued or sent, only the agent is invoked.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from benchmarks.history.words import ANSWERED, SAID
from benchmarks.turns.instant import InstantModel


async def update_brief(key_message: str, tone: str) -> str:
    """Write down facts of the brief."""
    return f"{key_message}, {tone}: saved"


async def suggest_replies(replies: list[str], asks: str) -> str:
    """Offer short answers as buttons under your message."""
    return f"{len(replies)} answers to {asks}: shown"


class Peer:
    """The agent, built once, and the threads it talks in."""

    def __init__(self, saver: AsyncPostgresSaver) -> None:
        self._agent: Any = create_agent(
            InstantModel(), [update_brief, suggest_replies], system_prompt="Interview.", checkpointer=saver
        )
        self._threads: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)

    async def prepare(self, messages: int, threads: int) -> None:
        """Conversations of `messages` messages, each written as one step, which is kinder than real life."""
        self._threads = []
        for _ in range(threads):
            config = {"configurable": {"thread_id": f"peer-{time.time_ns()}-{next(self._numbers)}"}}
            said = [
                HumanMessage(SAID.format(n=n)) if n % 2 == 0 else AIMessage(ANSWERED.format(n=n))
                for n in range(messages)
            ]
            await self._agent.aupdate_state(config, {"messages": said}, as_node="model")
            self._threads.append(config)

    async def turns(self, count: int) -> list[float]:
        """Seconds of so many turns, one after the other, round the threads."""
        taken = []
        for number in range(count):
            began = time.perf_counter()
            await self._turn(self._threads[number % len(self._threads)], number)
            taken.append(time.perf_counter() - began)
        return taken

    async def load(self, chats: int, seconds: float) -> tuple[int, float]:
        """How many turns `chats` people had, each beginning the next when the last has ended, until `seconds` were
        over and all had ended; and how long that took."""
        began = time.perf_counter()
        done = 0

        async def chat(config: dict[str, Any]) -> None:
            nonlocal done
            while time.perf_counter() < began + seconds:
                await self._turn(config, done)
                done += 1

        await asyncio.gather(*(chat(config) for config in self._threads[:chats]))
        return done, time.perf_counter() - began

    async def _turn(self, config: dict[str, Any], number: int) -> None:
        await self._agent.ainvoke({"messages": [HumanMessage(SAID.format(n=number))]}, config)


async def main(url: str) -> None:
    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    alive = AsyncConnectionPool.check_connection
    async with AsyncConnectionPool(
        url, min_size=2, max_size=10, open=False, check=alive, kwargs=options
    ) as pool:
        saver = AsyncPostgresSaver(pool)
        await saver.setup()
        peer = Peer(saver)
        print(json.dumps("ready"), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(await obey(peer, line.split())), flush=True)


async def obey(peer: Peer, order: list[str]) -> object:
    """What the order asks for; null for one that asks for nothing."""
    match order:
        case ["prepare", messages, threads]:
            await peer.prepare(int(messages), int(threads))
            return None
        case ["turns", count]:
            return await peer.turns(int(count))
        case ["load", chats, seconds]:
            return await peer.load(int(chats), float(seconds))
    raise SystemExit(f"no such order: {' '.join(order)}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
