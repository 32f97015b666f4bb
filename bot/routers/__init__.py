"""Handlers by topic. Each module builds a fresh router, because a router belongs to one dispatcher only."""

from __future__ import annotations

from aiogram import Router

from bot.routers import (
    after,
    board,
    brief,
    craft,
    editing,
    fallback,
    files,
    help,
    material,
    production,
    review,
    revisions,
    start,
    training,
)


def routers() -> tuple[Router, ...]:
    """All routers in the order in which they are asked; the fallback is last."""
    return (
        start.router(),
        help.router(),
        review.router(),
        after.router(),
        editing.router(),
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
