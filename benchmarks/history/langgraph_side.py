"""LangGraph's way: the whole conversation is the state, and a checkpoint of it follows every step."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, MessagesState, StateGraph
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from benchmarks.history.words import ANSWERED, SAID
from db.url import libpq_url


class LangGraph:
    """A graph of one node whose answer takes no time."""

    name = "LangGraph, AsyncPostgresSaver"

    def __init__(self, saver: AsyncPostgresSaver) -> None:
        graph: Any = StateGraph(MessagesState)
        graph.add_node("answer", self._answer)
        graph.add_edge(START, "answer")
        graph.add_edge("answer", END)
        self._graph = graph.compile(checkpointer=saver)
        self._threads = itertools.count(1)

    @staticmethod
    async def _answer(state: MessagesState) -> dict[str, list[BaseMessage]]:
        return {"messages": [AIMessage(ANSWERED.format(n=len(state["messages"])))]}

    async def prepare(self, messages: int) -> dict[str, Any]:
        """Written as one step, which is the kindest way for it: one checkpoint instead of thousands."""
        config = {"configurable": {"thread_id": f"thread-{next(self._threads)}"}}
        said = [
            HumanMessage(SAID.format(n=n)) if n % 2 == 0 else AIMessage(ANSWERED.format(n=n))
            for n in range(messages)
        ]
        await self._graph.aupdate_state(config, {"messages": said}, as_node="answer")
        return config

    async def turn(self, conversation: object, number: int) -> int:
        state = await self._graph.ainvoke({"messages": [HumanMessage(SAID.format(n=number))]}, conversation)
        return len(state["messages"])


@asynccontextmanager
async def open_langgraph(url: str) -> AsyncIterator[LangGraph]:
    """With a pool of connections that looks whether they live, as ours does."""
    alive = AsyncConnectionPool.check_connection
    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    async with AsyncConnectionPool(
        libpq_url(url), min_size=2, max_size=10, open=False, check=alive, kwargs=options
    ) as pool:
        saver = AsyncPostgresSaver(pool)
        await saver.setup()
        yield LangGraph(saver)
