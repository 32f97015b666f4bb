# What one does with a delivered video.

toast-rated = { $stars ->
    [one] Thank you: { $stars } star.
   *[other] Thank you: { $stars } stars.
}
toast-older-video = There is a newer video of this ad; please rate that one.
rated-liked = { $stars } <b>{ $title }</b>. What did you like most? If you want to tell, reply to this message.
rated-disliked = { $stars } <b>{ $title }</b>. What should have been different? If you want to tell, reply to this message. To have it changed, press “✏️ Change something” under the video.
rated-said = { $stars } <b>{ $title }</b>: <i>“{ $comment }”</i>
rated-thanks = Thank you, I have noted that.

button-files = 📁 Files
toast-files = The files follow.
files-master = 📁 <b>{ $title }</b>, the file as it was made ({ $megabytes } MB), for uploading.
files-subtitles = 💬 The subtitles. Upload them with the video where the platform asks for an SRT file.
files-too-large = <b>The file in full quality is larger than a bot may send.</b> The video above is the best that fits into a chat; the file itself is safe on this server.

# Small changes of a finished video, by a reply to it.

button-edit-video = ✂️ Edit
button-formats = 📐 Formats
button-keep-edit = ✅ Keep this
button-undo-edit = ↩️ Undo
edit-help =
    ✂️ <b>Small changes take a minute: write them in a reply to the video.</b>
    • <i>caption of scene 2: Cold, not bitter</i>
    • <i>text of scene 1: Wake up</i>
    • <i>captions off</i>
    • <i>music calmer</i>, <i>no music</i>
    • <i>scene 4: 3 s</i>, <i>remove scene 3</i>, <i>swap scenes 1 and 2</i>
    • <i>replace scene 3 with this clip</i>, written under a clip that you send as a reply
    • <i>undo</i>
    Several at once, one in a line. You see the result first, and it is free. For anything else the script is changed: just tell me.
toast-edit-help = Reply to the video with what to change.
edit-begun = ✂️ <b>I am cutting it again:</b>
edit-done = ✂️ The new cut is below.
edit-preview = ✂️ <b>{ $title }</b>, a new cut:
edit-kept = ✂️ <b>{ $title }</b>, as you wanted it:
edit-format = 📐 <b>{ $title }</b> · { $placement } · { $shape } · { $width }×{ $height } · { $seconds } s
edit-next = Reply to this video to change more.
edit-undone = ↩️ <b>{ $title }</b>, as it was before. Reply to it to change something else.
edit-failed = ⚠️ <b>The new cut was not made.</b> Your video is as it was, and this costs nothing.
edit-failed-next = Reply to the video with something else, or try it again later.
edit-impossible = What would come out is no ad.
edit-line-removed = • without scene { $scene }
edit-line-order = • order: { $order }
edit-line-length = • scene { $scene }: { $seconds } s
edit-line-caption = • caption of scene { $scene }: “{ $text }”
edit-line-no-caption = • no caption in scene { $scene }
edit-line-headline = • text of scene { $scene }: “{ $text }”
edit-line-button = • button: “{ $text }”
edit-line-captions-off = • captions off
edit-line-music = • music: { $genre }
edit-line-music-off = • no music
edit-line-format = • format: { $shape } · { $placement }
edit-line-more = • …
music-calm = calm
music-electronic = energetic
music-upbeat = cheerful
music-corporate = businesslike
music-acoustic = acoustic
music-cinematic = cinematic
music-lofi = lo-fi
cut-no-scene = There is no scene { $scene }: this video has scenes 1 to { $count }. Nothing was changed.
cut-scene-length = A scene can be { $least } to { $most } s long. Nothing was changed.
cut-only-scene = That is the only scene left, so it has to stay. Nothing was changed.
cut-order = The order has to name each of the { $count } scenes once. Nothing was changed.
cut-ad-length = The video would be { $seconds } s long; { $placement } takes { $least } to { $most } s. Nothing was changed.
toast-edit-kept = Kept: this is your ad's video now.
toast-edit-undone = Undone: the video before it follows.
toast-nothing-to-undo = This is how the video was first made.
edit-nothing-to-undo = This is how the video was first made, so there is nothing to undo.
formats-choose = 📐 For which place shall I cut <b>{ $title }</b> too? It is free, and the video you have stays.
formats-none = 📐 No other place takes an ad of this length.
toast-formats = Choose a format below.
toast-format-begun = I am cutting it.
toast-format-there = You have that one already; it follows.
edit-line-clip = • scene { $scene }: your clip
edit-clip-question = 🎞 Send me the clip for scene { $scene } as a reply to this message (MP4, MOV or WebM, up to 20 MB). Its picture is used, not its sound.
edit-clip-hint = Attach a clip …
edit-clip-refused = This clip can't be used. I take MP4, MOV, WebM or MKV that plays from beginning to end.
edit-person = There is a person in this clip. Answer the question below; once they have agreed, I cut it by myself.
edit-left-out = You said that whoever is seen in this clip did not agree, so I don't use it.
cut-which-scene = Which scene shall this clip replace? Send it again as a reply to the video and write under it, for instance, “scene 3”.
cut-clip-too-big = Telegram hands me files of up to 20 MB. Send a shorter or smaller clip. Nothing was changed.
cut-not-allowed = I may not write that into this ad as it is. Tell me without a reply what to change, and I check the whole script. Nothing was changed.
button-variant = 🔀 Variant
button-share = 🔗 Share
toast-variant = A variant: I tell it from another angle.
toast-variant-there = There is a variant that waits for your decision.
toast-shared = The link is below.
variant-begun = 🔀 <b>A variant of { $title }:</b> the same brief, told from another angle. Your video stays as it is, and /ads lists both.
