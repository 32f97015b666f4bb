# Primer contacto y conversación de cada día.

welcome =
    <b>Briefcut convierte un brief corto en un anuncio en vídeo terminado, aquí mismo en el chat.</b>
    Háblame del producto; pregunto lo que falte, escribo un guion con su precio y lo filmo cuando lo apruebes.

    Puedes mandarlo todo en un mensaje, por ejemplo:
    <code>{ $example }</code>
    (toca para copiar)
welcome-example = reel de Instagram de 15 s para nuestro cold brew, para jóvenes profesionales, tono divertido, llamada a la acción: pídelo ya
welcome-guided = <i>Aquí no hay ningún modelo de IA conectado, así que las preguntas las hace un entrevistador incorporado y el guion sigue fórmulas publicitarias probadas.</i>
welcome-question = <b>Primera pregunta: ¿qué anunciamos y para quién?</b>

resume-title = ¡Hola de nuevo! Estamos trabajando en <b>{ $title }</b>.
resume-untitled = ¡Hola de nuevo! Acabábamos de empezar un anuncio.
resume-kept = No se ha perdido nada: sigue escribiendo cuando quieras o empieza otro anuncio.
resume-state-talking = Dónde estamos: reuniendo el brief.
resume-state-script = Dónde estamos: el guion está escrito y espera tu decisión.
resume-state-filming = Dónde estamos: se está haciendo el vídeo.
resume-state-reviewing = Dónde estamos: hay imágenes o clips que esperan tu elección; el tablero está abajo.
resume-state-completed = Dónde estamos: el vídeo está terminado. Dime qué cambiar o empieza otro anuncio.
resume-state-failed = Dónde estamos: la última producción falló. Puedes intentarlo otra vez.
resume-state-cancelled = Dónde estamos: la producción se canceló. Puedes volver a empezarla.

new-ad-started = <b>Un anuncio nuevo.</b> ¿Qué anunciamos y para quién?
new-ad-kept = Tu anuncio anterior { $title } se conserva: responde a uno de sus mensajes para volver a él.
new-ad-kept-untitled = Tu anuncio anterior se conserva: responde a uno de sus mensajes para volver a él.
new-ad-already = Este anuncio aún está vacío, así que usemos este. <b>¿Qué anunciamos y para quién?</b>
titled = «{ $title }»
untitled = tu anuncio

switched = Volvemos a <b>{ $title }</b>.
change-question = ¿Qué cambio? Por ejemplo: <i>que dure 15 segundos</i>, <i>un tono más cálido</i>, <i>escena 2: enseña la botella</i>.

stopped-production =
    <b>Cancelado: el vídeo de { $title }.</b>
    No se ha cobrado nada. El guion se conserva.
stopped-turn = <b>Parado: la respuesta que estaba escribiendo.</b> No se ha cobrado nada. Sigue cuando quieras.
stopped-nothing = No hay nada en marcha, así que no hay nada que parar. No se ha cobrado nada.

brief-title = <b>El brief hasta ahora</b>
brief-known = ✔ { $label }: { $value }
brief-assumed = ✔ { $label }: { $value } <i>(lo supongo yo)</i>
brief-open = ○ { $label }
brief-label-product = Producto
brief-label-target_audience = Público
brief-label-key_message = Mensaje clave
brief-label-placement = Dónde se verá
brief-label-duration = Duración
brief-label-call_to_action = Llamada a la acción
brief-label-offer = Oferta
brief-label-tone = Tono
brief-label-photo = Foto del producto
brief-seconds = { $seconds } s
brief-photos = { $count ->
    [one] { $count } foto
   *[other] { $count } fotos
}

help =
    <b>Lo que puedes hacer aquí</b>
    • Describe el producto, el público, dónde se verá, cuánto dura y qué debe hacer la gente. En un mensaje o poco a poco.
    • Manda fotos del producto (JPEG, PNG o WebP, hasta 20 MB); como archivo conservan toda su calidad.
    • Manda un enlace a la página del producto, o el brief como archivo (texto, Word o PDF): lo leo y pregunto antes de usarlo.
    • Lee el guion, cámbialo diciendo qué quieres distinto y pulsa «✅ Hacerlo».
    • «deshacer» vuelve paso a paso; «versiones» enseña todos los guiones; «¿cómo quedaría en 15 segundos?» pone otro al lado.
    • «¿por qué este guion?» cuenta lo que habla a su favor; los otros ángulos están a un toque.
    • Responde a un mensaje o vídeo antiguo para seguir con ese anuncio.

    <b>Comandos</b>
    /new – otro anuncio; el actual se conserva
    /ads – todos tus anuncios: busca uno y ábrelo otra vez
    /brands – tus marcas: colores, logo, fotos
    /settings – idioma, zona horaria, subtítulos, avisos
    /plan – lo que le queda a tu plan, y ampliarlo
    /share – un enlace a este brief, para un colega
    /approve – en un grupo: pedir a todos que aprueben el guion
    /craft – cuánto se trabaja un guion antes de enseñarlo, y qué cuesta
    /cancel – parar lo que está en marcha (o escribe «para»)
    /example – un anuncio terminado para mirar
    /help – esta página
    /privacy – qué se guarda
    /export_my_data, /delete_my_data – una copia de lo guardado; borrarlo todo
    /terms, /paysupport – lo que aceptas al pagar; ayuda con un pago

busy = 🎬 El vídeo se está haciendo ahora mismo. Tu mensaje queda anotado; respondo en cuanto esté el vídeo. Para pararlo: /cancel

button-new = ➕ Crear otro
button-continue = ▶️ Seguir
button-cancel = ✖️ Cancelar
button-change = ✏️ Cambiar algo
button-make-free = ✅ Hacerlo · gratis
button-make-uses = ✅ Hacerlo · usa { $cost } de tus { $allowance }
button-make-animatic = 🎬 Animatic · gratis
button-make-again = 🔁 Hacerlo otra vez
button-make-again-uses = 🔁 Otra vez · usa { $cost } de tus { $allowance }
button-pictures = 🎞 Hacer imágenes · gratis
button-pictures-uses = 🎞 Hacer imágenes · usa { $cost } de tus { $allowance }
button-go-on = ▶️ Continuar
button-go-on-uses = ▶️ Continuar · usa { $cost } de tus { $allowance }
button-count = 🖼 { $count } por escena

# Lo que hace el asistente ahora mismo, debajo de una respuesta que crece.
note-thinking = pensando
note-brief = anotando el brief
note-answers = pensando respuestas
note-script = escribiendo el guion
note-scene = cambiando la escena
note-undo = volviendo al guion anterior
