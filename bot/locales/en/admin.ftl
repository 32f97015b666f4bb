# What admins read and press. Times are UTC.

admin-held = ⏸ <b>Everything is held</b> (by { $name }). { $count ->
    [one] One production or training waits
   *[other] { $count } productions and trainings wait
} and goes on after /resume. What was in the making ends, what is paid is brought home, nothing new begins.
admin-held-why = Why: { $reason }
admin-held-already = ⏸ Everything is held already.
admin-going = ▶️ <b>Everything goes on</b> (by { $name }). { $count ->
    [one] One production or training was woken.
   *[other] { $count } productions and trainings were woken.
}
admin-going-already = ▶️ Nothing is held.
admin-nobody = Nobody here is called { $wanted }. Give a Telegram id or an @name.

health-well = 💚 <b>All is well.</b>
health-ill = ❗ <b>{ $count ->
    [one] One thing needs
   *[other] { $count } things need
} a look.</b>
health-paused = ⏸ <b>Generation is held.</b> Why: { $reason }
health-line = { $mark } { $words }
health-queue = Queue: { $count } due; people wait { $chat } s, work { $work } s
health-answers = Answers: { $count } open, the oldest { $seconds } s
health-messages = Messages: { $count } unsent, the oldest { $seconds } s
health-making = Parts of ads: { $processing } in the making, { $queued } waiting, { $failed } failed today; stuck ads: { $stuck }
health-provider = Provider: { $failed } of { $runs } runs failed in half an hour ({ $model })
health-tries = Paid tries: { $count } open, { $overdue } overdue, unknown for { $seconds } s
health-orphans = Charges nobody asked for today: { $count } (USD { $usd })
health-budget = Today's budget: USD { $used } of { $ceiling }
health-connections = Database connections: { $used } of { $most }
health-disk = Disk: { $gigabytes } GB free
health-began = <i>Postgres runs since { $at } UTC.</i>

audit-title = 🧾 <b>Audit log</b>
audit-title-of = 🧾 <b>Audit log of { $name }</b>
audit-none = There is nothing in it yet.
audit-entry = <code>{ $at }</code> { $actor }: <b>{ $action }</b>{ $subject }{ $details }

button-generation-off = ⏸ Hold everything
button-generation-on = ▶️ Let it go on
button-health-again = 🔄 Look again
button-audit-older = Older ›

toast-generation-off = Held.
toast-generation-on = It goes on.
toast-health = Looked again.
