# Files that are too large for the chat, given as links.

button-download = ⬇️ Full quality
toast-download = A link to the file follows.
download-ready = ⬇️ <b>{ $title }</b> in full quality. The link works for 24 hours; after that, press the button under the video for a new one.
download-untitled = Your video
download-not-now = <b>I can't make a link to that file right now.</b> The file is safe, and this costs nothing. Please press the button again in a few minutes.
download-instead = The video is too big for Telegram, so here is a link to it. It works for 24 hours.
download-open = Download
