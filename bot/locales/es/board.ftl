# Imágenes y clips para elegir, y escenas que no se pudieron hacer.

album-still = <b>Escena { $number } de { $count }</b>: { $words } · { $many ->
    [one] imagen { $numbers }
   *[other] imágenes { $numbers }
}
album-clip = <b>Escena { $number } de { $count }</b>: { $words } · { $many ->
    [one] clip { $numbers }
   *[other] clips { $numbers }
}

board-title-still = 🖼 <b>Elige las imágenes: { $title }</b>
board-title-clip = 🎞 <b>Mira los clips: { $title }</b>
board-line-picked-still = <b>{ $number }</b> · imagen { $chosen } ✔
board-line-picked-clip = <b>{ $number }</b> · clip { $chosen } ✔
board-line-default-still = <b>{ $number }</b> · imagen { $chosen } (la primera)
board-line-default-clip = <b>{ $number }</b> · clip { $chosen }
board-line-making = <b>{ $number }</b> · haciéndose …
board-line-none-still = <b>{ $number }</b> · aún sin imagen
board-line-none-clip = <b>{ $number }</b> · aún sin clip
board-more-making = vienen más …
board-more-failed = { $count ->
    [one] 1 no se pudo hacer (coste: { $cost })
   *[other] { $count } no se pudieron hacer (coste: { $cost })
}
board-hint-still = Toca el número de la imagen que quieras; donde no elijas, vale la primera. En el botón de cada escena hay más: una imagen tuya, un intercambio. También se usa una foto que mandes en respuesta a las imágenes de una escena. Solo cuestan algo los botones con precio.
board-hint-clip = Quédate los clips, pide uno de nuevo o sigue. El montaje es gratis.
board-hint-making = Se está haciendo lo que falta; el tablero sigue cuando esté.
board-hint-missing = Aún falta algo: responde a la pregunta sobre ello o toca su escena.
board-kept-still = 🖼 Imágenes elegidas (escena·imagen): { $kept }
board-kept-clip = 🎞 Clips elegidos (escena·clip): { $kept }
board-left = ⤵️ Este tablero está cerrado: se sigue más abajo.

scene-title = <b>Escena { $number } de { $count }</b>: { $words }
scene-swap-hint = O toma una imagen de otra escena (escena·imagen). Si es la elegida allí, las dos se intercambian:
own-question = 📎 Manda ahora la imagen para la escena { $number } (JPEG, PNG o WebP, hasta 20 MB). Como archivo conserva toda su calidad. No cuesta nada.
own-taken = Escena { $number }: uso tu imagen.

scene-failed-still = ⚠️ <b>No se ha podido hacer la imagen de la escena { $number }</b>: { $why }.
scene-failed-clip = ⚠️ <b>No se ha podido hacer el clip de la escena { $number }</b>: { $why }.
scene-failed-voice = ⚠️ <b>No se ha podido hacer la voz en off</b>: { $why }.
scene-failed-music = ⚠️ <b>No se ha podido hacer la música</b>: { $why }.
scene-why-unsafe = el modelo se negó por seguridad
scene-why-stuck = el modelo no llegaba al final y se paró
scene-why-lost = se hizo, pero no se pudo recoger a tiempo
scene-why-damaged = lo que llegó estaba dañado
scene-why-refused = el proveedor no aceptó el encargo
scene-why-failed = el modelo terminó con un error
scene-cost = Ha costado { $cost }.
scene-cost-free = No ha costado nada.
scene-cost-nothing = nada
scene-failed-next = Todo lo demás se conserva y sigue. ¿Qué hago?

redo-title = 🔁 <b>Una escena de nuevo</b>, con imágenes nuevas para elegir (🖼) o un clip nuevo (🎞). Las otras se quedan como están y el montaje es gratis.
redo-line = <b>{ $number }</b> · { $words }

wish-rewrite = Escena { $scene }: describe la imagen con otras palabras, inofensivas. El modelo de imagen la rechazó; conserva su sentido y su duración.
wish-rewrite-guided = Escena { $scene }: muestra solo { $product } sobre un fondo liso y claro

button-scene = Escena { $number }
button-keep = { $number }
button-kept = ✅ { $number }
button-making = ⏳
button-redo-short = 🔁 { $cost }
button-redo-still = 🔁 { $count ->
    [one] Una imagen nueva · { $cost }
   *[other] { $count } imágenes nuevas · { $cost }
}
button-redo-clip = 🔁 Un clip nuevo · { $cost }
button-surprise = 🎲 Sorpréndeme: la mejor de cada una
button-make-clips = ▶️ Hacer los clips · gratis
button-make-clips-uses = ▶️ Hacer los clips · usa { $cost } de tus { $allowance }
button-make-clips-here = 🎬 Animar aquí las imágenes · gratis
button-make-cut = ✂️ Hacer el montaje · gratis
button-own = 📎 Usar una imagen mía
button-swap = { $scene }·{ $number }
button-back = ◀️ Volver al tablero
button-animate-clip = 🎬 Mejor animar aquí la imagen · gratis
button-other-pictures = 🖼 Elegir otra imagen
button-rewrite = ✏️ Reescribir la escena
button-again = 🔁 Intentarlo otra vez · { $cost }
button-again-free = 🔁 Intentarlo otra vez · gratis
button-here-still = 🎬 Usar la animación gratis
button-here-clip = 🎬 Usar la animación gratis
button-here-voice = 🎬 Usar la voz gratis
button-here-music = 🎬 Usar la música gratis
button-redo-scenes = 🔁 Rehacer una escena
button-anew-still = 🖼 { $number } · { $cost }
button-anew-clip = 🎞 { $number } · { $cost }

toast-kept-still = Escena { $number }: te quedas la imagen { $variant }.
toast-kept-clip = Escena { $number }: te quedas el clip { $variant }.
toast-swapped = La escena { $number } ya tiene esa imagen.
toast-best = Elegidas midiendo: las más nítidas y las más parecidas a tu producto.
toast-pictures = ¡En marcha! Las imágenes se están haciendo.
toast-redo = ¡En marcha! Llega abajo en cuanto esté.
toast-clips = ¡En marcha! Los clips se están haciendo.
toast-cut = ¡En marcha! El vídeo se está montando.
toast-again = ¡En marcha! Lo intento una vez más.
toast-here = ¡En marcha! Se hace aquí, gratis.
toast-board-changed = Eso ha cambiado mientras tanto. El tablero enseña cómo está.
toast-choose-first = Se espera tu elección: el tablero está abajo.
toast-own = Manda ahora la imagen.
toast-rewrite = La escena se escribe con otras palabras.
toast-count = Desde ahora, { $count } imágenes por escena.
toast-going-on = ¡En marcha! Sigo donde se paró.
