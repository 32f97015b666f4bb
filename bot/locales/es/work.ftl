# Lo que salió mal detrás del chat. La vista añade que no se cobró nada, qué hacer ahora y una referencia.

error-turn = No he podido terminar esa respuesta. No se ha cobrado nada y lo que escribiste se conserva. Escríbelo otra vez o di «sigue».
error-disk-full = No queda sitio en mi disco, así que no he podido guardar lo que mandaste. No se ha cobrado nada y nada se pierde: cuando quien lleva el bot haga sitio, escríbeme otra vez y respondo a todo.

photo-refused = No puedo usar esa imagen. Mándala como JPEG, PNG o WebP.
photo-empty = Ese archivo está vacío y no se ha usado. Manda la imagen otra vez.
photo-wrong-kind = Ese archivo no es una imagen que pueda usar, diga lo que diga su nombre. Manda un JPEG, PNG o WebP.
photo-polyglot = Ese archivo es una imagen y algo más a la vez, así que no lo he abierto. Manda un JPEG, PNG o WebP normal.
photo-damaged = Esa imagen está dañada o cortada y no se ha usado. Mándala otra vez.
photo-too-many-pixels = Esa imagen tiene demasiados píxeles: sirven hasta 40 megapíxeles. Manda una copia más pequeña.
photo-gone = Telegram ya no tiene esa imagen. Mándala otra vez.
photo-not-fetched = Telegram no ha entregado esa imagen. Mándala otra vez.
photo-too-large = Esa imagen es demasiado grande: Telegram me deja recoger 20 MB como mucho. Manda una copia más pequeña.

studio-failed = El estudio no ha podido hacer una de las partes.
studio-render-failed = Uno de los programas del estudio terminó con un error.
studio-timed-out = Una parte tardó demasiado y se paró.
studio-disk-full = No queda sitio en mi disco para el vídeo. Quien lleva el bot tiene que hacer sitio; después se puede hacer otra vez.
studio-bad-media = Una de las imágenes, clips o sonidos no se puede usar.
studio-undrawable-text = El guion tiene caracteres que ninguna letra del estudio puede dibujar. Cambia ese texto.
studio-not-deliverable = El vídeo terminado no alcanzó la calidad prometida y no se ha enviado.
studio-not-deliverable-picture = El vídeo terminado se revisó y no se ha enviado: parte de la imagen salió negra, congelada, parpadeante o con colores equivocados.
studio-not-deliverable-sound = El vídeo terminado se revisó y no se ha enviado: falta el sonido, está distorsionado o no va con los subtítulos.
studio-not-deliverable-words = El vídeo terminado se revisó y no se ha enviado: algunos subtítulos no se leen o se salen de la zona que la plataforma deja libre.
failed-cut-missing = El montaje terminado ya no está en el almacén.
failed-storage-away = No se ha podido llegar a nuestro almacén durante mucho tiempo. Lo hecho se conserva; al intentarlo otra vez se sigue desde ahí.
failed-part-missing = Una parte terminada ya no está en el almacén. Al intentarlo otra vez se hace de nuevo.
failed-provider = El modelo del proveedor terminó con un error.
failed-provider-away = No se ha podido llegar al proveedor que lo hace.
failed-provider-busy = El proveedor que lo hace no acepta nada en este momento.
failed-provider-refused = El proveedor no aceptó el encargo de esta escena.
failed-provider-account = El proveedor no acepta nuestra cuenta en este momento. Arreglarlo nos toca a nosotros.
failed-provider-empty = El modelo del proveedor terminó sin resultado.
failed-provider-lost = El proveedor perdió lo que estaba haciendo.
failed-unsafe = El modelo del proveedor no quiso hacer esta imagen: la tomó por insegura. Suele ayudar describir la escena con otras palabras.
failed-stuck = El modelo del proveedor no terminó a tiempo y se paró.
failed-output-expired = El proveedor lo hizo, pero lo borró antes de que se pudiera recoger.
failed-output-damaged = Lo que hizo el proveedor está dañado y no se puede usar.
failed-cancelled = Se canceló.
failed-unexpected = Pasó algo inesperado mientras se hacía.
delivery-too-big = El vídeo es demasiado grande para Telegram.
production-ended-failed = ⚠️ <b>No se ha podido terminar el vídeo.</b> Los detalles están abajo.
