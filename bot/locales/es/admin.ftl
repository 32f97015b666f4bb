# Lo que leen y pulsan los administradores. Las horas son UTC.

admin-held = ⏸ <b>Todo está detenido</b> (por { $name }). { $count ->
    [one] Una producción o entrenamiento espera
   *[other] { $count } producciones y entrenamientos esperan
} hasta /resume. Lo que estaba en marcha termina, lo pagado se recoge y no empieza nada nuevo.
admin-held-why = Motivo: { $reason }
admin-held-already = ⏸ Todo estaba ya detenido.
admin-going = ▶️ <b>Todo sigue</b> (por { $name }). { $count ->
    [one] Se despertó una producción o entrenamiento.
   *[other] Se despertaron { $count } producciones y entrenamientos.
}
admin-going-already = ▶️ No hay nada detenido.
admin-nobody = Aquí nadie se llama { $wanted }. Da un id de Telegram o un @nombre.

health-well = 💚 <b>Todo va bien.</b>
health-ill = ❗ <b>{ $count ->
    [one] Una cosa necesita
   *[other] { $count } cosas necesitan
} atención.</b>
health-paused = ⏸ <b>La generación está detenida.</b> Motivo: { $reason }
health-line = { $mark } { $words }
health-queue = Cola: { $count } por hacer; la gente espera { $chat } s, el trabajo { $work } s
health-answers = Respuestas: { $count } abiertas, la más antigua { $seconds } s
health-messages = Mensajes: { $count } sin enviar, el más antiguo { $seconds } s
health-making = Anuncios atascados: { $stuck }; partes: { $processing } en marcha, { $queued } en espera, { $failed } fallidas hoy
health-provider = { $runs ->
    [0] Proveedor: nada se ha ejecutado en media hora
   *[other] Proveedor: { $failed } de { $runs } ejecuciones fallaron en media hora ({ $model })
}
health-tries = Intentos de pago: { $count } abiertos, { $overdue } vencidos, sin noticia { $seconds } s
health-orphans = Cargos que nadie pidió hoy: { $count } (USD { $usd })
health-budget = Presupuesto de hoy: USD { $used } de { $ceiling }
health-connections = Conexiones a la base de datos: { $used } de { $most }
health-storage = Almacén: { $state ->
    [away] no responde
    [full] no tiene sitio
   *[well] acepta archivos
}{ $waiting ->
    [0] {""}
    [one] ; un archivo espera en esta máquina
   *[other] ; { $waiting } archivos esperan en esta máquina
}
health-disk = Disco: { $gigabytes } GB libres
health-began = <i>Postgres funciona desde { $at } UTC.</i>

audit-title = 🧾 <b>Registro de actos</b>
audit-title-of = 🧾 <b>Registro de actos de { $name }</b>
audit-none = Todavía no hay nada.
audit-day = <b>{ $day }</b>
audit-entry = <code>{ $at }</code> { $actor }: <b>{ $action }</b>{ $subject }{ $details }

button-generation-off = ⏸ Detener todo
button-generation-on = ▶️ Dejar que siga
button-health-again = 🔄 Mirar otra vez
button-audit-older = Anteriores ›

toast-generation-off = Detenido.
toast-generation-on = Sigue.
toast-health = Mirado otra vez.

people-title = 👥 <b>Personas</b>, las últimas primero; con el gasto del mes. Busca con /users y una parte del nombre.
people-found = 👥 <b>Personas</b> con “{ $words }”
people-none = 👥 Nadie se llama “{ $words }”.

person-title = 👤 <b>{ $name }</b>{ $username }
person-id = Id de Telegram <code>{ $id }</code> · idioma { $locale }
person-is-admin = ⭐ Admin
person-is-barred = 🚫 Sin acceso desde { $at }
person-blocked = 🔕 Bloqueó el bot el { $at }: no se envía nada
person-invited = 🎟 Llegó por una invitación
person-plan = Plan: <b>{ $plan }</b>{ $until }
person-plan-paid = , pagado con Stars, sin renovación
person-plan-renews = , pagado con Stars, se renueva
person-plan-until = , hasta { $at }
person-allowance = Cuota: USD { $allowance } al mes; { $used } usados, quedan { $left }
person-limits = Límites: USD { $ad } por anuncio, { $day } al día; hoy { $today } usados
person-spend = Gasto total, con las respuestas de modelos: USD { $total }
person-ads = Anuncios: { $count } ({ $finished } terminados, { $making } en marcha, { $failed } fallidos)
person-messages = Mensajes: { $count }
person-times = <i>Desde { $came }, última vez { $seen } UTC</i>

jobs-title = 🎬 <b>Producciones</b> en marcha, o fallidas en una semana
jobs-title-of = 🎬 <b>Producciones de { $name }</b> en marcha, o fallidas en una semana
jobs-none = No hay ninguna.
jobs-stuck = 🔴 { $count ->
    [one] Una no avanza.
   *[other] { $count } no avanzan.
}
job-title = { $mark } <b>{ $title }</b> · versión { $revision }
job-person = Para { $name }
job-status = Estado: { $status }{ $stage }
job-parts = Partes: { $done } de { $parts } hechas, { $running } en marcha, { $waiting } en espera, { $failed } fallidas
job-age = Desde hace: { $age }
job-charged = Cobrado hasta ahora: USD { $usd }
job-stuck = 🔴 No avanza.
job-error = Último fallo: <code>{ $error }</code>
job-ad = <code>{ $id }</code>
job-stopped-yours = 🛑 Un administrador ha detenido la producción de { $title }. Lo que costó está en el mensaje de arriba; el guion se conserva y puedes empezarla de nuevo.

age-minutes = { $count } min
age-hours = { $count } h
age-days = { $count } d

button-plan = Plan { $plan }
button-person-jobs = 🎬 Producciones
button-person-audit = 🧾 Registro
button-person-out = Quitar acceso
button-person-in = Dar acceso otra vez
button-job-retry = 🔁 Que siga
button-job-stop = Detener
button-job-person = 👤 De quién
button-job-again = 🔄 Mirar otra vez
button-earlier-page = ‹ Atrás
button-later-page = Más ›

toast-plan-given = El plan ha cambiado.
toast-plan-changed-before = El plan ya había cambiado; así está ahora.
toast-job-moved-on = Ya ha cambiado; así está ahora.
toast-job-woken = Despertado: lo que esperaba empieza ya.
toast-job-taken-up = Sigue. La persona no paga más de lo que aceptó.
toast-job-dearer = Costaría más de lo que la persona aceptó: tiene que pulsar ella el botón.
toast-job-held-back = No se ha empezado: una regla o un límite lo impide.
toast-job-stopped = Detenido. Se ha avisado a la persona.
