# Modelos, avisos y difusiones, para administradores.

models-title = 🧠 <b>Modelos</b>: quién hace qué y a qué precio
models-model = { $mark } <b>{ $kind }</b>: <code>{ $model }</code>, USD { $usd } por { $metric }
models-here = 🏠 <b>{ $kind }</b>: se hace en esta máquina, gratis
models-off = ⏸ Apagado: las partes que lo necesitan esperan.
models-unused = Sin uso en treinta días.
models-runs = Treinta días: { $runs } ejecuciones, { $failed } fallidas, USD { $usd } cobrados.
models-as-told = Precio comprobado: cada una costó USD { $paid } de media, se calculaban { $expected }.
models-dearer = ⚠️ Más caro que en la tabla: cada una costó USD { $paid } de media, se calculaban { $expected }.
models-file = <i>La tabla (MODELS_FILE) nombra los modelos de cada tipo, primero el suyo.</i>
models-default-own = ⭐ Por defecto: el propio del catálogo. { $count ->
    [one] Hay otro
   *[other] Hay { $count } más
} para elegir.
models-default-chosen = ⭐ Por defecto: elegido aquí. El propio del catálogo es <code>{ $own }</code>.
models-default-only = ⭐ Por defecto: el único de su tipo en el catálogo.
models-ignored-gone = ⚠️ Aquí se eligió <code>{ $model }</code>, pero el catálogo ya no lo nombra: se usa el propio del catálogo.
models-ignored-off = ⚠️ Aquí se eligió <code>{ $model }</code>, pero está apagado: se usa el propio del catálogo.
models-choose = 🔀 <b>{ $kind }</b>: ¿qué modelo será el predeterminado?
models-choose-note = <i>Vale para lo que se apruebe desde ahora. Lo aprobado conserva su modelo y su precio, y el estilo entrenado de una marca va primero.</i>
metric-image_output_count = imagen
metric-video_output_count = clip
metric-video_output_duration_seconds = segundo de vídeo
metric-audio_output_count = grabación
metric-audio_output_duration_seconds = segundo de sonido
metric-character_input_count = carácter de texto
metric-predict_time = segundo de máquina
kind-still = Imágenes
kind-branded = Imágenes con el estilo de la marca
kind-clip = Clips
kind-voice = Voz
kind-music = Música
kind-training = Entrenamiento

alert-raised = 🚨 <b>{ $words }</b>
alert-over = ✅ Resuelto: { $words }
alert-queue = El trabajo se acumula. ¿Hay bastantes workers? /health dice más.
alert-answers = La gente espera respuesta. ¿No contesta el modelo de chat?
alert-messages = No se pueden enviar mensajes. ¿Telegram no responde o nos frena?
alert-making = Algo no avanza: mira /jobs, despiértalo o detenlo.
alert-provider = El proveedor falla a menudo. /models apaga un modelo, /pause lo detiene todo.
alert-tries = Hay ejecuciones de pago vencidas, o no se sabe si llegaron. Se buscan cada pocos segundos; la página del proveedor dice más.
alert-orphans = El proveedor cobró ejecuciones que nadie pidió. Se detuvieron y se anotaron.
alert-budget = El límite de hoy está cerca: por encima no empieza nada de pago hasta medianoche UTC.
alert-connections = A la base de datos le quedan pocas conexiones.
alert-storage = No se pueden guardar archivos: esperan en esta máquina y se llevarán después; nada se pierde ni se compra dos veces. <code>briefcut doctor</code> dice qué pasa.
alert-disk = Queda poco sitio: sin él no se pueden hacer ni guardar vídeos.
alert-database = Lo que se estaba escribiendo se repite solo. Si no fuiste tú, mira su registro.
health-database = Postgres arrancó de nuevo el { $at } UTC

broadcast-usage = 📣 Escribe tras la orden lo que todos deben saber, por ejemplo <code>/broadcast ¡Hemos vuelto!</code> Negritas, enlaces y líneas quedan como las escribas. No se envía nada antes de que lo hayas visto.
broadcast-draft = 👆 <b>Así se verá.</b> Para: { $whom } ({ $count ->
    [one] una persona
   *[other] { $count } personas
})
broadcast-dropped = 🗑 El borrador ya no existe. No se avisó a nadie.
broadcast-sending = 📣 <b>Enviando</b>
broadcast-done = ✅ <b>Se avisó a todos.</b>
broadcast-stopped = 🛑 <b>Detenido.</b> No se avisa a nadie más.
broadcast-bar = { $bar } { $done } de { $total }
broadcast-sums = { $sent } avisados, { $blocked } bloquearon el bot, { $failed } fallidos
audience-all = todos
audience-active = quienes escribieron en 30 días
audience-paying = quienes tienen un plan
audience-en = quienes leen inglés
audience-es = quienes leen español
audience-ru = quienes leen ruso

button-model-off = ⏸ { $kind }
button-model-on = ▶️ { $kind }
button-models-choose = 🔀 { $kind }
button-model-default = ⭐ { $name }
button-model-other-off = ⏸ { $name }
button-model-other-on = ▶️ { $name }
button-models-back = ‹ Todos los modelos
button-audience-all = Todos
button-audience-active = Activos
button-audience-paying = Con plan
button-audience-en = Inglés
button-audience-es = Español
button-audience-ru = Ruso
button-broadcast-send = 📣 Enviar a { $count }
button-broadcast-drop = 🗑 Descartar
button-broadcast-stop = Detener

toast-model-off = No se le pide nada más.
toast-model-on = Se le vuelve a pedir.
toast-model-other = Ahora el predeterminado es otro modelo.
toast-model-default = Desde ahora es el predeterminado.
toast-model-is-off = Está apagado: enciéndelo primero.
toast-broadcast-begun = Ya no es un borrador.
toast-broadcast-other-count = El número de personas ha cambiado: mira otra vez.
toast-broadcast-sending = Se está enviando.
toast-broadcast-stopped = Detenido.
toast-broadcast-over = Ya no se está enviando.
