# El aspecto de una marca, que un proveedor aprende de sus imágenes.

look-untitled = tu producto
look-title = 🎓 <b>El aspecto de { $title }</b>
look-none = Aún no se ha entrenado nada para esta marca.
look-in-use = Las imágenes se hacen con lo aprendido de { $count ->
    [one] { $count } imagen
   *[other] { $count } imágenes
}.
look-unused = Lo aprendido se conserva y ahora no se usa.
training-possible = Puedo entrenar con las { $count } imágenes del producto que has mandado.
training-too-few = Para entrenar necesito { $missing ->
    [one] una imagen más
   *[other] { $missing } imágenes más
} de tu producto: por ahora hay { $count ->
    [one] una
   *[other] { $count }
}. Lo que más ayuda: distintos lados, sitios y luces; los logos no cuentan.
training-nobody = Aquí no se puede entrenar nada: no hay conectado ningún proveedor que entrene.
training-too-dear = Un entrenamiento usaría { $cost }, y de tu plan quedan { $left } este mes.

training-offer = 🎓 <b>Puedo aprender qué aspecto tiene { $title }.</b> Has mandado { $count } imágenes: bastan para entrenar un modelo propio, en { $minutes ->
    [one] alrededor de { $minutes } minuto
   *[other] unos { $minutes } minutos
}. Desde entonces, todas las imágenes de esta marca se hacen con él, para que tu producto se parezca a sí mismo.
training-offer-price = Usa <b>{ $cost }</b> de tus { $allowance }, una sola vez, y se puede parar en cualquier momento. Solo lo ofrezco ahora; con /train vuelve.
button-train = 🎓 Entrenar · usa { $cost } de tus { $allowance }
button-train-again = 🎓 Entrenar de nuevo · usa { $cost } de tus { $allowance }
button-look-before = Usar la versión anterior
button-look-none = Hacer las imágenes sin ello

training-title = 🎓 <b>Aprendiendo qué aspecto tiene { $title }</b>
training-sending = Mandando { $count ->
    [one] { $count } imagen
   *[other] { $count } imágenes
} al proveedor …
training-cancelling = Parando … En un momento te digo lo que ha costado.
training-done = 🎓 <b>{ $title }</b>: aprendido.
training-ended = 🎓 El entrenamiento con <b>{ $title }</b> ha terminado.

trained = 🎓 <b>He aprendido qué aspecto tiene { $title }.</b> Desde ahora, las imágenes de esta marca se hacen con lo que { $count ->
    [one] enseñó { $count } imagen
   *[other] enseñaron { $count } imágenes
}.
trained-still = Cada imagen hecha con ello cuesta unos { $cost }; lo dice el precio del botón.
trained-before = La versión anterior se conserva: puedes volver a ella.

training-failed = ⚠️ <b>El entrenamiento con { $title } no ha salido bien.</b>
training-refused = El proveedor no aceptó el encargo.
training-unsafe = El modelo del proveedor no quiso aprender de una de estas imágenes: la tomó por insegura.
training-empty = El entrenamiento del proveedor terminó sin resultado.
training-pictures-gone = Ya no quedan bastantes de las imágenes en el almacén. Mándalas otra vez.
training-cancelled = ✖️ <b>Parado: el entrenamiento con { $title }.</b>
training-free = No se ha cobrado nada, y lo reservado se ha devuelto. Tus imágenes se conservan.
training-used = Se han cobrado { $cost } por el tiempo que estuvo en marcha y se han devuelto { $back }. Tus imágenes se conservan.
training-still-before = Las imágenes se siguen haciendo con lo aprendido antes.
training-still-none = Las imágenes se siguen haciendo como antes.
training-over-allowance = <b>Este entrenamiento usaría { $cost }, y de tu plan quedan { $left } este mes.</b> No se ha empezado ni cobrado nada.
training-over-ad = <b>Este entrenamiento costaría { $cost }, más del máximo que aquí puede costar algo de una vez, { $limit }.</b> No se ha empezado ni cobrado nada.
training-over-day = <b>Este entrenamiento costaría { $cost }; con él pasarías del máximo por persona y día, { $limit }.</b> No se ha empezado ni cobrado nada. Mañana vuelve a funcionar.
training-dearer = <b>El precio ha cambiado:</b> entrenar cuesta ahora { $cost }. No se ha empezado ni cobrado nada.

toast-training-started = Empieza el entrenamiento.
toast-training-running = Ya hay un entrenamiento de esta marca en marcha.
toast-training-old = Este botón es antiguo. Ahora va cómo está.
toast-look-before = Se vuelve a usar la versión anterior.
toast-look-none = Las imágenes se hacen sin ello.
