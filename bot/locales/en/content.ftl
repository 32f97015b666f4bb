# What ads may be about: refused, looked at by an admin, pictures of people. Each rule of agent/content.toml has its name
# here (what the ad is about), and each that refuses what would be possible instead.

content-refused = 🚫 <b>I can't make this ad:</b> it is about { $rules } ({ $words }). The platforms don't run such ads, so I make none. Nothing was made and nothing was charged.
content-chat-refused = I can't make an ad about { $rules } ({ $words }): the platforms don't run such ads. Nothing was kept of it and nothing was charged.
content-refused-rule = { $instead }
content-changed = If I misunderstood, say it in other words, or change what is meant.

content-note = ℹ️ This ad touches { $rules } ({ $words }). Such ads are made after one of our admins has looked at the script: press the button when it is ready, and I pass it on.
content-note-alone = ℹ️ This ad touches { $rules } ({ $words }). For such ads an admin would have to look at the script, and this bot has none: I can make it as the free animatic, not with paid models.
content-waiting = ⏳ <b>An admin looks at this script first,</b> because it is about { $rules } ({ $words }). Nothing was started and nothing was charged. I write to you as soon as it is decided.
content-alone = ✋ <b>I can't make this with paid models:</b> it is about { $rules } ({ $words }), which an admin would have to look at, and this bot has none. Nothing was started and nothing was charged. As an animatic I can make it now: it is made here and costs nothing.
content-was-refused = 🚫 <b>An admin did not approve this script.</b> Why: “{ $note }”. Nothing was started and nothing was charged. Change it, and it can be looked at again.

content-approved = ✅ <b>An admin approved the script of { $title }.</b> Press the button to make it. Small changes don't need another look.
content-approved-older = ✅ <b>An admin approved an earlier script of { $title }.</b> You have changed it since: press the button, and where something new came in, it is looked at once more.
content-declined = 🚫 <b>An admin did not approve the script of { $title }.</b> Why: “{ $note }”. Nothing was charged. Tell me what to change, and it can be looked at again.

portrait-question = 👤 I see a person in this picture. I use it in an ad, and hand it to the models that make pictures, only if everybody in it agreed to that; for somebody under 18, their parents. Do you have their permission?
portrait-first = 👤 <b>Before I begin:</b> there { $count ->
    [one] is a picture with a person
   *[other] are { $count } pictures with people
} about which you have not told me yet whether they agreed. Nothing was started and nothing was charged. Answer below, then press the button again.

review-title = 🔎 <b>An ad waits for review</b> · { $title } · version { $revision } · by { $person }
review-reason = <b>{ $rule }</b>: { $words }
review-about = Brief: { $facts }
review-none = Nothing waits for review.
review-list = 🔎 <b>{ $count ->
    [one] One ad waits
   *[other] { $count } ads wait
} for review.</b>
review-entry = { $title } · version { $revision } · { $rules }
review-approved = ✅ Approved by { $admin }: { $title }, version { $revision }.
review-refused = 🚫 Refused by { $admin }: { $title }, version { $revision }. Why: { $note }
review-why = Reply to this message with the reason; { $title } is then refused, and { $person } reads it.
review-old = The script of { $title } was changed since; your decision holds for version { $revision }.

button-permitted = ✅ I have their permission
button-leave-out = Leave this picture out
button-review-yes = ✅ Approve
button-review-no = 🚫 Refuse …
button-review-show = { $title }

toast-content-refused = I can't make this ad. The message below says why.
toast-content-waiting = An admin looks at it first. Nothing was charged.
toast-content-alone = Nothing was started. The message below says why.
toast-portraits = First a question about a picture.
toast-permitted = Noted: I use the picture.
toast-left-out = I leave the picture out.
toast-review-approved = Approved.
toast-review-why = Reply to the message below with the reason.
toast-review-decided = This was decided already.
toast-review-shown = Here it is.

content-rule-weapons = weapons, ammunition or explosives
content-rule-drugs = drugs
content-rule-tobacco = tobacco, vapes or nicotine
content-rule-counterfeit = copies of branded goods or pirated media
content-rule-adult = sexual services or pornography
content-rule-hate = hate or extremism
content-rule-scams = promises that nobody can keep
content-rule-spyware = watching people in secret or breaking into accounts
content-rule-documents = forged or bought papers
content-rule-parts = trade in human organs or people
content-rule-wildlife = protected animals
content-rule-prescription = prescription medicines without a prescription
content-rule-minors = minors together with what is for adults, or in danger
content-rule-deceit = bought followers, reviews or exams
content-rule-crime = stolen goods or help with crimes
content-rule-alcohol = alcohol
content-rule-gambling = gambling
content-rule-medicine = medicine or health claims
content-rule-weight_loss = weight loss
content-rule-finance = credit, investment or insurance
content-rule-politics = politics or social issues
content-rule-dating = dating
content-rule-supplements = food supplements
content-rule-firearms_accessories = hunting, knives or accessories for weapons
content-rule-legal = legal services
content-rule-children = children
content-rule-income = claims about earnings
content-rule-sexual_wellness = sexual health or nudity
content-rule-self_defence = self-defence or tracking devices
content-rule-occult = fortune telling
content-rule-brands = other companies' brands
content-rule-persons = known persons

content-instead-weapons = Toys, tools and sports gear that shoot nothing are fine.
content-instead-drugs = Hemp clothing, tea or spices are fine.
content-instead-tobacco = Perfume, fashion or a smoke-free place are fine.
content-instead-counterfeit = Your own designs, or goods that you may sell under their brand, are fine.
content-instead-adult = Fashion, beauty and wellness without sexual services are fine.
content-instead-hate = An ad for your cause without putting anybody down can be looked at.
content-instead-scams = Say what people really get, without a guarantee of profit or a cure.
content-instead-spyware = Protecting one's own accounts, or finding one's own things, is fine.
content-instead-documents = Courses that lead to a real certificate are fine.
content-instead-parts = Campaigns for registering as a donor can be looked at.
content-instead-wildlife = Copies in wood, ceramic or resin that are not called genuine are fine.
content-instead-prescription = A pharmacy that asks for the prescription can be looked at.
content-instead-minors = An ad for grown-ups that shows grown-ups, or one for children about what is made for them, can be looked at.
content-instead-deceit = Courses, tutoring and honest ways to grow an audience are fine.
content-instead-crime = Second-hand goods with their papers are fine.
