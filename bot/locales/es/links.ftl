# Enlaces que llevan al chat.

link-brief =
    🔗 <b>Un enlace al brief de { $title }</b>
    { $link }

    Quien lo abra empieza un anuncio propio con estos datos. Tus fotos, mensajes, guion y costes siguen siendo tuyos.
link-no-brief = Aún no hay brief que compartir. Dime primero para qué es el anuncio.
link-taken = <b>Alguien ha compartido contigo el brief de { $title }.</b> Ahora es tuyo: cambia lo que quieras y luego di «sigue».
link-template = <b>Un anuncio nuevo con la plantilla «{ $title }».</b>{ $about } ¿Qué anunciamos y para quién?
link-gone = Ese enlace no lleva a ninguna parte, o ya no. Dime qué anunciamos o mira /ads.
button-stop-sharing = ✖️ Dejar de compartir
toast-unshared = El enlace ya no lleva a ninguna parte.
toast-not-shared = Este brief no está compartido.
