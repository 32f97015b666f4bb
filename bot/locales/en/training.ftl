# The look of a brand that a provider learns from its pictures.

look-untitled = your product
look-title = 🎓 <b>The look of { $title }</b>
look-none = Nothing was trained for it yet.
look-in-use = Stills are made with what was learned from { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}.
look-unused = What was learned is kept, and not used at the moment.
training-possible = I can train on the { $count } product pictures that you have sent.
training-too-few = For a training I need { $missing ->
    [one] one more picture
   *[other] { $missing } more pictures
} of your product: there { $count ->
    [one] is one
   *[other] are { $count }
} so far. Different sides, places and light help most; logos do not count.
training-nobody = Nothing can be trained here: no provider that trains is connected.
training-too-dear = A training would use { $cost }, and { $left } of your plan is left this month.

training-offer = 🎓 <b>I can learn what { $title } looks like.</b> You have sent { $count } pictures of it: enough to train a model of its own, in about { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}. From then on, every still of this brand is made with it, so that your product looks like itself.
training-offer-price = It uses <b>{ $cost }</b> of your { $allowance }, once, and can be stopped at any time. I offer it only now; /train brings it back.
button-train = 🎓 Train it · uses { $cost } of your { $allowance }
button-train-again = 🎓 Train anew · uses { $cost } of your { $allowance }
button-look-before = Use the version before
button-look-none = Make stills without it

training-title = 🎓 <b>Learning what { $title } looks like</b>
training-sending = Sending { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
} to the provider …
training-cancelling = Stopping … In a moment I tell you what it cost.
training-done = 🎓 <b>{ $title }</b> is learned.
training-ended = 🎓 The training on <b>{ $title }</b> has ended.

trained = 🎓 <b>I have learned what { $title } looks like.</b> From now on, stills of this brand are made with what { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
} taught.
trained-still = A still made with it costs about { $cost }; the price on the button says so.
trained-before = The version before is kept: you can go back to it.

training-failed = ⚠️ <b>The training on { $title } did not succeed.</b>
training-refused = The provider did not accept the request.
training-unsafe = The provider's model did not want to learn from one of these pictures: it took it for unsafe.
training-empty = The provider's training ended without a result.
training-pictures-gone = There are no longer enough of the pictures in storage. Please send them again.
training-cancelled = ✖️ <b>Stopped: the training on { $title }.</b>
training-free = Nothing was charged, and what was set aside came back. Your pictures are kept.
training-used = { $cost } was charged for the time that it ran, { $back } came back. Your pictures are kept.
training-still-before = Stills go on being made with what was learned before.
training-still-none = Stills go on being made as before.
training-over-allowance = <b>This training would use { $cost }, and { $left } of your plan is left this month.</b> Nothing was started and nothing was charged.
training-over-ad = <b>This training would cost { $cost }, more than anything may cost at once here, { $limit }.</b> Nothing was started and nothing was charged.
training-over-day = <b>This training would cost { $cost }; with it, you would exceed the most that one person may use in a day here, { $limit }.</b> Nothing was started and nothing was charged. Tomorrow it works again.
training-dearer = <b>The price has changed:</b> training now costs { $cost }. Nothing was started and nothing was charged.

toast-training-started = The training begins.
toast-training-running = A training of this brand is running.
toast-training-old = This button is old. How it stands now follows.
toast-look-before = The version before is used again.
toast-look-none = Stills are made without it.
