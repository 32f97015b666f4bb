"""What every repository of one person's rows has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, select, update

from db.base import Base
from db.checks import plain_refusals
from db.engine import FOR_CHANGE, Session
from db.errors import NotFound

Kind = TypeVar("Kind", bound=Base)


class Owned:
    """Rows of one person. Somebody else's id is as unknown as one that does not exist: a reader gets None or an
    empty list, whoever changes gets False, whoever builds on it gets NotFound."""

    def __init__(self, session: Session, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    def _own(self, model: type[Kind], *rules: ColumnElement[bool]) -> Select[Kind]:
        return select(model).where(model.__table__.c.user_id == self._user_id, *rules)

    async def _one(self, model: type[Kind], key: UUID, *, lock: bool = False) -> Kind | None:
        statement = self._own(model, model.__table__.c.id == key)
        if lock:
            statement = statement.with_for_update(**FOR_CHANGE)
        found = await self._session.execute(statement, execution_options={"populate_existing": True})
        return found.scalar_one_or_none()

    async def _need(self, model: type[Kind], key: UUID, *, lock: bool = False) -> Kind:
        row = await self._one(model, key, lock=lock)
        if row is None:
            raise NotFound(f"{model.__tablename__}: no such row of the person who acts")
        return row

    async def _all(self, statement: Select[Kind]) -> Sequence[Kind]:
        found = await self._session.execute(statement, execution_options={"populate_existing": True})
        return found.scalars().all()

    async def _add(self, row: Kind) -> Kind:
        async with plain_refusals(self._session):
            self._session.add(row)
            await self._session.flush()
        return row

    async def _change(
        self, model: type[Kind], key: UUID, *rules: ColumnElement[bool], **values: Any
    ) -> Kind | None:
        columns = model.__table__.c
        statement = (
            update(model)
            .where(columns.id == key, columns.user_id == self._user_id, *rules)
            .values(values)
            .returning(model)
        )
        async with plain_refusals(self._session):
            found = await self._session.execute(statement, execution_options={"populate_existing": True})
            return found.scalar_one_or_none()

    async def _remove(self, model: type[Kind], key: UUID) -> bool:
        columns = model.__table__.c
        statement = delete(model).where(columns.id == key, columns.user_id == self._user_id)
        found = await self._session.execute(statement.returning(columns.id))
        return found.scalar_one_or_none() is not None
