"""What trainings need of Replicate besides runs: a version of the trainer, a model to train into, and its end.

All trainings of an account are versions of one private model, as Replicate recommends it; which version is whose stands
in our rows only.
"""

from __future__ import annotations

import logging

from agent.catalog import Model
from jobs.providers import OrderRefused
from jobs.providers.replicate import Replicate

log = logging.getLogger(__name__)

_ACCOUNT = "failed-provider-account"


async def trainer_version(api: Replicate, trainer: Model) -> str:
    """The version of the trainer to ask for: the one in its table, else its newest.

    Raises:
        OrderRefused: there is none.
        ProviderAway: it can't be read.
    """
    if trainer.version is not None:
        return trainer.version
    _, document = await api.ask("GET", f"/v1/models/{trainer.name}")
    version = document.get("latest_version")
    found = version.get("id") if isinstance(version, dict) else None
    if not isinstance(found, str):
        raise OrderRefused("failed-provider-refused", f"{trainer.name} has no version")
    return found


async def destination(api: Replicate, trainer: Model) -> str:
    """owner/name of the private model that trainings make versions of; created where it is missing.

    Raises:
        OrderRefused: the account may not have such a model.
        ProviderAway: it can't be read.
    """
    status, account = await api.ask("GET", "/v1/account")
    owner = account.get("username")
    if not isinstance(owner, str):
        raise OrderRefused(_ACCOUNT, f"HTTP {status} for the account")
    name = f"{owner}/{trainer.destination}"
    status, model = await api.ask("GET", f"/v1/models/{name}")
    if status == 404:
        body = {"owner": owner, "name": trainer.destination, "visibility": "private"}
        body |= {"hardware": trainer.hardware, "description": "Looks of brands, trained for their ads."}
        status, model = await api.ask("POST", "/v1/models", body)
    # 409: somebody created it at the same moment.
    if status not in (200, 201, 409):
        raise OrderRefused(_ACCOUNT, f"HTTP {status} for {name}: {model.get('detail')}")
    if model.get("visibility") == "public":
        log.warning("%s is public: anybody may use what is trained into it", name)
    return name


async def remove_version(api: Replicate, version: str) -> bool:
    """Ask for the end of owner/name:version and everything that was made with it; False where it is refused.

    Raises:
        ProviderAway: ask again later.
    """
    name, _, digest = version.partition(":")
    status, answer = await api.ask("DELETE", f"/v1/models/{name}/versions/{digest}")
    if status < 300 or status == 404:
        return True
    log.error("%s stays with the provider: HTTP %s: %s", version, status, answer.get("detail"))
    return False
