"""The board of an ad as rows have it, and the messages that show it: one board, edited in place, until work goes on."""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from uuid import UUID

from agent.script import AdScript
from bot.i18n import Tongue
from bot.prices import Money, money_for, pictures_each
from bot.views import board as views
from bot.views.board import BoardView, Kind, SceneView
from bot.views.words import Words
from db import outbox
from db.attempts import Attempts
from db.board import IMAGES, VIDEOS, Board
from db.engine import Session
from db.models import AdProject, User
from db.projects import chat_of
from db.spending import Spending, left_of_allowance
from db.stock import Stock, clips, load_stock
from db.variants import Quality

_WEIGHTS: Final = {"image_quality": 1.0, "subject_consistency": 2.0}
"""It says more of a picture that it shows the product than that it is sharp."""


def kind_of(project: AdProject) -> Kind | None:
    """What is being chosen, or made to be chosen from, just now."""
    if project.current_stage in IMAGES:
        return "still"
    return "clip" if project.current_stage in VIDEOS else None


async def read_board(
    session: Session, project: AdProject, script: AdScript, user: User, money: Money, kind: Kind
) -> BoardView:
    """The board of the ad's revision, with what everything on it would cost now."""
    stock = await load_stock(session, project.id, project.revision)
    money = await money_for(session, project.id, money)
    spending = money.spending(script, user)
    cost, allowance = Decimal(0), Decimal(0)
    if spending is not None:
        cost = clips(stock, money.prints(script)).cost(spending) if kind == "still" else cost
        allowance = await left_of_allowance(session, user.id, spending.allowance)
    count = pictures_each(project, user, money) if kind == "still" else 1
    words = {scene.scene_number: scene.description or scene.visual_prompt for scene in script.scenes}
    numbers = stock.scenes or tuple(words)
    return BoardView(
        project.id,
        project.revision,
        kind,
        tuple(
            [
                await _scene(session, stock, kind, number, words.get(number, ""), spending, count)
                for number in numbers
            ]
        ),
        title=project.title,
        cost=cost,
        allowance=allowance,
        count=count,
        sounds=kind == "still" or all(one.made for name in ("voice", "music") for one in stock.rows(name)),
    )


async def _scene(
    session: Session,
    stock: Stock,
    kind: Kind,
    number: int,
    words: str,
    spending: Spending | None,
    count: int,
) -> SceneView:
    chosen, failed = stock.chosen(kind, number), stock.failed(kind, number)
    part = spending.parts.get((kind, number)) if spending is not None else None
    return SceneView(
        number,
        tuple(one.job.variant for one in stock.made(kind, number) if one.asset is not None),
        chosen.job.variant if chosen is not None else None,
        stock.picked(kind, number) is not None,
        sum(one.open for one in stock.rows(kind, number)),
        len(failed),
        await Attempts(session).charged_for([one.job for one in failed]) if failed else Decimal(0),
        stock.next_variant(kind, number) - 1,
        words,
        part.usd * count if part is not None else None,
    )


async def show_board(
    session: Session, t: Tongue, project: AdProject, view: BoardView, *, fresh: bool = False
) -> None:
    """Bring the board up to date. Where something was made since it was shown, or where a `fresh` one is wanted, it
    comes anew, below what was made, and the one before is closed. The ad must be locked."""
    shown, now = project.settings.get("board"), int(project.settings.get("round", 0))
    if fresh:
        now += 1
    if shown != now:
        await close_board(session, t, project)
        await Board(session, project.user_id).note_shown(project, now)
    await say_board(session, project, views.board(t, view))


async def say_board(session: Session, project: AdProject, words: Words) -> None:
    """Let the board that is shown say this; nothing where none is."""
    shown = project.settings.get("board")
    if shown is not None:
        await _say(session, project, words, views.board_key(project.id, shown))


async def close_board(session: Session, t: Tongue, project: AdProject, words: Words | None = None) -> None:
    """Take the buttons off the board that is shown. The ad must be locked."""
    shown = project.settings.get("board")
    if shown is None:
        return
    await say_board(session, project, words or views.left_board(t))
    await Board(session, project.user_id).note_shown(project, None)


async def _say(session: Session, project: AdProject, words: Words, key: str) -> None:
    chat_id, thread_id = chat_of(project)
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread_id,
        kind="card",
        payload=words.payload(),
        dedupe_key=key,
        user_id=project.user_id,
        project_id=project.id,
    )


async def best_of(session: Session, project: AdProject) -> dict[int, int]:
    """By scene the number of its best picture: the one most like the product, and the sharpest. Scenes of which nothing
    was measured are missing."""
    stock = await load_stock(session, project.id, project.revision)
    pieces = {scene: stock.made("still", scene) for scene in stock.scenes}
    ids = [one.asset.id for made in pieces.values() for one in made if one.asset is not None]
    figures = await Quality(session, project.user_id).of_assets(project.id, ids)
    scores = {
        asset_id: sum(_WEIGHTS.get(name, 0.0) * value for name, value in named.items())
        for asset_id, named in figures.items()
    }
    best: dict[int, int] = {}
    taken: set[UUID] = set()
    for scene, made in pieces.items():
        rated = [
            (scores[one.asset.id], -one.job.variant, one.asset.id)
            for one in made
            if one.asset is not None and one.asset.id in scores and one.asset.id not in taken
        ]
        if rated:
            _, variant, asset_id = max(rated)
            best[scene] = -variant
            taken.add(asset_id)
    return best
