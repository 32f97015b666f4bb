"""`briefcut run --replicate-stand-in`: served beside Briefcut, its token, address and secret in the configuration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from replicate.client import Client

from briefcut.config import Config, ConfigError, HttpSettings, ReplicateAccess
from briefcut.replicate_stand_in.beside import replicate_beside


async def test_the_configuration_leads_to_the_stand_in(tmp_path: Path) -> None:
    config = Config(home=tmp_path, test_width=72, time_scale=0.5)
    async with replicate_beside(config, 8080) as made:
        access = made.replicate
        assert access is not None
        assert access.webhook_secret is not None
        assert access.webhook_base == "http://127.0.0.1:8080"
        client = Client(api_token=access.api_token.get_secret_value(), base_url=access.base_url)
        try:
            assert (await client.accounts.async_current()).username == "stand-in"
            secret = await client.webhooks.default.async_secret()
            assert secret.key == access.webhook_secret.get_secret_value()
        finally:
            await client._async_client.aclose()
    async with replicate_beside(config, 8080) as again:
        assert again.replicate == access
    assert (tmp_path / "replicate-stand-in" / "token").stat().st_mode & 0o077 == 0


async def test_never_beside_a_real_token(tmp_path: Path) -> None:
    config = Config(home=tmp_path, replicate=ReplicateAccess(SecretStr("r8_real")))
    with pytest.raises(ConfigError, match="REPLICATE_API_TOKEN is set beside --replicate-stand-in"):
        async with replicate_beside(config, 8080):
            raise AssertionError("it was started")
    assert not list(tmp_path.iterdir())


async def test_where_it_can_not_reach_briefcut_there_are_no_webhooks(tmp_path: Path) -> None:
    config = replace(Config(home=tmp_path), http=HttpSettings("192.0.2.7", 8080))
    async with replicate_beside(config, 8080) as made:
        assert made.replicate is not None
        assert made.replicate.webhook_base is None
