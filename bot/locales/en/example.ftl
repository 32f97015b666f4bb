# The example: a finished ad, and its brief to begin with.

example-caption =
    👀 <b>This is what comes out:</b> an ad for a cold brew, made here from four lines of text and one product photo, with music and captions, free of charge.
    Tap below to have one made from such a brief, or tell me about your own product.
example-brief = 15 s Instagram reel for our cold brew North Pier, for young professionals, key message: steeped for 18 hours, never bitter, tone playful, call to action: order now. No photo, just decide the rest.
button-example = 👀 See a finished ad
button-example-try = ✨ Try it with an example brief
toast-example = Here it comes.
toast-example-begun = I'm on it.
