# Lo que no sirve y lo que salió mal: qué pasó, si se cobró algo y qué hacer ahora.

empty-message = Ese mensaje estaba vacío. Escribe para qué es el anuncio, o /help.
unknown-command = No conozco { $command }. /help enseña lo que sé hacer.
unsupported-sticker = ¡Buen sticker! Pero con él no puedo hacer un anuncio. Dímelo con palabras o manda una foto del producto.
unsupported-animation = Todavía no puedo usar animaciones. Dímelo con palabras o manda una foto del producto.
unsupported-video = Todavía no puedo usar vídeos. Con una foto del producto y unas palabras basta.
unsupported-video_note = Todavía no puedo ver mensajes de vídeo. Escríbelo o manda una foto del producto.
unsupported-audio = Todavía no puedo usar archivos de audio. La música y la voz las hago yo; dime cómo deben sonar.
unsupported-location = No puedo usar una ubicación. Si el sitio importa para el anuncio, escribe su nombre.
unsupported-contact = No puedo usar un contacto. Si el anuncio necesita un teléfono o una dirección, escríbelo como texto.
unsupported-poll = No puedo usar una encuesta. Escribe qué te gustaría en el anuncio.
unsupported-dice = No dejemos nada al azar: dime con palabras para qué es el anuncio.
unsupported-story = No puedo abrir historias. Dímelo con palabras o manda una foto del producto.
unsupported-other = No puedo usar ese tipo de mensaje. Sirven palabras y fotos del producto (JPEG, PNG, WebP).
unsupported-document =
    No puedo leer { $name }. Sirven palabras, fotos del producto (JPEG, PNG o WebP, hasta 20 MB) y briefs en texto, Word (docx) o PDF.
    Si dentro hay un brief, copia el texto en un mensaje.
unsupported-image = No puedo usar imágenes del tipo { $name }. Mándala como JPEG, PNG o WebP.
photo-too-big =
    Esta imagen es demasiado grande: { $size } MB, y Telegram me deja recoger 20 MB como mucho. No se ha usado.
    Manda una copia más pequeña, o mándala como foto en vez de archivo.
file-untitled = este archivo

error-unknown = Algo ha fallado por mi parte y tu último paso no se ha hecho. No se ha cobrado nada. Inténtalo otra vez.
error-database = Ahora no llego a mi memoria. No se ha cobrado nada. Inténtalo en un minuto.
error-conflict = Algo cambió mientras tanto, así que esto no se ha hecho. No se ha cobrado nada. Mira el mensaje más nuevo.
error-not-found = Eso ya no lo encuentro. Empieza otro anuncio con /new.
error-damaged = Una parte de este anuncio ya no se puede leer. No se ha cobrado nada. Empieza otro con /new.
error-refused = Eso no es posible en este punto. No se ha cobrado nada. /help enseña lo que sí.
error-input = Así no puedo guardarlo: es demasiado largo o no está entre las opciones. No ha cambiado nada. Mándalo de otra forma.
error-schema = Me están actualizando. No se ha cobrado nada. Inténtalo en unos minutos.
error-reference = Referencia: <code>{ $reference }</code>

toast-old-button = Este botón es de una versión anterior. Usa el mensaje más nuevo.
toast-not-found = Ese anuncio ya no lo encuentro.
toast-started = ¡En marcha! El vídeo se está haciendo.
toast-already = Ya se está haciendo.
toast-made = Este vídeo ya está hecho. Dime qué cambiar para uno nuevo.
toast-stale = Esta versión del guion es antigua. Ahora va la actual.
toast-stale-making = Este botón es antiguo: el vídeo se está haciendo. Abajo se ve cómo va.
toast-too-dear = No se ha empezado ni cobrado nada. El mensaje de abajo dice por qué.
toast-dearer = El precio ha cambiado. No se ha empezado nada; el nuevo está abajo.
toast-cancelled = Cancelado.
toast-nothing-running = No hay nada en marcha.
toast-new = Un anuncio nuevo.
toast-answer = «{ $answer }»
toast-answered = Esa respuesta ya la tengo.
toast-change = Dime qué cambiar.
toast-switched = De vuelta en este anuncio.
