# What went wrong in the work behind the chat. The view adds that nothing was charged, what to do next and a reference.

error-turn = I could not finish that answer. Nothing was charged, and what you wrote is kept. Please write it once more, or say “go on”.
error-disk-full = There is no room left on my disk, so I could not take in what you sent. Nothing was charged, and nothing is lost: once the operator has made room, write to me again, and I answer all of it.

photo-refused = I can't use that picture. Please send it as JPEG, PNG or WebP.
photo-empty = That file is empty, so it was not used. Please send the picture again.
photo-wrong-kind = That file is not a picture I can use, whatever its name says. Please send a JPEG, PNG or WebP.
photo-polyglot = That file is a picture and something else at once, so I did not open it. Please send a plain JPEG, PNG or WebP.
photo-damaged = That picture is damaged or cut off, so it was not used. Please send it again.
photo-too-many-pixels = That picture has too many pixels: up to 40 megapixels work. Please send a smaller copy.
photo-gone = Telegram no longer has that picture. Please send it again.
photo-not-fetched = Telegram did not hand over that picture. Please send it again.
photo-too-large = That picture is too big: Telegram lets me fetch 20 MB at most. Please send a smaller copy.

studio-failed = The studio could not make one part of it.
studio-render-failed = One of the studio's programs ended with an error.
studio-timed-out = One part took far too long and was ended.
studio-disk-full = There is no room left on my disk for the video. The operator has to make room; then it can be made again.
studio-bad-media = One of the pictures, clips or sound files can't be used.
studio-undrawable-text = The script has characters that no font of the studio can draw. Please change that text.
studio-not-deliverable = The finished video missed the quality that is promised, so it was not sent.
studio-not-deliverable-picture = The finished video was checked and not sent: part of the picture came out black, frozen, flickering or in wrong colours.
studio-not-deliverable-sound = The finished video was checked and not sent: its sound is missing, distorted, or out of step with the captions.
studio-not-deliverable-words = The finished video was checked and not sent: some of its captions can't be read, or leave the area that the platform keeps free.
failed-cut-missing = The finished cut is no longer in storage.
failed-storage-away = Our storage could not be reached for a long time. What was made is kept; trying again goes on from there.
failed-part-missing = A finished part is no longer in storage. Trying again makes it anew.
failed-provider = The provider's model ended with an error.
failed-provider-away = The provider that makes it could not be reached.
failed-provider-busy = The provider that makes it takes nothing at the moment.
failed-provider-refused = The provider did not accept the request for this scene.
failed-provider-account = The provider does not accept our account at the moment. That is ours to mend.
failed-provider-empty = The provider's model ended without a result.
failed-provider-lost = The provider lost what it was making.
failed-unsafe = The provider's model did not want to make this picture: it took it for unsafe. Describing the scene in other words usually helps.
failed-stuck = The provider's model did not come to an end in its time and was stopped.
failed-output-expired = The provider made it, but it could not be fetched before it was removed there.
failed-output-damaged = What the provider made is damaged and can't be used.
failed-cancelled = It was cancelled.
failed-unexpected = Something unexpected happened while it was made.
delivery-too-big = The video is too big for Telegram.
production-ended-failed = ⚠️ <b>The video could not be finished.</b> Details are below.
