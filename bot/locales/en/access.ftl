# Who is let in: invitations, and people who are shut out.

door-uninvited =
    👋 Hi! I turn an ad brief into a finished video ad, right here in the chat.

    At the moment I work <b>by invitation</b>. If somebody sent you a link, open it and press Start. If not, ask whoever runs this bot for one.
    /privacy shows what is stored about you.
door-guest =
    👋 You are here as a guest: I ask by rules instead of a chat model, and make your ad as the <b>free animatic</b>. Nothing costs anything.
    With an invitation from whoever runs this bot I can do more.
door-barred =
    <b>You can't use this bot any more.</b> Whoever runs it has ended your access. Nothing new is started or charged.
    /paysupport is about payments; /export_my_data and /delete_my_data still work.
toast-uninvited = This bot works by invitation. Open the link you were sent.
toast-barred = Your access has ended. /paysupport helps with payments.
invite-entered = 🎉 You're in! The invitation worked.
invite-entered-plan = 🎉 You're in! The invitation gives you the plan <b>{ $plan }</b>; /plan shows what it holds.
invite-used-up =
    <b>This invitation does not work any more.</b> It has been used up, has expired or was withdrawn.
    Ask whoever sent it for a new link.

invite-card =
    🎟 <b>Invite people</b>
    A link for { $uses ->
        [one] one person
       *[other] { $uses } people
    }, { $until }. Plan: <b>{ $plan }</b>.
invite-open = Links that still let people in:
invite-line = • { $left } of { $most } left, { $plan }, { $until }
invite-until = until { $day }
invite-for-days =
    valid for { $days ->
        [one] one day
       *[other] { $days } days
    }
invite-without-end = without an end
invite-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
invite-endless = No end
invite-made =
    🎟 <b>Your invitation link</b>
    { $link }

    For { $uses ->
        [one] one person
       *[other] { $uses } people
    }, { $until }. Plan: <b>{ $plan }</b>.
    Pass it on only to those you mean: whoever has it can use it.
button-invite-make = Make the link
button-invite-copy = Copy the link
button-invite-end = Withdraw this link
toast-invite-made = The link follows.
toast-invite-made-before = This card has made its link already. /invite makes another.
toast-invite-ended = Withdrawn. Nobody gets in by this link any more.

bar-usage =
    <code>/block 7100000002</code> or <code>/block @name</code> shuts a person out; a reason may follow and is kept in the log. <code>/unblock</code> lets them in again.
bar-admin = Admins can't be shut out. Take them out of ADMIN_IDS first.
person-unknown = Nobody called { $name } has written to the bot.
person-barred = ⛔️ <b>{ $name }</b> is shut out. What is being made is finished; nothing new begins.
person-let-in = ✅ <b>{ $name }</b> may use the bot again.
button-shut-out = Shut out
button-let-in = Let in again

plan-name-free = Free
plan-name-pro = Pro
plan-name-enterprise = Enterprise
