"""The chat stand-in: a Bot API server with a chat page, reached by the bot as it would reach Telegram."""

from briefcut.simulator.errors import HomeUnreadable
from briefcut.simulator.limits import Limits
from briefcut.simulator.people import ADA, ADMIN, BEN, Person
from briefcut.simulator.standin import ChatStandIn

__all__ = ["ADA", "ADMIN", "BEN", "ChatStandIn", "HomeUnreadable", "Limits", "Person"]
