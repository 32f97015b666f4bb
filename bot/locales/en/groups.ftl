# In a group: how it goes there, and approval by several people.

group-hello =
    👋 <b>I make video ads from a brief.</b> Mention me with what to advertise, or reply to one of my messages; I answer in this thread, and everybody here reads along.
    An ad belongs to whoever began it: only their taps count. “👥 Ask for approval” under a script lets all of you say what you think of it.
group-private-only = That is about you alone, so it works in our private chat: open a chat with me and press Start.
group-others-ad = That ad is somebody else's, so I leave it as it is. Whoever began it can reply to me with what you said. To begin one of your own, mention me without replying.
group-as-yourself = An ad belongs to a person: please write with your own name, not as the group or a channel.
group-somebody = somebody
group-approval = 👥 <b>{ $name } asks you to approve { $title }, version { $revision }.</b>
group-approval-rule = Say what you think of it. Only { $name } can have it made.
group-approval-old = The script has changed since. This is what was said of that version.
group-approval-where = Approval by several people works in a group: add me to one, tell me about the ad there, and press “👥 Ask for approval” under its script.
group-no-script = There is no script to approve yet. Tell me first what the ad is for.
group-no-voice = Nobody has answered yet.
group-voice-yes = ✅ { $name } approves
group-voice-no = ✋ { $name }: not yet
group-voices-more = … and { $count } more
versions-approved = 👥 approved by { $names }{ $count ->
    [one] {""}
   *[other] {" "}({ $count })
}

button-ask-votes = 👥 Ask for approval
button-approve = ✅ Approve version { $revision }
button-not-yet = ✋ Not yet
toast-owner-only = Only the one whose ad this is can press that.
toast-votes-asked = Everybody here can answer below.
toast-vote-yes = You approve version { $revision }.
toast-vote-no = Noted: not yet, for version { $revision }.
toast-vote-old = The script has changed since. Ask for the new version.
