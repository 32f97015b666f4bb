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
