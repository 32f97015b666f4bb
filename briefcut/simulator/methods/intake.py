"""Updates, webhooks, callback answers and file lookups."""

import json
import re

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    GetFile,
    GetUpdates,
    GetWebhookInfo,
    SetWebhook,
)
from aiogram.types import File, WebhookInfo

from briefcut.simulator.errors import bad_request
from briefcut.simulator.messages import Json
from briefcut.simulator.updates import Webhook
from briefcut.simulator.world import World

LONGEST_POLL = 50


async def get_updates(world: World, call: GetUpdates) -> list[Json]:
    """getUpdates by long polling."""
    world.queue.allow(call.allowed_updates)
    limit = min(max(call.limit or 100, 1), 100)
    seconds = min(max(call.timeout or 0, 0), LONGEST_POLL)
    return await world.queue.poll(call.offset or 0, limit, seconds)


async def set_webhook(world: World, call: SetWebhook) -> bool:
    """setWebhook; plain http is fine here, as with a local Bot API server."""
    if call.url and not re.match(r"https?://[^/\s]+", call.url):
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = call.secret_token or ""
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    world.queue.allow(call.allowed_updates)
    webhook = Webhook(call.url, secret, min(max(call.max_connections or 40, 1), 100))
    world.queue.set_webhook(webhook, drop_pending=bool(call.drop_pending_updates))
    return True


async def delete_webhook(world: World, call: DeleteWebhook) -> bool:
    """deleteWebhook."""
    world.queue.set_webhook(Webhook(), drop_pending=bool(call.drop_pending_updates))
    return True


async def get_webhook_info(world: World, call: GetWebhookInfo) -> WebhookInfo:
    """getWebhookInfo."""
    webhook = world.queue.webhook
    return WebhookInfo.model_validate(
        {
            "url": webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": world.queue.pending(),
            "max_connections": webhook.max_connections if webhook.url else None,
            "last_error_date": webhook.last_error_date,
            "last_error_message": webhook.last_error_message,
            "allowed_updates": world.queue.allowed() or None,
        }
    )


async def answer_callback_query(world: World, call: AnswerCallbackQuery) -> bool:
    """answerCallbackQuery: once, and not after a minute."""
    row = world.store.row("SELECT * FROM callbacks WHERE id = ?", call.callback_query_id)
    if row is None or row["answer"] or world.now() - row["date"] > world.limits.callback_seconds:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(call.text or "") > world.limits.callback_answer:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: Json = {"text": call.text, "show_alert": bool(call.show_alert), "url": call.url}
    world.store.run(
        "UPDATE callbacks SET answer = ? WHERE id = ?", json.dumps(answer), call.callback_query_id
    )
    world.hub.publish("answer", row["chat_id"], query_id=call.callback_query_id, answer=answer)
    return True


async def get_file(world: World, call: GetFile) -> File:
    """getFile: a path for downloading, up to 20 MB."""
    shelved = world.shelf.find(call.file_id)
    if shelved is None:
        raise bad_request("invalid file_id")
    if shelved.size > world.limits.download_bytes:
        raise bad_request("file is too big")
    return File(
        file_id=shelved.file_id,
        file_unique_id=shelved.unique_id,
        file_size=shelved.size,
        file_path=shelved.path,
    )
