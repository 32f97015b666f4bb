"""Who the bot is: name, descriptions, commands, menu button; and what it may know of a chat."""

import re
from typing import cast

from aiogram.methods import (
    Close,
    DeleteMyCommands,
    GetChat,
    GetChatMenuButton,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    LogOut,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)
from aiogram.types import (
    AcceptedGiftTypes,
    BotCommand,
    BotDescription,
    BotName,
    BotShortDescription,
    ChatFullInfo,
    MenuButtonCommands,
    MenuButtonDefault,
    MenuButtonWebApp,
    User,
)

from briefcut.simulator.errors import bad_request
from briefcut.simulator.messages import Json, to_json
from briefcut.simulator.world import World

LONGEST = {"name": 64, "description": 512, "short_description": 120}
TOO_LONG = {
    "name": "name is too long",
    "description": "description is too long",
    "short_description": "short description is too long",
}
MenuButton = MenuButtonCommands | MenuButtonWebApp | MenuButtonDefault


async def get_me(world: World, call: GetMe) -> User:
    """getMe."""
    flags = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return world.bot().model_copy(update=flags)


async def close(world: World, call: LogOut | Close) -> bool:
    """logOut, close: nothing to leave here."""
    return True


def _texts(world: World, key: str) -> dict[str, str]:
    return cast("dict[str, str]", world.store.setting(key) or {})


def _set_text(world: World, key: str, text: str | None, language: str | None) -> bool:
    if len(text or "") > LONGEST[key]:
        raise bad_request(TOO_LONG[key])
    kept = {**_texts(world, key), language or "": text or ""}
    world.store.keep(key, {code: value for code, value in kept.items() if value})
    world.hub.publish("bot", None)
    return True


def text_for(world: World, key: str, language: str | None) -> str:
    """A name or description in the language, else the one for all."""
    kept = _texts(world, key)
    default = world.bot().first_name if key == "name" else ""
    return kept.get(language or "") or kept.get("") or default


async def set_my_name(world: World, call: SetMyName) -> bool:
    """setMyName."""
    return _set_text(world, "name", call.name, call.language_code)


async def set_my_description(world: World, call: SetMyDescription) -> bool:
    """setMyDescription."""
    return _set_text(world, "description", call.description, call.language_code)


async def set_my_short_description(world: World, call: SetMyShortDescription) -> bool:
    """setMyShortDescription."""
    return _set_text(world, "short_description", call.short_description, call.language_code)


async def get_my_name(world: World, call: GetMyName) -> BotName:
    """getMyName."""
    return BotName(name=text_for(world, "name", call.language_code))


async def get_my_description(world: World, call: GetMyDescription) -> BotDescription:
    """getMyDescription."""
    return BotDescription(description=text_for(world, "description", call.language_code))


async def get_my_short_description(world: World, call: GetMyShortDescription) -> BotShortDescription:
    """getMyShortDescription."""
    return BotShortDescription(short_description=text_for(world, "short_description", call.language_code))


def _scope(call: SetMyCommands | GetMyCommands | DeleteMyCommands) -> str:
    scope = call.scope
    kind = scope.type if scope else "default"
    chat = getattr(scope, "chat_id", "")
    return f"{kind}:{chat}:{call.language_code or ''}"


def _commands(world: World) -> dict[str, list[Json]]:
    return cast("dict[str, list[Json]]", world.store.setting("commands") or {})


async def set_my_commands(world: World, call: SetMyCommands) -> bool:
    """setMyCommands, per scope and language."""
    if len(call.commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in call.commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command.command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return _keep_commands(world, _scope(call), [to_json(command) for command in call.commands])


async def delete_my_commands(world: World, call: DeleteMyCommands) -> bool:
    """deleteMyCommands."""
    return _keep_commands(world, _scope(call), [])


def _keep_commands(world: World, scope: str, commands: list[Json]) -> bool:
    kept = {**_commands(world), scope: commands}
    world.store.keep("commands", {name: value for name, value in kept.items() if value})
    world.hub.publish("bot", None)
    return True


async def get_my_commands(world: World, call: GetMyCommands) -> list[BotCommand]:
    """getMyCommands: exactly this scope and language."""
    found = _commands(world).get(_scope(call), [])
    return [BotCommand.model_validate(command) for command in found]


def commands_for(world: World, chat_id: int, language: str) -> list[Json]:
    """What a person's app lists: the narrowest scope first, the language before the default."""
    kept = _commands(world)
    for scope in (f"chat:{chat_id}", "all_private_chats:", "default:"):
        for code in (language, ""):
            if found := kept.get(f"{scope}:{code}"):
                return found
    return []


async def set_chat_menu_button(world: World, call: SetChatMenuButton) -> bool:
    """setChatMenuButton."""
    button: Json = to_json(call.menu_button) if call.menu_button else {"type": "default"}
    world.store.keep(f"menu:{call.chat_id or ''}", button)
    return True


async def get_chat_menu_button(world: World, call: GetChatMenuButton) -> MenuButton:
    """getChatMenuButton."""
    kept = world.store.setting(f"menu:{call.chat_id or ''}") or world.store.setting("menu:")
    body = cast("Json", kept or {"type": "commands"})
    if body["type"] == "web_app":
        return MenuButtonWebApp.model_validate(body)
    return MenuButtonDefault() if body["type"] == "default" else MenuButtonCommands()


async def get_chat(world: World, call: GetChat) -> ChatFullInfo:
    """getChat."""
    person = world.people.reachable(call.chat_id)
    pinned = world.messages.find(person.id, person.pinned) if person.pinned else None
    return ChatFullInfo.model_validate(
        {
            **to_json(person.chat()),
            "accent_color_id": person.id % 7,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(AcceptedGiftTypes.model_fields, False),
            "pinned_message": pinned.message if pinned else None,
        }
    )
