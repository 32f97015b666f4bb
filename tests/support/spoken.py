"""Imported by the process that programs are forked from: each of them finds the sentences read."""

from bot.i18n import Speech

Speech.load()
