# Lo que se hace con un vídeo entregado.

toast-rated = { $stars ->
    [one] Gracias: { $stars } estrella.
   *[other] Gracias: { $stars } estrellas.
}
toast-older-video = Hay un vídeo más nuevo de este anuncio; puntúa ese, por favor.
rated-liked = { $stars } <b>{ $title }</b>. ¿Qué es lo que más te ha gustado? Si quieres contarlo, responde a este mensaje.
rated-disliked = { $stars } <b>{ $title }</b>. ¿Qué debería haber sido distinto? Si quieres contarlo, responde a este mensaje. Para cambiarlo, pulsa «✏️ Cambiar algo» debajo del vídeo.
rated-said = { $stars } <b>{ $title }</b>: <i>«{ $comment }»</i>
rated-thanks = Gracias, queda anotado.

button-files = 📁 Archivos
toast-files = Ahora van los archivos.
files-master = 📁 <b>{ $title }</b>, el archivo tal como se hizo ({ $megabytes } MB), para subirlo.
files-subtitles = 💬 Los subtítulos. Súbelos con el vídeo donde la plataforma pida un archivo SRT.
files-too-large = <b>El archivo con toda su calidad es más grande de lo que puede enviar un bot.</b> El vídeo de arriba es lo mejor que cabe en un chat; el archivo está a salvo en este servidor.

# Cambios pequeños de un vídeo terminado, respondiendo a él.

button-edit-video = ✂️ Editar
button-formats = 📐 Formatos
button-keep-edit = ✅ Conservar
button-undo-edit = ↩️ Deshacer
edit-help =
    ✂️ <b>Los cambios pequeños tardan un minuto: escríbelos respondiendo al vídeo.</b>
    • <i>subtítulo de la escena 2: Frío, no amargo</i>
    • <i>texto de la escena 1: Despierta</i>
    • <i>sin subtítulos</i>
    • <i>música más tranquila</i>, <i>sin música</i>
    • <i>escena 4: 3 s</i>, <i>quita la escena 3</i>, <i>intercambia las escenas 1 y 2</i>
    • <i>cambia la escena 3 por este clip</i>, escrito bajo un clip que mandas como respuesta
    • <i>deshacer</i>
    Varios a la vez, uno por línea. Primero ves el resultado, y es gratis. Para lo demás se cambia el guion: dímelo sin más.
toast-edit-help = Responde al vídeo con lo que quieras cambiar.
edit-begun = ✂️ <b>Lo estoy montando de nuevo:</b>
edit-done = ✂️ El nuevo montaje está abajo.
edit-preview = ✂️ <b>{ $title }</b>, un nuevo montaje:
edit-kept = ✂️ <b>{ $title }</b>, como lo querías:
edit-format = 📐 <b>{ $title }</b> · { $placement } · { $shape } · { $width }×{ $height } · { $seconds } s
edit-next = Responde a este vídeo para cambiar más.
edit-undone = ↩️ <b>{ $title }</b>, como estaba antes. Responde a él para cambiar otra cosa.
edit-failed = ⚠️ <b>El nuevo montaje no se ha hecho.</b> Tu vídeo sigue como estaba, y esto no cuesta nada.
edit-failed-next = Responde al vídeo con otra cosa, o inténtalo más tarde.
edit-impossible = Lo que saldría no es un anuncio.
edit-line-removed = • sin la escena { $scene }
edit-line-order = • orden: { $order }
edit-line-length = • escena { $scene }: { $seconds } s
edit-line-caption = • subtítulo de la escena { $scene }: «{ $text }»
edit-line-no-caption = • la escena { $scene } sin subtítulo
edit-line-headline = • texto de la escena { $scene }: «{ $text }»
edit-line-button = • botón: «{ $text }»
edit-line-captions-off = • sin subtítulos
edit-line-music = • música: { $genre }
edit-line-music-off = • sin música
edit-line-format = • formato: { $shape } · { $placement }
edit-line-more = • …
music-calm = tranquila
music-electronic = enérgica
music-upbeat = alegre
music-corporate = seria
music-acoustic = acústica
music-cinematic = de cine
music-lofi = lo-fi
cut-no-scene = No hay escena { $scene }: este vídeo tiene las escenas 1 a { $count }. No se ha cambiado nada.
cut-scene-length = Una escena puede durar de { $least } a { $most } s. No se ha cambiado nada.
cut-only-scene = Es la única escena que queda, así que tiene que seguir. No se ha cambiado nada.
cut-order = El orden tiene que nombrar una vez cada una de las { $count } escenas. No se ha cambiado nada.
cut-ad-length = El vídeo duraría { $seconds } s; { $placement } admite de { $least } a { $most } s. No se ha cambiado nada.
toast-edit-kept = Hecho: ahora este es el vídeo de tu anuncio.
toast-edit-undone = Deshecho: ahora va el vídeo anterior.
toast-nothing-to-undo = Así se hizo el vídeo al principio.
edit-nothing-to-undo = Así se hizo el vídeo al principio: no hay nada que deshacer.
formats-choose = 📐 ¿Para qué sitio monto también <b>{ $title }</b>? Es gratis, y el vídeo que tienes se queda.
formats-none = 📐 Ningún otro sitio admite un anuncio de esta duración.
toast-formats = Elige un formato abajo.
toast-format-begun = Lo estoy montando.
toast-format-there = Ese ya lo tienes; ahora va.
edit-line-clip = • escena { $scene }: tu clip
edit-clip-question = 🎞 Mándame el clip para la escena { $scene } respondiendo a este mensaje (MP4, MOV o WebM, hasta 20 MB). Uso su imagen, no su sonido.
edit-clip-hint = Adjunta un clip …
edit-clip-refused = Este clip no se puede usar. Admito MP4, MOV, WebM o MKV que se vean de principio a fin.
edit-person = En este clip se ve a una persona. Responde a la pregunta de abajo; cuando haya dado su permiso, lo monto yo solo.
edit-left-out = Dijiste que quien sale en este clip no dio su permiso, así que no lo uso.
cut-which-scene = ¿Qué escena sustituye este clip? Mándalo otra vez respondiendo al vídeo y escribe debajo, por ejemplo, «escena 3».
cut-clip-too-big = Telegram me da archivos de hasta 20 MB. Manda un clip más corto o más pequeño. No se ha cambiado nada.
cut-not-allowed = No puedo escribir eso en este anuncio tal como está. Dime sin responder al vídeo qué cambiar, y reviso el guion entero. No se ha cambiado nada.
button-variant = 🔀 Variante
button-share = 🔗 Compartir
toast-variant = Una variante: lo cuento desde otro ángulo.
toast-variant-there = Hay una variante que espera tu decisión.
toast-shared = El enlace está abajo.
variant-begun = 🔀 <b>Una variante de { $title }:</b> el mismo brief, contado desde otro ángulo. Tu vídeo se queda como está, y /ads muestra los dos.
