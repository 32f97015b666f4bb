# The script, and the way from it to the video.

script-title = 🎬 <b>{ $title }</b> · { $placement } · { $seconds } s · { $framework }
script-untitled = Your script
script-storyline = <i>{ $storyline }</i>
script-scene = <b>Scene { $number }</b> · { $from }–{ $to }
script-picture = 🖼 { $text }
script-on-screen = 🔤 { $text }
script-sound = 🔊 { $text }
script-voice-over = 🎙 <b>Voice-over</b>
script-voice-text = <i>“{ $text }”</i>
script-music = 🎵 Music: { $genre }
script-no-music = 🎵 No music
script-price-free = Making it is free.
script-price-uses = Making it uses <b>{ $cost }</b> of your { $allowance }.
script-price-steps = Making it at once uses <b>{ $cost }</b> of your { $allowance }; { $count } pictures of each scene to choose from first use <b>{ $pictures }</b>.
price-over-allowance = <b>This video would use { $cost }, and { $left } of your plan is left this month.</b> Nothing was started and nothing was charged.
price-over-ad = <b>This video would cost { $cost }; with it, this ad would exceed the most that one ad may cost here, { $limit }.</b> Nothing was started and nothing was charged. Fewer or shorter scenes cost less.
price-over-day = <b>This video would cost { $cost }; with it, you would exceed the most that one person may use in a day here, { $limit }.</b> Nothing was started and nothing was charged. Tomorrow it works again.
price-over-house = <b>Today's budget of this bot is used up.</b> Nothing was started and nothing was charged. Tomorrow it works again.
price-animatic = I can make it as an animatic now: your photos, colours and words with motion, voice and music, made here, free of charge. The script stays for later.
price-risen = <b>The price has changed:</b> making it now costs { $cost }. Nothing was started and nothing was charged.
script-invitation = Shall I film it, or change something first?
script-stale = <b>That button belonged to an earlier version of the script.</b> Nothing was started and nothing was charged. This is the current one:
script-none = <b>That button is old:</b> this ad has no script at the moment. Nothing was started and nothing was charged. Write on, and I make a new one.

production-title = 🎬 <b>Making your video</b>
production-title-named = 🎬 <b>Making { $title }</b>
production-step-plan = plan
production-step-stills = stills
production-step-clips = clips
production-step-sound = voice and music
production-step-cut = cut
production-step-delivery = delivery
production-done = ✔ { $step }
production-running = ▸ <b>{ $step }</b>
production-waiting = ○ { $step }
production-failed-step = ✖ { $step }
production-bar = { $bar } { $percent } %
production-remaining-seconds = about { $seconds } s left
production-remaining-minutes = { $minutes ->
    [one] about { $minutes } minute left
   *[other] about { $minutes } minutes left
}
production-cancelling = Cancelling … Nothing is charged.
production-held = ⏸ We hold all productions for a moment. Yours goes on by itself; nothing is lost and nothing more is charged meanwhile.
production-complete = ✅ <b>Your video is ready.</b>
production-complete-named = ✅ <b>{ $title }</b> is ready.

delivered = 🎉 <b>{ $title }</b>
delivered-untitled = 🎉 <b>Your ad is ready.</b>
delivered-details = { $placement } · { $width }×{ $height } · { $seconds } s
delivered-free = It was free.
delivered-used = It used { $cost }.
delivered-bill = Estimated { $estimated }, charged { $cost }, returned { $back }.
delivered-ai = Made with AI.
delivered-credits = <blockquote expandable>{ $credits }</blockquote>
delivered-next = Tell me what to change, or start another ad.

failed-title = ⚠️ <b>The video could not be finished.</b>
failed-step = It stopped at this step: { $step }.
failed-next = Try it again, or change the script first.

cancelled-title = ✖️ <b>Cancelled: the video of { $title }.</b>
cancelled-title-unnamed = ✖️ <b>Cancelled: the video.</b>

ended-free = Nothing was charged. The script and everything you sent are kept.
ended-bill = <b>{ $bill }</b>
ended-used = { $cost } was used for what had been made by then. All of it is kept.
ended-kept = What was made is kept, and so are the script and everything you sent.
ended-pending = What still runs with the provider is being stopped or brought home; it may add to the cost.

production-ready-still = 🖼 The pictures are ready. Choose below.
production-ready-clip = 🎞 The clips are ready. Look below.
production-asks = ⏸ It waits for your decision; the question is below.
