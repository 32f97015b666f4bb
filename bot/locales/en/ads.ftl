# The list of a person's ads.

ads-title = <b>Your ads</b>
ads-found = <b>Your ads with “{ $find }”</b>
ads-paged = { $title } · page { $page } of { $pages }
ads-line = <b>{ $number }. { $title }</b>
ads-line-current = <b>{ $number }. { $title }</b> ← we are here
ads-day = { DATETIME($day, dateStyle: "medium") }
ads-state-talking = 📝 the brief is being collected
ads-state-script = 📄 the script waits for you
ads-state-filming = 🎬 being made
ads-state-reviewing = 🖼 waits for your choice
ads-state-completed = ✅ finished
ads-state-failed = ⚠️ could not be made
ads-state-cancelled = ✖️ cancelled
ads-open = Tap a number to open that ad again.
ads-none-so = No ad stands so at the moment.
ads-none = You have no ads yet. Tell me in a few words what to advertise, and the first one begins.
ads-none-found = None of your ads has “{ $find }” in it.
ads-find-question = What should I look for? Reply to this message with a word: a product, a brand, an audience. <code>/ads coffee</code> works too.
ads-find-hint = A word, such as: coffee
ads-again = Here is { $title } again. Tell me what to change, or start another ad.
ads-chosen = ● { $label }

button-ads-all = All · { $count }
button-ads-waiting = Your turn · { $count }
button-ads-making = Being made · { $count }
button-ads-done = Finished · { $count }
button-ads-before = ‹ Newer
button-ads-after = Older ›
button-ads-find = 🔎 Search
button-ads-everything = All my ads
toast-ads-find = Write what to look for.
