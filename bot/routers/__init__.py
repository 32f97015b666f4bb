"""Handlers by topic. Each module builds a fresh router, because a router belongs to one dispatcher only."""

from __future__ import annotations

from aiogram import Router

from bot.routers import (
    access,
    admin,
    admin_people,
    ads,
    after,
    approval,
    board,
    brands,
    brief,
    broadcast,
    craft,
    example,
    fallback,
    files,
    help,
    links,
    material,
    models,
    paysupport,
    plan,
    privacy,
    production,
    reports,
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
        access.router(),
        start.router(),
        help.router(),
        example.router(),
        approval.router(),
        ads.router(),
        settings.router(),
        plan.router(),
        paysupport.router(),
        privacy.router(),
        review.router(),
        admin.router(),
        admin_people.router(),
        reports.router(),
        after.router(),
        models.router(),
        broadcast.router(),
        production.router(),
        board.router(),
        revisions.router(),
        craft.router(),
        material.router(),
        files.router(),
        brands.router(),
        training.router(),
        brief.router(),
        fallback.router(),
    )
