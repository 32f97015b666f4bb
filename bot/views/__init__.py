"""What the bot says: pure functions from a state to `Words`. Nothing here calls Telegram or the database."""
