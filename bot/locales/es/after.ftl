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
button-keep-edit = ✅ Me quedo con este
button-undo-edit = ↩️ Deshacer
edit-help =
    ✂️ <b>Los cambios pequeños tardan un minuto: escríbelos respondiendo al vídeo.</b>
    • <i>subtítulo de la escena 2: Frío, no amargo</i>
    • <i>texto de la escena 1: Despierta</i>
    • <i>sin subtítulos</i>
    • <i>música más tranquila</i>, <i>sin música</i>
    • <i>escena 4: 3 s</i>, <i>quita la escena 3</i>, <i>intercambia las escenas 1 y 2</i>
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
