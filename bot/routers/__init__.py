"""Handlers by topic. Each module builds a fresh router, because a router belongs to one dispatcher only."""

from __future__ import annotations

from aiogram import Router

from bot.routers import (
    ads,
    board,
    brief,
    craft,
    fallback,
    files,
    help,
    links,
    material,
    production,
    review,
    revisions,
    settings,
    start,
    training,
)


def routers() -> tuple[Router, ...]:
    """All routers in the order in which they are asked; the fallback is last."""
    return (
        links.router(),
        start.router(),
        help.router(),
        ads.router(),
        settings.router(),
        review.router(),
        production.router(),
        board.router(),
        revisions.router(),
        craft.router(),
        material.router(),
        files.router(),
        training.router(),
        brief.router(),
        fallback.router(),
    )
