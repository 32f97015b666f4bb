"""Brands with pictures, and trainings of their look, on the till."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image
from sqlalchemy import select

from agent.catalog import Catalog, read_catalog
from bot.prices import Money
from db.accounts import Accounts
from db.enums import AssetSource, AssetType
from db.library import Brands
from db.lora import Training
from db.models import AdProject, LoraModel
from db.production import Approval, Production
from jobs.storage import upload_key
from tests.paid.till import Till, only, patient

TRAINER = "ostris/flux-dev-lora-trainer"
MADE_BY = "stand-in/briefcut-looks"


def catalog() -> Catalog:
    """Stills and trainings cost money; everything else is made here."""
    return only(patient(read_catalog()), "still", "branded", "training")


def training_till(till: Till) -> Till:
    """The till with that catalog."""
    paid = till.shop.crew.paid
    assert paid is not None
    money = replace(till.money, catalog=catalog())
    crew = replace(till.shop.crew, paid=replace(paid, catalog=money.catalog), money=money)
    return replace(till, shop=replace(till.shop, crew=crew), money=money)


async def pictures(till: Till, project: AdProject, numbers: Sequence[int], **values: object) -> None:
    """Product pictures of the ad's brand, each another one, as turns take them in."""
    folder = till.shop.crew.work
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        path = folder / f"{project.brand_id.hex[:8]}-{number}.jpg"
        Image.new("RGB", (16, 16), (number * 5 % 256, 40, 90)).save(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        stored = await till.shop.crew.storage.put(path, upload_key(project.user_id, digest, ".jpg"))
        async with till.shop.database.transaction() as session:
            await Production(session).add_asset(
                project.user_id,
                **{
                    "brand_id": project.brand_id,
                    "project_id": project.id,
                    "type": AssetType.IMAGE,
                    "source": AssetSource.USER_UPLOAD,
                    "url": stored.uri,
                    "mime_type": "image/jpeg",
                    "sha256": stored.sha256,
                    "category": "product",
                    **values,
                },
            )
            await Brands(session, project.user_id).add_picture(project.brand_id, stored.uri)


async def begin(till: Till, project: AdProject, money: Money | None = None) -> Approval:
    """The person presses “Train it”."""
    async with till.shop.database.transaction() as session:
        user = await Accounts(session).get(project.user_id)
        assert user is not None
        training = Training(session, user.id)
        model = await training.of_brand(project.brand_id)
        spending = (money or till.money).training(user)
        assert spending is not None
        return await training.begin(
            project.brand_id,
            model.revision if model else 0,
            samples=len(await training.pictures(project.brand_id)),
            spending=spending,
            chat_id=1,
        )


async def model_of(till: Till, project: AdProject) -> LoraModel:
    async with till.shop.database.transaction() as session:
        return (await session.scalars(select(LoraModel).where(LoraModel.brand_id == project.brand_id))).one()


async def cancel(till: Till, project: AdProject) -> LoraModel | None:
    async with till.shop.database.transaction() as session:
        return await Training(session, project.user_id).cancel(project.brand_id)


def archive_of(till: Till, address: str) -> Path:
    """The file that was lent under this address."""
    found = till.stand_in.life.files.local(address)
    assert found is not None
    return found
