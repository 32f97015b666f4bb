# What can't be used, and what went wrong: what happened, whether anything was charged, what to do next.

empty-message = That message was empty. Write what the ad is for, or /help.
unknown-command = I don't know { $command }. /help shows what I can do.
unsupported-sticker = Nice sticker! I can't make an ad out of it, though. Tell me in words, or send a product photo.
unsupported-animation = I can't use animations yet. Tell me in words, or send a product photo.
unsupported-video = I can't use videos yet. A product photo and a few words work well.
unsupported-video_note = I can't watch video messages yet. Please write it, or send a product photo.
unsupported-audio = I can't use audio files yet. I compose the music and the voice-over myself; tell me how they should sound.
unsupported-location = I can't use a location. If the place matters for the ad, write its name.
unsupported-contact = I can't use a contact. If the ad needs a phone number or address, write it as text.
unsupported-poll = I can't use a poll. Write what you would like in the ad.
unsupported-dice = Let's leave nothing to chance: tell me in words what the ad is for.
unsupported-story = I can't open stories. Tell me in words, or send a product photo.
unsupported-other = I can't use that kind of message. Words and product photos (JPEG, PNG, WebP) work.
unsupported-document =
    I can't read { $name }. Words, product photos (JPEG, PNG or WebP, up to 20 MB) and briefs as text, Word (docx) or PDF work.
    If there is a brief in it, copy the text into a message.
unsupported-image = I can't use pictures of the kind { $name }. Please send it as JPEG, PNG or WebP.
photo-too-big =
    This picture is too big: { $size } MB, and Telegram lets me fetch 20 MB at most. It was not used.
    Please send a smaller copy, or send it as a photo instead of a file.
file-untitled = this file

error-unknown = Something went wrong on my side, and your last step was not carried out. Nothing was charged. Please try it once more.
error-database = My memory is not reachable at the moment. Nothing was charged. Please try again in a minute.
error-conflict = Something changed meanwhile, so this was not done. Nothing was charged. Please look at the newest message.
error-not-found = I can't find that any more. Start another ad with /new.
error-damaged = A part of this ad can't be read any more. Nothing was charged. Please start another one with /new.
error-refused = That is not possible at this point. Nothing was charged. /help shows what is.
error-input = I can't keep that as it is: it is too long, or not one of the choices. Nothing was changed. Please send it in another form.
error-schema = I am being updated. Nothing was charged. Please try again in a few minutes.
error-reference = Reference: <code>{ $reference }</code>

toast-old-button = This button is from an earlier version. Please use the newest message.
toast-not-found = I can't find that ad any more.
toast-started = On it! The video is being made.
toast-already = It is being made already.
toast-made = This video is made already. Tell me what to change for a new one.
toast-stale = This version of the script is old. The current one follows.
toast-stale-making = This button is old: the video is being made. Below is how far it is.
toast-too-dear = Nothing was started and nothing was charged. The message below says why.
toast-dearer = The price has changed. Nothing was started; the new price is below.
toast-cancelled = Cancelled.
toast-nothing-running = Nothing is running.
toast-new = A fresh ad.
toast-answer = “{ $answer }”
toast-answered = I have that answer already.
toast-change = Tell me what to change.
toast-switched = Back at this ad.
