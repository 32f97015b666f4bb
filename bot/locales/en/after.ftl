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
