# Figures over days, in pictures and beside them.

report-overview = Briefcut · обзор
report-spending = Briefcut · расходы
report-days = последние дни: { $count }, UTC
report-panel-people = Люди
report-panel-ads = Роликов готово / начато
report-panel-spend = Расходы
report-panel-failed = Ролики со сбоем части
report-panel-waiting = Очередь: наибольшее число частей
report-day = День
report-provider = Провайдер
report-model = Модель
report-user = Человек
report-came = пришли
report-wrote = писали
report-begun = начато
report-finished = готово
report-failed = сбоев
report-spend = USD
report-waiting = ждут
report-calls = вызовов
report-calls-failed = сбоев
report-others = прочие
report-spend-day = По дням
report-spend-provider = По провайдерам
report-spend-model = По моделям
report-spend-user = По людям

overview-title = 📊 <b>Последние дни: { $count }</b>
overview-people = 👥 Пришло людей: { $came }; сегодня писали: { $today }
overview-ads = 🎬 Роликов начато { $begun }, готово { $finished }; со сбоем части { $failed }
overview-spend = 💵 Истрачено USD { $usd }, сегодня { $today }
overview-waiting = ⏳ Разом ждало частей не больше { $most }, сегодня { $today }
overview-commands = /users · /jobs · /spend · /models · /review · /invite · /broadcast · /health · /audit · /pause · /resume

spend-total = 💵 <b>USD { $usd }</b>, вызовов: { $calls }, дней: { $count }
spend-line = { $label }: <b>{ $usd }</b> ({ $calls })
spend-more = … и ещё { $count } в CSV
spend-table = 💵 Расходы таблицей.

button-overview-health = 💚 Состояние
button-overview-spend = 💵 Расходы
button-overview-people = 👥 Люди
button-overview-jobs = 🎬 Ролики
button-days = Дней: { $count }
button-spend-day = По дням
button-spend-provider = По провайдерам
button-spend-model = По моделям
button-spend-user = По людям
button-spend-csv = 📄 CSV

toast-drawing = Минуту, рисую.
