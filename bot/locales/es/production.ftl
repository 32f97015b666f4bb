# El guion, y el camino hasta el vídeo.

script-title = 🎬 <b>{ $title }</b> · { $placement } · { $seconds } s · { $framework }
script-untitled = Tu guion
script-storyline = <i>{ $storyline }</i>
script-scene = <b>Escena { $number }</b> · { $from }–{ $to }
script-picture = 🖼 { $text }
script-on-screen = 🔤 { $text }
script-sound = 🔊 { $text }
script-voice-over = 🎙 <b>Voz en off</b>
script-voice-text = <i>«{ $text }»</i>
script-music = 🎵 Música: { $genre }
script-no-music = 🎵 Sin música
script-price-free = Hacerlo es gratis.
script-price-uses = Hacerlo usa <b>{ $cost }</b> de tus { $allowance }.
script-price-steps = Hacerlo de una vez usa <b>{ $cost }</b> de tus { $allowance }; { $count } imágenes de cada escena para elegir antes usan <b>{ $pictures }</b>.
price-over-allowance = <b>Este vídeo usaría { $cost }, y de tu plan quedan { $left } este mes.</b> No se ha empezado ni cobrado nada.
price-over-ad = <b>Este vídeo costaría { $cost }; con él, este anuncio pasaría del máximo por anuncio, { $limit }.</b> No se ha empezado ni cobrado nada. Menos escenas, o más cortas, cuestan menos.
price-over-day = <b>Este vídeo costaría { $cost }; con él pasarías del máximo por persona y día, { $limit }.</b> No se ha empezado ni cobrado nada. Mañana vuelve a funcionar.
price-over-house = <b>El presupuesto de hoy de este bot se ha agotado.</b> No se ha empezado ni cobrado nada. Mañana vuelve a funcionar.
price-animatic = Ahora puedo hacerlo como animatic: tus fotos, colores y palabras con movimiento, voz y música, hecho aquí y gratis. El guion queda para después.
price-risen = <b>El precio ha cambiado:</b> hacerlo cuesta ahora { $cost }. No se ha empezado ni cobrado nada.
script-invitation = ¿Lo filmo o cambiamos algo antes?
script-stale = <b>Ese botón era de una versión anterior del guion.</b> No se ha empezado ni cobrado nada. Esta es la actual:
script-none = <b>Ese botón es antiguo:</b> este anuncio no tiene guion ahora. No se ha empezado ni cobrado nada. Sigue escribiendo y hago uno nuevo.

production-title = 🎬 <b>Haciendo tu vídeo</b>
production-title-named = 🎬 <b>Haciendo { $title }</b>
production-step-plan = plan
production-step-stills = imágenes
production-step-clips = clips
production-step-sound = voz y música
production-step-cut = montaje
production-step-delivery = entrega
production-done = ✔ { $step }
production-running = ▸ <b>{ $step }</b>
production-waiting = ○ { $step }
production-failed-step = ✖ { $step }
production-bar = { $bar } { $percent } %
production-remaining-seconds = quedan unos { $seconds } s
production-remaining-minutes = { $minutes ->
    [one] queda alrededor de { $minutes } minuto
   *[other] quedan unos { $minutes } minutos
}
production-cancelling = Cancelando … No se cobra nada.
production-held = ⏸ Hemos detenido un momento todas las producciones. La tuya sigue sola; no se pierde nada y mientras tanto no se cobra nada más.
production-complete = ✅ <b>Tu vídeo está listo.</b>
production-complete-named = ✅ <b>{ $title }</b> está listo.

delivered = 🎉 <b>{ $title }</b>
delivered-untitled = 🎉 <b>Tu anuncio está listo.</b>
delivered-details = { $placement } · { $width }×{ $height } · { $seconds } s
delivered-free = Ha sido gratis.
delivered-used = Ha usado { $cost }.
delivered-bill = Estimado { $estimated }, cobrado { $cost }, devuelto { $back }.
delivered-ai = Hecho con IA.
delivered-credits = <blockquote expandable>{ $credits }</blockquote>
delivered-next = Dime qué cambiar o empieza otro anuncio.

failed-title = ⚠️ <b>No se ha podido terminar el vídeo.</b>
failed-step = Se paró en este paso: { $step }.
failed-next = Inténtalo otra vez o cambia antes el guion.

cancelled-title = ✖️ <b>Cancelado: el vídeo de { $title }.</b>
cancelled-title-unnamed = ✖️ <b>Cancelado: el vídeo.</b>

ended-free = No se ha cobrado nada. El guion y todo lo que mandaste se conservan.
ended-bill = <b>{ $bill }</b>
ended-used = Se usaron { $cost } en lo que ya estaba hecho. Todo ello se conserva.
ended-kept = Lo que se hizo se conserva, igual que el guion y todo lo que mandaste.
ended-pending = Lo que aún está en marcha en el proveedor se para o se recoge; puede sumarse al coste.

production-ready-still = 🖼 Las imágenes están listas. Elige abajo.
production-ready-clip = 🎞 Los clips están listos. Míralos abajo.
production-asks = ⏸ Espera tu decisión; la pregunta está abajo.
