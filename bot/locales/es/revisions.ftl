# Versiones de un guion: qué cambió, deshacer, la lista de versiones y una versión al lado de la actual.

diff-title = ✏️ <b>Lo que ha cambiado</b>
diff-back = ↩️ <b>Vuelve la versión { $revision }</b> (ahora es la { $now }). Lo que eso cambió:
diff-scene = <b>Escena { $number }</b>
diff-scene-new = <b>La escena { $number }</b> es nueva
diff-scene-gone = <b>La escena { $number }</b> ya no está
diff-rewritten = Todas las escenas son nuevas:
diff-change = { $label } <s>{ $old }</s> → { $new }
diff-added = { $label } { $new }
diff-removed = { $label } <s>{ $old }</s>
diff-same = Sin tocar: { $count ->
    [one] escena { $scenes }
   *[other] escenas { $scenes }
}.
diff-look = Solo cambió el aspecto; escenas y palabras siguen igual.
diff-nothing = No hay nada distinto.
diff-part-picture = 🖼
diff-part-on_screen = 🔤
diff-part-voice = 🎙
diff-part-sound = 🔊
diff-part-length = ⏱
diff-whole-duration = Duración:
diff-whole-placement = Dónde se verá:
diff-whole-framework = Fórmula:
diff-whole-call_to_action = Llamada a la acción:
diff-whole-music = Música:
diff-whole-voice = 🎙
diff-no-music = ninguna
diff-price = Hacerlo: { $old } → { $new } de tu plan

beside-title = 👀 <b>Al lado de tu versión de { $old } s: { $new } s</b>
beside-choice = Tu versión actual se queda como está si no eliges esta.

versions-title = 🕘 <b>Versiones de este guion</b>
versions-line = <b>{ $revision }</b> · { $seconds } s · { $count ->
    [one] { $count } escena
   *[other] { $count } escenas
} · { $framework } · «{ $opening }»
versions-now = { $line } ← <b>ahora</b>
versions-restore = Pulsa un número para recuperar esa versión; todas se conservan.
versions-only = Por ahora solo hay esta versión.

button-undo = ↩️ Deshacer
button-versions = 🕘 Versiones
button-restore = ↩️ { $revision }
button-use = ✅ Usar esta · { $seconds } s

toast-undone = Deshecho.
toast-restored = Vuelve la versión { $revision }.
toast-nothing-before = Esta es la primera versión; no hay otra antes.
toast-versions = Estas son las versiones.
toast-answering = Justo estoy escribiendo una respuesta sobre este anuncio. Pulsa otra vez en un momento.
toast-versions-stale = El guion ha cambiado mientras tanto. Estas son sus versiones.
note-beside = escribiendo una versión al lado
