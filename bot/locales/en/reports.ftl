# Figures over days, in pictures and beside them.

report-overview = Briefcut · overview
report-spending = Briefcut · spend
report-days = last { $count } days, UTC
report-panel-people = People
report-panel-ads = Ads finished / begun
report-panel-spend = Spend
report-panel-failed = Ads with a failed part
report-panel-waiting = Queue: most parts waiting at once
report-day = Day
report-provider = Provider
report-model = Model
report-user = Person
report-came = came
report-wrote = wrote
report-begun = begun
report-finished = finished
report-failed = failed
report-spend = USD
report-waiting = waiting
report-calls = calls
report-calls-failed = failed
report-others = others
report-spend-day = By day
report-spend-provider = By provider
report-spend-model = By model
report-spend-user = By person

overview-title = 📊 <b>The last { $count } days</b>
overview-people = 👥 { $came } people came; { $today } wrote today
overview-ads = 🎬 { $begun } ads begun, { $finished } finished; { $failed } with a failed part
overview-spend = 💵 USD { $usd } spent, today { $today }
overview-waiting = ⏳ At most { $most } parts waited at once, today { $today }
overview-commands = /users · /jobs · /spend · /models · /review · /invite · /broadcast · /health · /audit · /pause · /resume

spend-total = 💵 <b>USD { $usd }</b> in { $calls } calls, last { $count } days
spend-line = { $label }: <b>{ $usd }</b> ({ $calls })
spend-more = … and { $count } more in the CSV
spend-table = 💵 What was spent, as a table.

button-overview-health = 💚 Health
button-overview-spend = 💵 Spend
button-overview-people = 👥 People
button-overview-jobs = 🎬 Productions
button-days = { $count } days
button-spend-day = By day
button-spend-provider = By provider
button-spend-model = By model
button-spend-user = By person
button-spend-csv = 📄 CSV

toast-drawing = One moment, it is being drawn.
