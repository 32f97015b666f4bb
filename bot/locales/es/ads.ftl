# La lista de anuncios de una persona.

ads-title = <b>Tus anuncios</b>
ads-found = <b>Tus anuncios con «{ $find }»</b>
ads-paged = { $title } · página { $page } de { $pages }
ads-line = <b>{ $number }. { $title }</b>
ads-line-current = <b>{ $number }. { $title }</b> ← estamos aquí
ads-day = { DATETIME($day, dateStyle: "medium") }
ads-state-talking = 📝 reuniendo el brief
ads-state-script = 📄 el guion te espera
ads-state-filming = 🎬 se está haciendo
ads-state-reviewing = 🖼 espera tu elección
ads-state-completed = ✅ terminado
ads-state-failed = ⚠️ no se pudo hacer
ads-state-cancelled = ✖️ cancelado
ads-open = Toca un número para volver a abrir ese anuncio.
ads-none-so = Ahora mismo ningún anuncio está así.
ads-none = Aún no tienes anuncios. Dime en pocas palabras qué anunciamos y empieza el primero.
ads-none-found = Ninguno de tus anuncios contiene «{ $find }».
ads-find-question = ¿Qué busco? Responde a este mensaje con una palabra: un producto, una marca, un público. También vale <code>/ads café</code>.
ads-find-hint = Una palabra, por ejemplo: café
ads-again = Aquí está otra vez { $title }. Dime qué cambiar o empieza otro anuncio.
ads-chosen = ● { $label }

button-ads-all = Todos · { $count }
button-ads-waiting = Te toca · { $count }
button-ads-making = En marcha · { $count }
button-ads-done = Terminados · { $count }
button-ads-before = ‹ Más nuevos
button-ads-after = Más antiguos ›
button-ads-find = 🔎 Buscar
button-ads-everything = Todos mis anuncios
toast-ads-find = Escribe qué buscar.
