# Links that lead into the chat.

link-brief =
    🔗 <b>A link to the brief of { $title }</b>
    { $link }

    Whoever opens it begins an ad of their own with these facts. Your photos, messages, script and costs stay yours.
link-no-brief = There is no brief to share yet. Tell me first what the ad is for.
link-taken = <b>Somebody shared the brief of { $title } with you.</b> It is yours now: change what you like, then say “go on”.
link-template = <b>A fresh ad from the template “{ $title }”.</b>{ $about } What are we advertising, and for whom?
link-gone = That link leads nowhere, or nowhere any more. Tell me what to advertise, or look at /ads.
button-stop-sharing = ✖️ Stop sharing
toast-unshared = The link leads nowhere now.
toast-not-shared = This brief is not shared.
