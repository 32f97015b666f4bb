"""A worker's shop whose chat model is scripted over HTTP, set up from the environment as the product is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from agent.breaker import Breaker
from agent.build import close_model
from agent.token_prices import token_prices
from briefcut.config import read_config
from briefcut.models import chat_models
from tests.jobs.shop import Shop

PRICES = '[chat."gpt-scripted"]\nprompt = "1000"\ncached = "500"\nanswer = "2000"\n'
"""So dear that every token shows: 0.001 and 0.002 USD."""


@asynccontextmanager
async def with_model(
    shop: Shop, url: str, folder: Path, breaker: Breaker | None = None
) -> AsyncIterator[Shop]:
    """`shop` with the model that `url` serves; its prices stand in a file of its own."""
    prices = folder / "models.toml"
    prices.write_text(PRICES)
    environment = {
        "OPENAI_API_KEY": "any",
        "OPENAI_BASE_URL": url,
        "OPENAI_MODEL": "gpt-scripted",
        "MODELS_FILE": str(prices),
    }
    config = read_config(environment, folder=folder)
    model, fallback = chat_models(config.model)
    guided = shop.crew
    shop.crew = replace(
        guided,
        model=model,
        fallback=fallback,
        prices=token_prices(config.models_file),
        breaker=breaker or Breaker(),
    )
    yield shop
    shop.crew = guided
    await close_model(model)
