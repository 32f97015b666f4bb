"""Keyboards under messages: checked like Telegram, and put where they belong."""

from aiogram.types import (
    ForceReply,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from briefcut.simulator.errors import bad_request
from briefcut.simulator.limits import Limits
from briefcut.simulator.messages import Json, to_json
from briefcut.simulator.people import Person
from briefcut.simulator.world import World

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply
ACTIONS = (
    *("url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay", "disabled"),
    *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game"),
)
STYLES = {"primary", "success", "danger"}
MOST_BUTTONS = 100


def check_inline(markup: InlineKeyboardMarkup, limits: Limits) -> None:
    """Raises what Telegram says of buttons it refuses."""
    buttons = [button for row in markup.inline_keyboard for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("BUTTONS_TOO_MUCH")
    for button in buttons:
        if not button.text.strip():
            raise bad_request("can't parse inline keyboard button: button text must be non-empty")
        if all(getattr(button, action) is None for action in ACTIONS):
            raise bad_request(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            )
        data = button.callback_data
        if data is not None and not 0 < len(data.encode()) <= limits.callback_data_bytes:
            raise bad_request("BUTTON_DATA_INVALID")
        if button.url is not None and "." not in button.url and "://" not in button.url:
            raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")
        if button.style is not None and button.style not in STYLES:
            raise bad_request("can't parse inline keyboard button: invalid button style specified")


def inline_fields(markup: Markup | None, limits: Limits) -> Json:
    """The reply_markup field of a message: only inline keyboards are part of one."""
    if not isinstance(markup, InlineKeyboardMarkup):
        return {}
    check_inline(markup, limits)
    return {"reply_markup": markup if any(markup.inline_keyboard) else None}


def keep_keyboard(world: World, person: Person, markup: Markup | None) -> None:
    """Show, replace or remove the keyboard below the chat."""
    if markup is None or isinstance(markup, InlineKeyboardMarkup):
        return
    shown = None if isinstance(markup, ReplyKeyboardRemove) else to_json(markup)
    world.people.set_keyboard(person, shown)
    world.hub.publish("keyboard", person.id, keyboard=shown)
