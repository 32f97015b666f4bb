# Models, alerts and broadcasts, for admins.

models-title = 🧠 <b>Models</b>: who makes what, at which price
models-model = { $mark } <b>{ $kind }</b>: <code>{ $model }</code>, USD { $usd } for { $metric }
models-here = 🏠 <b>{ $kind }</b>: made on this machine, free of charge
models-off = ⏸ Switched off: parts that need it wait.
models-unused = Not asked within thirty days.
models-runs = Thirty days: { $runs } runs, { $failed } failed, USD { $usd } charged.
models-as-told = Price checked: a run cost USD { $paid } on average, { $expected } was reckoned.
models-dearer = ⚠️ Dearer than the table says: a run cost USD { $paid } on average, { $expected } was reckoned.
models-file = <i>The table (MODELS_FILE) names the models of each kind, its own default first.</i>
models-default-own = ⭐ Default: the catalogue's own. { $count ->
    [one] One other
   *[other] { $count } others
} to choose from.
models-default-chosen = ⭐ Default: chosen here. The catalogue's own is <code>{ $own }</code>.
models-default-only = ⭐ Default: the only one of its kind in the catalogue.
models-ignored-gone = ⚠️ <code>{ $model }</code> was chosen here, but the catalogue names it no more: its own default is used.
models-ignored-off = ⚠️ <code>{ $model }</code> was chosen here, but it is switched off: the catalogue's own default is used.
models-choose = 🔀 <b>{ $kind }</b>: which model is the default?
models-choose-note = <i>It holds for what is approved from now on. What was approved keeps its model and price, and a brand's own trained look goes before.</i>
metric-image_output_count = a picture
metric-video_output_count = a clip
metric-video_output_duration_seconds = a second of video
metric-audio_output_count = a recording
metric-audio_output_duration_seconds = a second of sound
metric-character_input_count = a character of text
metric-predict_time = a second of machine
kind-still = Pictures
kind-branded = Pictures in a brand's look
kind-clip = Clips
kind-voice = Voice
kind-music = Music
kind-training = Training

alert-raised = 🚨 <b>{ $words }</b>
alert-over = ✅ Over: { $words }
alert-queue = Work piles up. Are enough workers running? /health tells more.
alert-answers = People wait for an answer. Is the chat model away?
alert-messages = Messages can't be sent. Is Telegram away, or slowing us down?
alert-making = Something makes no headway: look at /jobs, wake it or stop it.
alert-provider = The provider fails often. /models switches one model off, /pause holds everything.
alert-tries = Paid runs are past their deadline, or nobody knows whether they arrived. They are looked for every few seconds; the provider's own page tells more.
alert-orphans = The provider charged for runs that nobody asked for. They were stopped and written down.
alert-budget = Today's ceiling is near: above it nothing paid begins until midnight UTC.
alert-connections = The database has few connections left.
alert-storage = Files can't be put away: they wait on this machine and are brought there later, nothing is lost or bought twice. <code>briefcut doctor</code> tells what is the matter.
alert-disk = Little room is left: videos can't be made or stored without it.
alert-database = What was being written then is done again by itself. If it was not you, look at its log.
health-database = Postgres was started anew at { $at } UTC

broadcast-usage = 📣 Write what everybody should know behind the command, for instance <code>/broadcast We are back!</code> Bold, links and lines stay as you write them. Nothing is sent before you have seen it.
broadcast-draft = 👆 <b>So it will look.</b> To: { $whom } ({ $count ->
    [one] one person
   *[other] { $count } people
})
broadcast-dropped = 🗑 The draft is gone. Nobody was told.
broadcast-sending = 📣 <b>Sending</b>
broadcast-done = ✅ <b>Everybody was told.</b>
broadcast-stopped = 🛑 <b>Stopped.</b> Nobody more is told.
broadcast-bar = { $bar } { $done } of { $total }
broadcast-sums = { $sent } told, { $blocked } have blocked the bot, { $failed } failed
audience-all = everybody
audience-active = who wrote within 30 days
audience-paying = who has a plan
audience-en = who reads English
audience-es = who reads Spanish
audience-ru = who reads Russian

button-model-off = ⏸ { $kind }
button-model-on = ▶️ { $kind }
button-models-choose = 🔀 { $kind }
button-model-default = ⭐ { $name }
button-model-other-off = ⏸ { $name }
button-model-other-on = ▶️ { $name }
button-models-back = ‹ All models
button-audience-all = Everybody
button-audience-active = Active
button-audience-paying = With a plan
button-audience-en = English
button-audience-es = Spanish
button-audience-ru = Russian
button-broadcast-send = 📣 Send to { $count }
button-broadcast-drop = 🗑 Discard
button-broadcast-stop = Stop

toast-model-off = Nothing more is asked of it.
toast-model-on = It is asked again.
toast-model-other = Another model is the default now.
toast-model-default = It is the default from now on.
toast-model-is-off = It is switched off: switch it on first.
toast-broadcast-begun = This is no draft any more.
toast-broadcast-other-count = The number of people has changed: look again.
toast-broadcast-sending = It is being sent.
toast-broadcast-stopped = Stopped.
toast-broadcast-over = It is not being sent any more.
