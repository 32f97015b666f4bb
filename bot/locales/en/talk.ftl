# First contact and everyday talk. HTML of Telegram; arguments arrive escaped.

welcome =
    <b>Briefcut turns a short brief into a finished video ad, right here in the chat.</b>
    Tell me about the product; I ask what is missing, write a script with a price, and film it once you approve.

    You can send everything in one message, for instance:
    <code>{ $example }</code>
    (tap to copy)
welcome-example = 15 s Instagram reel for our cold brew, for young professionals, tone playful, call to action: order now
welcome-guided = <i>No AI model is connected here, so a built-in guided interviewer asks the questions and writes the script by proven ad formulas.</i>
welcome-question = <b>First question: what are we advertising, and for whom?</b>

resume-title = Welcome back! We are working on <b>{ $title }</b>.
resume-untitled = Welcome back! We had just started an ad.
resume-kept = Nothing was lost: write on whenever you like, or start another ad.
resume-state-talking = Where we are: collecting the brief.
resume-state-script = Where we are: the script is written and waits for your decision.
resume-state-filming = Where we are: the video is being made.
resume-state-reviewing = Where we are: pictures or clips wait for your choice; the board is below.
resume-state-completed = Where we are: the video is finished. Tell me what to change, or start another ad.
resume-state-failed = Where we are: the last production failed. You can try it again.
resume-state-cancelled = Where we are: the production was cancelled. You can start it again.

new-ad-started = <b>A fresh ad.</b> What are we advertising, and for whom?
new-ad-kept = Your earlier ad { $title } is kept: reply to one of its messages to go back to it.
new-ad-kept-untitled = Your earlier ad is kept: reply to one of its messages to go back to it.
new-ad-already = This ad is still empty, so let's use it. <b>What are we advertising, and for whom?</b>
titled = “{ $title }”
untitled = your ad

switched = We are back at <b>{ $title }</b>.
change-question = What should I change? For instance: <i>make it 15 seconds</i>, <i>a warmer tone</i>, <i>scene 2: show the bottle</i>.

stopped-production =
    <b>Cancelled: the video of { $title }.</b>
    Nothing was charged. The script is kept.
stopped-turn = <b>Stopped: the answer I was writing.</b> Nothing was charged. Write on whenever you like.
stopped-nothing = Nothing is running, so there is nothing to stop. Nothing was charged.

brief-title = <b>The brief so far</b>
brief-known = ✔ { $label }: { $value }
brief-assumed = ✔ { $label }: { $value } <i>(my guess)</i>
brief-open = ○ { $label }
brief-label-product = Product
brief-label-target_audience = Audience
brief-label-key_message = Key message
brief-label-placement = Placement
brief-label-duration = Length
brief-label-call_to_action = Call to action
brief-label-offer = Offer
brief-label-tone = Tone
brief-label-photo = Product photo
brief-seconds = { $seconds } s
brief-photos = { $count ->
    [one] { $count } photo
   *[other] { $count } photos
}

help =
    <b>What you can do here</b>
    • Describe the product, the audience, where the ad runs, how long it is and what people should do. In one message or bit by bit.
    • Send product photos (JPEG, PNG or WebP, up to 20 MB); as a file they keep full quality.
    • Send a link to the product page, or the brief as a file (text, Word or PDF): I read it and ask before I use a page.
    • Read the script, change it by saying what should be different, then press “✅ Make it”.
    • Where a video costs something, pictures of each scene come first: keep, swap, have new ones made, or send your own. Motion is paid for after that.
    • “undo” goes back, step by step; “versions” shows every script so far; “what would 15 seconds look like?” puts another one beside it.
    • “why this script?” tells what speaks for it; its other angles are one tap away under it.
    • Reply to an older message or video to go on with that ad.

    <b>Commands</b>
    /new – another ad; the current one is kept
    /ads – all your ads: find one, open it again
    /brands – your brands: colours, logo, photos
    /settings – language, time zone, captions, notifications
    /plan – what your plan has left, and more of it
    /share – a link to this brief, for a colleague
    /approve – in a group: ask everybody there to approve the script
    /craft – how much is done before a script is shown, and what that costs
    /cancel – stop what is running (or write “stop”)
    /example – a finished ad to look at
    /help – this page
    /privacy – what is stored
    /export_my_data, /delete_my_data – a copy of what is stored; all of it removed
    /terms, /paysupport – what you agree to when you pay; help with a payment

busy = 🎬 The video is being made right now. Your message is noted; I answer it as soon as the video is done. To stop instead: /cancel

button-new = ➕ New ad
button-continue = ▶️ Continue
button-cancel = ✖️ Cancel
button-change = ✏️ Change something
button-make-free = ✅ Make it · free
button-make-uses = ✅ Make it · uses { $cost } of your { $allowance }
button-make-animatic = 🎬 Animatic · free
button-make-again = 🔁 Make it again
button-make-again-uses = 🔁 Make it again · uses { $cost } of your { $allowance }
button-pictures = 🎞 Make pictures · free
button-pictures-uses = 🎞 Make pictures · uses { $cost } of your { $allowance }
button-go-on = ▶️ Go on
button-go-on-uses = ▶️ Go on · uses { $cost } of your { $allowance }
button-count = 🖼 { $count } per scene

# What the assistant does just now, under a growing answer.
note-thinking = thinking
note-brief = noting the brief
note-answers = thinking of answers
note-script = writing the script
note-scene = changing the scene
note-undo = going back to the earlier script
