# The bot's profile in Telegram; bare text. Limits: name 64, short description 120, description 512, command 256.

profile-name = Briefcut
profile-short = From ad brief to final cut, in a chat.
profile-description =
    Tell me about your product and I make a video ad of it: I ask what is missing, write a script with a price, and film it once you approve.

    Send a few words or a product photo to begin.
command-new = Start another ad
command-ads = Your ads: find, open, go on
command-plan = What your plan has left
command-settings = Language, captions and more
command-cancel = Stop what is running
command-help = What you can do here
command-privacy = What is stored
