# What is kept about a person, how they get it, and how they have it removed.

privacy-consent = <i>By writing on you agree that what you send is stored here to make your ads{ $model ->
    [connected] , and sent to the connected AI service
   *[none] {""}
}. /privacy says what and for how long; /delete_my_data removes it all.</i>

privacy-what =
    <b>What is stored, and why</b>
    • Your Telegram id, name and language; the messages, photos, voice messages and files you send here, and what a page says that you send a link to; scripts and videos made from them. They are used to make your ads and for nothing else.
privacy-model = • { $model ->
    [connected] What you send about an ad goes to the connected AI service, which writes the script.
   *[none] No AI model is connected: what you write stays on this server and in Telegram.
}
privacy-maker = • { $maker ->
    [provider] Descriptions of scenes, and pictures you chose, go to the provider that makes pictures and clips; its copies go after an hour.
   *[here] Pictures, clips, voices and music are made on this server.
}
privacy-groups = • In a group: only what is said to me (commands, mentions, replies to me, with the words they quote) and who approved which version, by name. What people there say to each other is not kept.
privacy-how-long =
    <b>For how long</b>
    • Numbers of handled updates: 48 hours. What I said to you, pictures that were not chosen and files you deleted: 30 days. Ads, brands, messages and payments: until you delete them.
privacy-who-sees =
    <b>Who sees it</b>
    • No other user. Whoever runs this server can. Log files hold ids and numbers, never what you write. Please send no secrets and no photos of people who did not agree.
privacy-rights =
    <b>Your rights</b>
    • /export_my_data – everything about you as a zip, in this chat
    • /delete_my_data – remove everything, at once
button-ask-erase = 🗑 Delete my data

my-data-ads = • Ads: { $count }
my-data-brands = • Brands: { $count }
my-data-messages = • Messages, yours and mine: { $count }
my-data-scripts = • Versions of scripts: { $count }
my-data-files = • Files (pictures, sounds, videos): { $count }
my-data-others = • Other records (settings, plans, steps of the work): { $count }

erase-question = <b>Delete everything about you?</b>
erase-consequences =
    What runs is stopped at once, a plan ends, and nothing can be brought back. The costs of calls and your payments stay as sums under a random name: the books must add up.
    Save finished videos first: afterwards they are only where you keep them yourself.
button-erase-mine = 🗑 Delete everything
button-keep-mine = Keep everything
toast-kept-mine = Nothing was deleted.
toast-erase-begun = Locked. Deleting now.
toast-erase-old = That question is old. Here it is again.
toast-erase-over = That was done already.
erase-not-done = Nothing was deleted; everything is as it was.
erase-begun =
    <b>Your data is locked and is being deleted.</b>
    Nothing new begins until that is done. It takes a minute; where a payment or a provider's work is still open, up to 48 hours. I write here when it is over.
erase-done = <b>Everything about you is deleted.</b> This was removed:
erase-ledger-stays = { $count ->
    [one] One line of the books stays, a sum under a random name that leads nowhere.
   *[other] { $count } lines of the books stay, sums under a random name that leads nowhere.
}
erase-elsewhere = What is in this chat is with Telegram: clear the chat to remove it there. Backups made before are thrown away in their turn.
erase-goodbye = Thank you for the time together. If you ever write again, we begin as strangers.

button-export-mine = 📦 Get my data
toast-export-begun = Packing it all.
export-begun = 📦 I am packing everything that is stored about you. The zip comes into this chat in a minute or two.
export-soon = 📦 That was asked for a moment ago: the zip is here or on its way.
export-done = 📦 <b>Everything that is stored about you.</b> README.txt in it explains the rest.
export-part = 📦 <b>Everything that is stored about you</b>, part { $number } of { $count }. README.txt in the first part explains the rest.
export-left-out = { $count ->
    [one] One file is too big for the chat and not in it: the button under its video gives it.
   *[other] { $count } files are too big for the chat and not in it: the button under each video gives it.
}
export-failed = <b>Your data could not be packed.</b> Nothing was lost. Please try again in a few minutes.
