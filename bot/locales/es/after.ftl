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
