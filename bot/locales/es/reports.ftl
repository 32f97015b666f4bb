# Figures over days, in pictures and beside them.

report-overview = Briefcut · resumen
report-spending = Briefcut · gasto
report-days = últimos { $count } días, UTC
report-panel-people = Personas
report-panel-ads = Anuncios terminados / empezados
report-panel-spend = Gasto
report-panel-failed = Anuncios con una parte fallida
report-panel-waiting = Cola: máximo de partes en espera
report-day = Día
report-provider = Proveedor
report-model = Modelo
report-user = Persona
report-came = llegaron
report-wrote = escribieron
report-begun = empezados
report-finished = terminados
report-failed = fallidos
report-spend = USD
report-waiting = en espera
report-calls = llamadas
report-calls-failed = fallidas
report-others = otros
report-spend-day = Por día
report-spend-provider = Por proveedor
report-spend-model = Por modelo
report-spend-user = Por persona

overview-title = 📊 <b>Últimos { $count } días</b>
overview-people = 👥 Llegaron { $came } personas; hoy escribieron { $today }
overview-ads = 🎬 { $begun } anuncios empezados, { $finished } terminados; { $failed } con una parte fallida
overview-spend = 💵 USD { $usd } gastados, hoy { $today }
overview-waiting = ⏳ Como mucho esperaron { $most } partes a la vez, hoy { $today }
overview-commands = /users · /jobs · /spend · /models · /review · /invite · /broadcast · /health · /audit · /pause · /resume

spend-total = 💵 <b>USD { $usd }</b> en { $calls } llamadas, últimos { $count } días
spend-line = { $label }: <b>{ $usd }</b> ({ $calls })
spend-more = … y { $count } más en el CSV
spend-table = 💵 El gasto, como tabla.

button-overview-health = 💚 Estado
button-overview-spend = 💵 Gasto
button-overview-people = 👥 Personas
button-overview-jobs = 🎬 Producciones
button-days = { $count } días
button-spend-day = Por día
button-spend-provider = Por proveedor
button-spend-model = Por modelo
button-spend-user = Por persona
button-spend-csv = 📄 CSV

toast-drawing = Un momento, se está dibujando.
