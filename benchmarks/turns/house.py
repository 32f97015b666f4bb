"""`python -m benchmarks.turns.house ROLE…`: Briefcut as `briefcut run` starts it, with a model that answers at once and
no pace in what is sent.

Configured by the environment like Briefcut itself; ended by SIGTERM.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace

from briefcut.console import play, quick_imports

QUEUES = ("chat", "generation", "media", "delivery")


def main(roles: frozenset[str]) -> int:
    with quick_imports():
        from agent.build import build_model
        from benchmarks.turns.instant import InstantModel
        from briefcut.config import read_config
        from briefcut.entrance import entrance
        from briefcut.logs import set_up_logging
        from briefcut.roles import Choice, process

    config = read_config(os.environ)
    # Ten people talk as quickly as they are answered; how slowly Telegram wants to be written to is not measured.
    unpaced = replace(config.periods, send_interval=0.0, send_interval_group=0.0, send_interval_all=0.0)
    config = replace(config, periods=unpaced)
    set_up_logging(config.logs)
    models = InstantModel(), build_model(None)

    async def run() -> int:
        async with process(config, Choice(roles, QUEUES), door, models=lambda _: models) as house:
            return await house.supervisor.run_until_signal()

    with entrance(config, roles) as door:
        return play(run())


if __name__ == "__main__":
    sys.exit(main(frozenset(sys.argv[1:])))
