# Plans, what is left of them, and payments in Telegram Stars.

plan-title = 💳 <b>Your plan: { $plan }</b>
plan-until-renews = Paid until { $day }; then it renews by itself.
plan-until-ends = Until { $day }; it does not renew.
plan-money = 🎬 Paid generation: <b>${ $left }</b> of ${ $allowance } left this month
plan-money-none = 🎬 Paid generation: not in this plan. Animatics are free.
plan-messages = 💬 Messages today: { $used } of { $most }
plan-uploads = 🖼 Files today: { $used } of { $most }
plan-storage = 🗄 Storage: { $used } of { $most } MB
plan-productions = ⏳ Being made now: { $used } of { $most } at a time
plan-offer = ⭐ <b>{ $plan }</b>, { $stars } Stars a month: ${ $allowance } of paid generation a month, { $productions } ads at a time, { $messages } messages a day.
plan-offer-unsold = ⭐ <b>{ $plan }</b>: ${ $allowance } of paid generation a month, { $productions } ads at a time, { $messages } messages a day. Ask whoever runs this bot.
plan-more = Days and months are counted in UTC. /terms · /paysupport
button-buy = ⭐ { $plan }: { $stars } Stars a month
button-renewal-off = Don't renew
button-renewal-on = Renew again
toast-plan-changed = Your plan has changed meanwhile; the message below shows it.

invoice-message = ⭐ <b>{ $plan }</b> for { $stars } Stars a month: ${ $allowance } of paid generation each month. It renews every 30 days until you end it, in /plan or in Telegram's settings under Stars. By paying you accept /terms.
invoice-title = Briefcut { $plan }, one month
invoice-description = ${ $allowance } of paid generation a month with the plan { $plan }. Renews every 30 days until you end it.
button-pay = Pay { $stars } ⭐
toast-invoice = The invoice is in the chat.
checkout-old = This invoice is not open any more. Nothing was charged. Ask for a new one with /plan.
checkout-already = You have this plan already, and it renews by itself. Nothing was charged.
checkout-closed = You can't buy this at the moment. Nothing was charged. /paysupport helps.
checkout-failed = I can't take the payment right now. Nothing was charged. Please try again in a few minutes.

plan-paid = 🎉 <b>Thank you! { $plan } is yours until { $day }.</b> It renews by itself; /plan shows what is left and ends the renewal.
plan-renewed = ⭐ { $plan } was renewed until { $day }. Thank you!
plan-given = 💳 Whoever runs this bot has given you the plan <b>{ $plan }</b>. /plan shows what it holds.
plan-withdrawn = 💳 Whoever runs this bot has put you on the plan <b>{ $plan }</b>. Your ads, brands and videos stay as they are.
plan-no-more-charged = Telegram charges nothing more for the plan that you paid for before. /paysupport helps with what is paid already.
plan-ended =
    Your plan <b>{ $plan }</b> has ended, and you are on the free one. Your ads, brands and videos stay as they are.
    /plan brings it back.
renewal-off = The renewal is off. <b>{ $plan }</b> stays yours until { $day }; nothing more is charged.
renewal-on = <b>{ $plan }</b> renews by itself again; the next payment is on { $day }.
renewal-failed = Telegram could not renew <b>{ $plan }</b>: there were not enough Stars. Nothing was charged. It ends on { $day }; /plan brings it back.
renewal-refused = Telegram did not let me change the renewal of <b>{ $plan }</b>. Please end or take it up in Telegram: Settings → My Stars → Subscriptions. It is paid until { $day }.
toast-renewal-on = I tell Telegram to renew it.
toast-renewal-off = I tell Telegram to end the renewal.

terms =
    <b>Terms</b>
    • A plan is paid in Telegram Stars for 30 days and renews until you end it: /plan, or Telegram's settings under Stars. What is paid for stays yours until its last day.
    • Paid generation is what /plan shows, per calendar month (UTC). What is left does not move to the next month. Nothing is charged for what fails on our side.
    • A better plan begins at once and takes the place of the one before, whose renewal is ended.
    • Refunds: ask with /paysupport. A refund ends the plan.
    • You answer for what you ask for: your own or licensed pictures and names, honest claims, no deceit. What an ad may not be about is not made.
    • Videos are made with the help of AI; label them where a platform or a law asks for it.
    • Whoever runs this bot may end access that is misused. Telegram does not answer for payments to this bot.
paysupport =
    <b>Help with payments</b>
    Write <code>/paysupport</code> and your question in one message, and it is passed on to whoever runs this bot.
paysupport-alone =
    <b>Help with payments</b>
    This bot has no admin whom I could ask. Write to whoever gave you its address.
paysupport-payments = Your latest payments:
paysupport-sent = Passed on. Whoever runs this bot answers you here in Telegram.
paysupport-card =
    💬 <b>Payment question</b> from { $name } ({ $id }):
    { $words }
bill = • { $day }, { $plan }, { $stars } ⭐ { $state } <code>{ $charge }</code>
bill-open = paid
bill-asked = (refund asked for)
bill-given = (given back)
bill-declined = (refund declined)
button-refund = Ask back { $stars } ⭐ of { $day }
button-refund-yes = Give it back
button-refund-no = Don't
refund-card = ↩️ <b>{ $name }</b> ({ $id }) asks for a payment back:
refund-card-yes = ✅ It is being given back.
refund-card-no = It is not given back.
refund-asked = Your request for { $stars } ⭐ back was passed on. You hear here what comes of it.
refund-given = ↩️ { $stars } ⭐ were given back to you. The plan that they paid for has ended; your ads stay.
refund-declined = Your request for { $stars } ⭐ back was declined. Your plan stays as it is. For questions write <code>/paysupport</code> and your words.
refund-failed = Telegram did not take back the payment of { $stars } ⭐. Your plan stays as it is, and whoever runs this bot sees why.
toast-refund-asked = Passed on.
toast-refund-asked-before = You have asked for that one already.
toast-refund-decided = That was decided already.

limit-messages =
    <b>Those were today's { $most } messages of the plan { $plan }.</b> Your last message was not used, and nothing was charged.
    It goes on at midnight UTC; /plan shows larger plans.
limit-uploads =
    <b>Those were today's { $most } files of the plan { $plan }.</b> The last one was not used, and nothing was charged.
    It goes on at midnight UTC; words work now. /plan shows larger plans.
limit-storage =
    <b>Your { $most } MB of the plan { $plan } are full.</b> The file was not used, and nothing was charged.
    Remove ads that you don't need any more; /plan shows what is used.
limit-productions =
    { $most ->
        [one] <b>One ad or training is in the making already; that is all the plan { $plan } has at a time.</b>
       *[other] <b>{ $most } ads or trainings are in the making already; that is all the plan { $plan } has at a time.</b>
    } Nothing was started and nothing was charged. Press the button again when one is finished.
toast-limit = Nothing was started. The message below says why.
