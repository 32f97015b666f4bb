# Ángulos, «¿por qué este guion?» y cuánto se trabaja un guion antes de enseñarlo.

why-title = 💡 <b>¿Por qué este guion?</b>
why-title-old = 💡 <b>¿Por qué la versión { $revision }?</b>
why-chosen = Cuenta «<b>{ $name }</b>»: { $idea }
why-won = De tres ángulos fue el de mejor nota: { $total } de 50.
why-tapped = Este ángulo lo elegiste tú; tiene { $total } de 50 puntos.
why-kept = Tiene { $total } de 50 puntos.
why-edited = Ha cambiado desde que se compararon los ángulos; ahora tiene { $total } de 50 puntos.
why-mark =
    <b>{ $label }</b>  <code>{ $bar }</code> { $score }
    <i>{ $reason }</i>
why-label-hook = Gancho
why-label-clarity = Claridad
why-label-brand_fit = Encaje con la marca
why-label-platform_fit = Encaje con la plataforma
why-label-call_to_action = Llamada a la acción
why-others = <b>Los otros ángulos</b>
why-other = «{ $name }» · { $total } de 50. { $idea } <i>Lo más flojo: { $weakest }.</i>
why-other-unmarked = «{ $name }». { $idea }
why-improved = El guion pasó por { $rounds ->
    [one] una ronda de mejora
   *[other] { $rounds } rondas de mejora
}, según las frases del propio crítico.
why-by-rules = <i>Puntuado con reglas: cada nota se apoya en algo medido en el guion.</i>
why-by-model = <i>Puntuado por el crítico de IA ({ $critic }) antes de enseñar el guion.</i>
why-unknown = Ya no puedo decir cómo salió esta versión: se escribió antes de que eso se guardara.
why-no-script = Todavía no hay guion. Cuando lo haya, esto cuenta por qué es como es.

craft-title = ⚙️ <b>Cuánto se trabajan los guiones</b>
craft-off = <b>Sin más</b> · { $price }: el primer borrador, tal cual.
craft-fast = <b>Rápido</b> · { $price }: se comparan tres ángulos y se desarrolla el mejor; los otros dos quedan a un toque.
craft-thorough = <b>A fondo</b> · { $price }: tres ángulos, los dos mejores desarrollados y puntuados otra vez, y el ganador mejorado una vez según el crítico.
craft-guided-thorough = <b>A fondo</b> · { $price }: tres ángulos, cada uno en varias versiones, y se enseña la mejor.
craft-now = ➡️ { $line }
craft-free = gratis
craft-price = unos { $price } USD por guion
craft-scope = Vale para este anuncio y para los siguientes. Hacer el vídeo tiene su propio precio, en su botón.
craft-set-script = El guion que tienes se queda como está.
craft-level-off = sin más
craft-level-fast = rápido
craft-level-thorough = a fondo

button-angle = 🔀 Otro ángulo: { $name }
button-why = 💡 ¿Por qué este guion?
button-craft = ⚙️ Cuánto se trabaja: { $level }
button-level = { $level } · { $price }
button-new-angles = 🎲 Tres ángulos nuevos

line-angle = Otro ángulo: { $name }
line-new-angles = Tres ángulos nuevos

toast-angle = Lo cuento desde otro ángulo.
toast-new-angles = Comparo tres ángulos nuevos.
toast-angle-busy = Estoy en ello: ya escribo una respuesta sobre este anuncio.
toast-why = Este es el porqué.
toast-craft = Estas son las formas.
toast-level = Desde ahora: { $level }.

note-angles = buscando tres ángulos
note-marks = comparando los ángulos
note-improve = mejorando el guion
