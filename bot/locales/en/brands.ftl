# /brands: what is advertised, with its colours, logo and photos.

command-brands = Brands: colours, logo, photos

brands-title = <b>Your brands</b> ({ $count })
brands-line = • <b>{ $title }</b>: { $about }
brands-ads = { $count ->
    [0] no ads yet
    [one] { $count } ad
   *[other] { $count } ads
}
brands-photos = { $count ->
    [one] { $count } photo
   *[other] { $count } photos
}
brands-current = this ad's brand
brands-none =
    <b>You have no brands yet.</b>
    Your first ad makes one by itself. Or add one now: its colours, logo and photos are then used in every ad you make for it.

brand-title = <b>{ $title }</b>
brand-untitled = Unnamed brand
brand-description = { $words }
brand-colors = 🎨 Colours: <code>{ $colors }</code>
brand-colors-none = 🎨 Colours: none yet
brand-tone = 💬 Tone: { $tone }
brand-tone-none = 💬 Tone: none yet
brand-fonts = 🔤 Type: { $fonts }
brand-logo = 🏷 Logo: it closes every ad
brand-logo-none = 🏷 Logo: none yet
brand-photos = { $count ->
    [one] 📷 { $count } product photo
   *[other] 📷 { $count } product photos
}
brand-photos-none = 📷 No product photos yet
brand-ads = { $count ->
    [0] 🎬 No ads yet
    [one] 🎬 { $count } ad
   *[other] 🎬 { $count } ads
}
brand-in-use = ✔ The ad we are talking about is for this brand.
brand-photos-shown = { $all ->
    [one] <b>{ $title }</b>: its product photo
   *[other] <b>{ $title }</b>: { $count } of { $all } product photos, the newest last
}
brand-deleted = 🗑 <b>{ $title }</b> is off your list. { $count ->
    [0] It had no ads.
    [one] Its { $count } ad stays as it is.
   *[other] Its { $count } ads stay as they are.
}
brand-said = This ad is for my brand “{ $title }”.

brand-ask-new = <b>What is the brand called?</b> Write its name.
brand-ask-title = <b>What should { $title } be called?</b> Write the new name.
brand-ask-colors =
    <b>Which colours has { $title }?</b> Codes or names, up to eight, the main one first:
    <code>#0B3D2E, #F5C542, cream</code>
    A dash (-) means none.
brand-ask-tone = <b>How does { $title } speak?</b> A few words, such as <i>warm and playful</i>. A dash (-) means no tone of its own.
brand-bad-title = That can't be a name: one line of up to 80 characters, please. What is it called?
brand-bad-colors = I found no colour in that. Write codes such as <code>#0B3D2E</code>, or names such as <i>dark green, gold</i>.
brand-bad-tone = A tone is a few words, 60 characters at most. How does the brand speak?

button-brand-use = ✅ Use it for this ad
button-brand-new-ad = 🎬 New ad for it
button-brand-photos = 📷 Photos ({ $count })
button-brand-title = ✏️ Name
button-brand-colors = 🎨 Colours
button-brand-tone = 💬 Tone
button-brand-delete = 🗑 Remove
button-brand-restore = ↩️ Bring it back
button-brand-add = ➕ New brand
button-brand-all = ☰ All brands

toast-brand-used = The ad is for this brand.
toast-brand-wait = I'm just answering about this ad. Please tap again in a moment.
toast-brand-stale = Something changed meanwhile. Here is how it stands.
toast-brand-deleted = Off your list.
toast-brand-restored = It is back.
toast-brand-not-found = I can't find that brand any more.

brand-logo-question = Which of them is the logo of <b>{ $title }</b>? It closes every ad. New photos: send them in the chat of an ad for this brand.
button-brand-no-logo = None of them
toast-brand-logo = That is the logo now.
