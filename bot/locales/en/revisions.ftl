# Versions of a script: what an edit changed, undo, the list of versions, and a version beside the current one.

diff-title = ✏️ <b>What changed</b>
diff-back = ↩️ <b>Version { $revision } is back</b> (as version { $now }). What that changed:
diff-scene = <b>Scene { $number }</b>
diff-scene-new = <b>Scene { $number }</b> is new
diff-scene-gone = <b>Scene { $number }</b> is gone
diff-rewritten = All scenes are new:
diff-change = { $label } <s>{ $old }</s> → { $new }
diff-added = { $label } { $new }
diff-removed = { $label } <s>{ $old }</s>
diff-same = Untouched: { $count ->
    [one] scene { $scenes }
   *[other] scenes { $scenes }
}.
diff-look = Only the look changed; scenes and words stay as they are.
diff-nothing = Nothing in it is different.
diff-part-picture = 🖼
diff-part-on_screen = 🔤
diff-part-voice = 🎙
diff-part-sound = 🔊
diff-part-length = ⏱
diff-whole-duration = Length:
diff-whole-placement = Placement:
diff-whole-framework = Framework:
diff-whole-call_to_action = Call to action:
diff-whole-music = Music:
diff-whole-voice = 🎙
diff-no-music = none
diff-price = Making it: { $old } → { $new } of your allowance

beside-title = 👀 <b>Beside your { $old } s version: { $new } s</b>
beside-choice = Your current version stays as it is unless you choose this one.

versions-title = 🕘 <b>Versions of this script</b>
versions-line = <b>{ $revision }</b> · { $seconds } s · { $count ->
    [one] { $count } scene
   *[other] { $count } scenes
} · { $framework } · “{ $opening }”
versions-now = { $line } ← <b>now</b>
versions-restore = Press a number to bring that version back; every version is kept.
versions-only = There is only this version so far.

button-undo = ↩️ Undo
button-versions = 🕘 Versions
button-restore = ↩️ { $revision }
button-use = ✅ Use this one · { $seconds } s

toast-undone = Undone.
toast-restored = Version { $revision } is back.
toast-nothing-before = This is the first version; there is none before.
toast-versions = Here are the versions.
toast-answering = I'm just writing an answer about this ad. Please press again in a moment.
toast-versions-stale = The script has changed meanwhile. Here are its versions.
note-beside = writing a version beside it
