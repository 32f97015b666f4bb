"""The Bot API's methods by name: each call is aiogram's own model, so the surface cannot drift from it."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiogram import methods as api
from aiogram.methods.base import TelegramMethod
from aiogram.types import TelegramObject

from briefcut.simulator.errors import NOT_FOUND
from briefcut.simulator.inbound import Params, parse_call
from briefcut.simulator.messages import to_json
from briefcut.simulator.methods import attachments, editing, intake, payments, profile, sending
from briefcut.simulator.world import World

Model = type[TelegramMethod[Any]]
Handler = Callable[[World, Any], Awaitable[object]]

HANDLERS: dict[Model, Handler] = {
    api.GetMe: profile.get_me,
    api.LogOut: profile.close,
    api.Close: profile.close,
    api.GetUpdates: intake.get_updates,
    api.SetWebhook: intake.set_webhook,
    api.DeleteWebhook: intake.delete_webhook,
    api.GetWebhookInfo: intake.get_webhook_info,
    api.AnswerCallbackQuery: intake.answer_callback_query,
    api.GetFile: intake.get_file,
    api.SendMessage: sending.send_message,
    api.SendMessageDraft: sending.send_message_draft,
    api.SendChatAction: sending.send_chat_action,
    api.CopyMessage: sending.copy_message,
    api.ForwardMessage: sending.forward_message,
    api.SendPhoto: attachments.send_file,
    api.SendVideo: attachments.send_file,
    api.SendDocument: attachments.send_file,
    api.SendAudio: attachments.send_file,
    api.SendVoice: attachments.send_file,
    api.SendAnimation: attachments.send_file,
    api.SendMediaGroup: attachments.send_media_group,
    api.EditMessageText: editing.edit_message_text,
    api.EditMessageCaption: editing.edit_message_caption,
    api.EditMessageMedia: editing.edit_message_media,
    api.EditMessageReplyMarkup: editing.edit_message_reply_markup,
    api.DeleteMessage: editing.delete_message,
    api.DeleteMessages: editing.delete_messages,
    api.PinChatMessage: editing.pin_chat_message,
    api.UnpinChatMessage: editing.unpin_chat_message,
    api.UnpinAllChatMessages: editing.unpin_chat_message,
    api.SetMessageReaction: editing.set_message_reaction,
    api.SetMyName: profile.set_my_name,
    api.GetMyName: profile.get_my_name,
    api.SetMyDescription: profile.set_my_description,
    api.GetMyDescription: profile.get_my_description,
    api.SetMyShortDescription: profile.set_my_short_description,
    api.GetMyShortDescription: profile.get_my_short_description,
    api.SetMyCommands: profile.set_my_commands,
    api.GetMyCommands: profile.get_my_commands,
    api.DeleteMyCommands: profile.delete_my_commands,
    api.SetChatMenuButton: profile.set_chat_menu_button,
    api.GetChatMenuButton: profile.get_chat_menu_button,
    api.GetChat: profile.get_chat,
    api.CreateInvoiceLink: payments.create_invoice_link,
    api.AnswerPreCheckoutQuery: payments.answer_pre_checkout_query,
    api.EditUserStarSubscription: payments.edit_user_star_subscription,
    api.RefundStarPayment: payments.refund_star_payment,
    api.GetStarTransactions: payments.get_star_transactions,
}
# Telegram takes method names in any case.
BY_NAME = {model.__api_method__.lower(): (model, handler) for model, handler in HANDLERS.items()}


async def answer(world: World, name: str, params: Params) -> object:
    """Run a method and return its result as JSON. Raises BotApiError with Telegram's refusal."""
    known = BY_NAME.get(name.lower())
    if known is None:
        raise NOT_FOUND
    model, handler = known
    result = await handler(world, cast("object", parse_call(model, params)))
    if isinstance(result, list):
        return [to_json(item) if isinstance(item, TelegramObject) else item for item in result]
    return to_json(result) if isinstance(result, TelegramObject) else result
