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
health-making = Stuck ads: { $stuck }; parts: { $processing } in the making, { $queued } waiting, { $failed } failed today
health-provider = { $runs ->
    [0] Provider: nothing has run within half an hour
   *[other] Provider: { $failed } of { $runs } runs failed in half an hour ({ $model })
}
health-tries = Paid tries: { $count } open, { $overdue } overdue, unknown for { $seconds } s
health-orphans = Charges nobody asked for today: { $count } (USD { $usd })
health-budget = Today's budget: USD { $used } of { $ceiling }
health-connections = Database connections: { $used } of { $most }
health-storage = Storage: { $state ->
    [away] can't be reached
    [full] has no room
   *[well] takes files
}{ $waiting ->
    [0] {""}
    [one] ; one file waits on this machine
   *[other] ; { $waiting } files wait on this machine
}
health-disk = Disk: { $gigabytes } GB free
health-began = <i>Postgres runs since { $at } UTC.</i>

audit-title = 🧾 <b>Audit log</b>
audit-title-of = 🧾 <b>Audit log of { $name }</b>
audit-none = There is nothing in it yet.
audit-day = <b>{ $day }</b>
audit-entry = <code>{ $at }</code> { $actor }: <b>{ $action }</b>{ $subject }{ $details }

button-generation-off = ⏸ Hold everything
button-generation-on = ▶️ Let it go on
button-health-again = 🔄 Look again
button-audit-older = Older ›

toast-generation-off = Held.
toast-generation-on = It goes on.
toast-health = Looked again.

people-title = 👥 <b>People</b>, seen last first; with this month's spend. Look for somebody with /users and a part of the name.
people-found = 👥 <b>People</b> with “{ $words }”
people-none = 👥 Nobody is called “{ $words }”.

person-title = 👤 <b>{ $name }</b>{ $username }
person-id = Telegram id <code>{ $id }</code> · language { $locale }
person-is-admin = ⭐ Admin
person-is-barred = 🚫 Shut out since { $at }
person-blocked = 🔕 Blocked the bot at { $at }: nothing is sent
person-invited = 🎟 Came by an invitation
person-plan = Plan: <b>{ $plan }</b>{ $until }
person-plan-paid = , paid in Stars, does not renew
person-plan-renews = , paid in Stars, renews
person-plan-until = , until { $at }
person-allowance = Allowance: USD { $allowance } a month; { $used } used, { $left } left
person-limits = Limits: USD { $ad } for an ad, { $day } a day; { $today } used today
person-spend = Spent in all, models' answers too: USD { $total }
person-ads = Ads: { $count } ({ $finished } finished, { $making } in the making, { $failed } failed)
person-messages = Messages: { $count }
person-times = <i>Here since { $came }, seen { $seen } UTC</i>

jobs-title = 🎬 <b>Productions</b> that run, or failed within a week
jobs-title-of = 🎬 <b>Productions of { $name }</b> that run, or failed within a week
jobs-none = There are none.
jobs-stuck = 🔴 { $count ->
    [one] One makes no headway.
   *[other] { $count } make no headway.
}
job-title = { $mark } <b>{ $title }</b> · version { $revision }
job-person = For { $name }
job-status = Status: { $status }{ $stage }
job-parts = Parts: { $done } of { $parts } done, { $running } in the making, { $waiting } waiting, { $failed } failed
job-age = Since: { $age }
job-charged = Charged so far: USD { $usd }
job-stuck = 🔴 It makes no headway.
job-error = Last fault: <code>{ $error }</code>
job-ad = <code>{ $id }</code>
job-stopped-yours = 🛑 An admin has stopped the production of { $title }. What it cost is in the message above; the script is kept, and you can start it again.

age-minutes = { $count } min
age-hours = { $count } h
age-days = { $count } d

button-plan = Plan { $plan }
button-person-jobs = 🎬 Productions
button-person-audit = 🧾 Log
button-person-out = Shut out
button-person-in = Let in again
button-job-retry = 🔁 Let it go on
button-job-stop = Stop it
button-job-person = 👤 Whose
button-job-again = 🔄 Look again
button-earlier-page = ‹ Back
button-later-page = More ›

toast-plan-given = The plan is changed.
toast-plan-changed-before = The plan was changed meanwhile; this is how it stands.
toast-job-moved-on = It has moved on; this is how it stands.
toast-job-woken = Woken: what waits begins now.
toast-job-taken-up = It goes on. The person pays no more than they agreed to.
toast-job-dearer = It would cost the person more than they agreed to: they have to press the button.
toast-job-held-back = It was not started: a rule or a limit holds it back.
toast-job-stopped = Stopped. The person was told.
