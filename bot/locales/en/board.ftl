# Pictures and clips to choose from, and scenes that could not be made.

album-still = <b>Scene { $number } of { $count }</b>: { $words } · { $many ->
    [one] picture { $numbers }
   *[other] pictures { $numbers }
}
album-clip = <b>Scene { $number } of { $count }</b>: { $words } · { $many ->
    [one] clip { $numbers }
   *[other] clips { $numbers }
}

board-title-still = 🖼 <b>Choose the pictures: { $title }</b>
board-title-clip = 🎞 <b>Look at the clips: { $title }</b>
board-line-picked-still = <b>{ $number }</b> · picture { $chosen } ✔
board-line-picked-clip = <b>{ $number }</b> · clip { $chosen } ✔
board-line-default-still = <b>{ $number }</b> · picture { $chosen } (the first)
board-line-default-clip = <b>{ $number }</b> · clip { $chosen }
board-line-making = <b>{ $number }</b> · being made …
board-line-none-still = <b>{ $number }</b> · no picture yet
board-line-none-clip = <b>{ $number }</b> · no clip yet
board-more-making = more on the way …
board-more-failed = { $count ->
    [one] 1 could not be made (cost: { $cost })
   *[other] { $count } could not be made (cost: { $cost })
}
board-hint-still = Tap the number of the picture to keep; where you keep none, the first is used. Behind the scene's own button is more: a picture of your own, a swap. A photo in reply to a scene's pictures is used for it, too. Only a button with a price costs anything.
board-hint-clip = Keep the clips, have one made anew, or go on. The cut is free.
board-hint-making = What is missing is being made; the board goes on when it is there.
board-hint-missing = Something is still missing: answer the question about it, or tap its scene.
board-kept-still = 🖼 Pictures kept (scene·picture): { $kept }
board-kept-clip = 🎞 Clips kept (scene·clip): { $kept }
board-left = ⤵️ This board is closed: it goes on below.

scene-title = <b>Scene { $number } of { $count }</b>: { $words }
scene-swap-hint = Or take a picture of another scene (scene·picture). If it is the one chosen there, the two are exchanged:
own-question = 📎 Send the picture for scene { $number } now (JPEG, PNG or WebP, up to 20 MB). As a file it keeps full quality. It costs nothing.
own-taken = Scene { $number }: I take your picture.

scene-failed-still = ⚠️ <b>The picture of scene { $number } could not be made</b>: { $why }.
scene-failed-clip = ⚠️ <b>The clip of scene { $number } could not be made</b>: { $why }.
scene-failed-voice = ⚠️ <b>The voice-over could not be made</b>: { $why }.
scene-failed-music = ⚠️ <b>The music could not be made</b>: { $why }.
scene-why-unsafe = the model refused it as unsafe
scene-why-stuck = the model did not come to an end and was stopped
scene-why-lost = it was made, but could not be fetched in time
scene-why-damaged = what came was damaged
scene-why-refused = the provider did not accept the request
scene-why-failed = the model ended with an error
scene-cost = It cost { $cost }.
scene-cost-free = It cost nothing.
scene-cost-nothing = nothing
scene-failed-next = Everything else is kept and goes on. What shall I do?

redo-title = 🔁 <b>One scene anew</b>, with new pictures to choose from (🖼) or a new clip (🎞). The others stay as they are, and the cut is free.
redo-line = <b>{ $number }</b> · { $words }

wish-rewrite = Scene { $scene }: describe the picture in other, harmless words. The image model refused it; keep its meaning and its length.
wish-rewrite-guided = Scene { $scene }: show { $product } alone on a plain, bright background

button-scene = Scene { $number }
button-keep = { $number }
button-kept = ✅ { $number }
button-making = ⏳
button-redo-short = 🔁 { $cost }
button-redo-still = 🔁 { $count ->
    [one] A new picture · { $cost }
   *[other] { $count } new pictures · { $cost }
}
button-redo-clip = 🔁 A new clip · { $cost }
button-surprise = 🎲 Surprise me: the best of each
button-make-clips = ▶️ Make the clips · free
button-make-clips-uses = ▶️ Make the clips · uses { $cost } of your { $allowance }
button-make-clips-here = 🎬 Move the pictures here · free
button-make-cut = ✂️ Make the cut · free
button-own = 📎 Use my own picture
button-swap = { $scene }·{ $number }
button-back = ◀️ Back to the board
button-animate-clip = 🎬 Move the picture here instead · free
button-other-pictures = 🖼 Choose another picture
button-rewrite = ✏️ Rewrite the scene
button-again = 🔁 Try again · { $cost }
button-again-free = 🔁 Try again · free
button-here-still = 🎬 Use the free animation
button-here-clip = 🎬 Use the free animation
button-here-voice = 🎬 Use the free voice
button-here-music = 🎬 Use the free music
button-redo-scenes = 🔁 Redo a scene
button-anew-still = 🖼 { $number } · { $cost }
button-anew-clip = 🎞 { $number } · { $cost }

toast-kept-still = Scene { $number }: picture { $variant } is kept.
toast-kept-clip = Scene { $number }: clip { $variant } is kept.
toast-swapped = Scene { $number } has that picture now.
toast-best = Chosen by measure: the sharpest, and the most like your product.
toast-pictures = On it! The pictures are being made.
toast-redo = On it! It comes below when it is there.
toast-clips = On it! The clips are being made.
toast-cut = On it! The video is being cut.
toast-again = On it! I try once more.
toast-here = On it! It is made here, free of charge.
toast-board-changed = That has changed meanwhile. The board shows how it stands.
toast-choose-first = Your choice is waited for: the board is below.
toast-own = Send the picture now.
toast-rewrite = The scene is written in other words.
toast-count = { $count } pictures per scene, from now on.
toast-going-on = On it! I go on where it stopped.
