# Voice notes, files and links: what was heard and read, what could not be, and what is proposed.

voice-heard = 🎤 I heard: “{ $words }”
voice-no-ears = I can't listen to voice messages here: no service that turns speech into text is connected. Please write it in a few words.
voice-not-heard = I could not make out that voice message: the service that listens did not answer. Please send it again, or write it.
voice-silent = I heard no words in that voice message. Please record it again, or write it.
voice-too-long = That voice message is too long: I listen to { $minutes } minutes at most. Please send a shorter one, or write it.

file-empty = The file { $name } is empty, so there was nothing to read.
file-too-big = That file is too big: I read files of up to 10 MB. Please send a shorter one, or copy the text into a message.
file-too-large = The file { $name } is too big: I read files of up to 10 MB. Please send a shorter one, or copy the text into a message.
file-wrong-kind = I can't read { $name }: it is not the kind of file its name says. Text, Word (docx) and PDF work.
file-locked = The file { $name } wants a password, so I did not read it. Please send a copy without one.
file-no-text = There are no words that I can read in { $name }; it may be a scan. Please copy the text into a message.
file-damaged = The file { $name } is damaged, so I could not read it. Please send it again, or copy the text into a message.
file-gone = Telegram no longer has that file. Please send it again.
file-not-fetched = Telegram did not hand over that file. Please send it again.

link-unusable = I can't open that kind of link. Ordinary web pages (https://…) work; or tell me about the product in a few words.
link-private = I don't open links to { $name }: it is not on the public internet. Tell me about the product in a few words.
link-no-answer = The page at { $name } did not open. Please check the link, or tell me about the product in a few words.
link-slow = The page at { $name } took too long. Tell me about the product in a few words.
link-too-big = The page at { $name } is too big for me to read. Tell me about the product in a few words.
link-no-page = What is at { $name } is no web page that I can read. Tell me about the product in a few words.
link-redirects = The link to { $name } sends me from page to page. Please send me the last address.
link-nothing = I opened { $name } but found nothing about a product there. Tell me about it in a few words.
photo-not-on-page = I could not fetch the picture of that page. You can send me the product photo here.

page-read = 🔗 I read { $host }. It says:
page-title = <b>{ $title }</b>
page-description = { $description }
page-price = Price: { $price }
page-picture = There is a product picture, too.
page-question = Shall I use it for this ad?
style-read = 🎨 Your pictures have a look in common. I would propose:
style-colors = Colours: { $colors }
style-theme = Theme: { $theme ->
        [dark] dark
        [vibrant] vibrant
        [monochrome] black and white
        [minimal] minimal
       *[natural] natural
    }, mood: { $mood ->
        [elegant] elegant
        [bold] bold
        [playful] playful
        [modern] modern
        [calm] calm
        [warm] warm
       *[fresh] fresh
    }
style-font = Type: in the manner of { $font }
style-light = Light: { $lighting ->
        [low-key] dark and directed
        [hard] hard, with deep shadows
        [warm] warm
        [bright] bright
       *[soft] soft
    }
style-question = Shall the brand look like this?
button-use-page = ✅ Use it
button-use-style = ✅ Use this style
button-leave = No, thanks
toast-taken = Taken
toast-left = All right, nothing changes.
