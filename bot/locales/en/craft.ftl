# Angles, “why this script?” and how much is done before a script is shown.

why-title = 💡 <b>Why this script?</b>
why-title-old = 💡 <b>Why version { $revision }?</b>
why-chosen = It tells “<b>{ $name }</b>”: { $idea }
why-won = Of three angles it had the most marks: { $total } of 50.
why-tapped = You chose this angle; it has { $total } of 50 marks.
why-kept = It has { $total } of 50 marks.
why-edited = It was changed since the angles were weighed; it now has { $total } of 50 marks.
why-mark =
    <b>{ $label }</b>  <code>{ $bar }</code> { $score }
    <i>{ $reason }</i>
why-label-hook = Hook
why-label-clarity = Clarity
why-label-brand_fit = Brand fit
why-label-platform_fit = Platform fit
why-label-call_to_action = Call to action
why-others = <b>The other angles</b>
why-other = “{ $name }” · { $total } of 50. { $idea } <i>Weakest: { $weakest }.</i>
why-other-unmarked = “{ $name }”. { $idea }
why-improved = The script went through { $rounds ->
    [one] one improving round
   *[other] { $rounds } improving rounds
}, bound by the critic’s own sentences.
why-by-rules = <i>Marked by rules: each mark rests on something measured in the script.</i>
why-by-model = <i>Marked by the AI critic ({ $critic }) before the script was shown.</i>
why-unknown = I can’t say any more how this version came about: it was written before that was kept.
why-no-script = There is no script yet. Once there is one, this tells why it is as it is.

craft-title = ⚙️ <b>How thoroughly scripts are worked out</b>
craft-off = <b>Off</b> · { $price }: the first draft, as it comes.
craft-fast = <b>Fast</b> · { $price }: three angles are weighed, the best one is developed; the other two are one tap away.
craft-thorough = <b>Thorough</b> · { $price }: three angles, the best two developed and marked again, and the winner improved once by what the critic says.
craft-guided-thorough = <b>Thorough</b> · { $price }: three angles, each in several versions, the best of them shown.
craft-now = ➡️ { $line }
craft-free = free
craft-price = about { $price } USD a script
craft-scope = This holds for this ad and for new ads after it. Making the video has its own price, on its button.
craft-set-script = The script you have stays as it is.
craft-level-off = off
craft-level-fast = fast
craft-level-thorough = thorough

button-angle = 🔀 Other angle: { $name }
button-why = 💡 Why this script?
button-craft = ⚙️ How thorough: { $level }
button-level = { $level } · { $price }
button-new-angles = 🎲 Three new angles

line-angle = Other angle: { $name }
line-new-angles = Three new angles

toast-angle = Telling it from another angle.
toast-new-angles = Weighing three new angles.
toast-angle-busy = I'm on it: an answer about this ad is being written.
toast-why = Here is why.
toast-craft = Here are the ways.
toast-level = From now on: { $level }.

note-angles = looking for three angles
note-marks = weighing the angles
note-improve = improving the script
