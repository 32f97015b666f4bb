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
health-making = Partes de anuncios: { $processing } en marcha, { $queued } en espera, { $failed } fallidas hoy; anuncios atascados: { $stuck }
health-provider = Proveedor: { $failed } de { $runs } ejecuciones fallaron en media hora ({ $model })
health-tries = Intentos de pago: { $count } abiertos, { $overdue } vencidos, sin noticia { $seconds } s
health-orphans = Cargos que nadie pidió hoy: { $count } (USD { $usd })
health-budget = Presupuesto de hoy: USD { $used } de { $ceiling }
health-connections = Conexiones a la base de datos: { $used } de { $most }
health-disk = Disco: { $gigabytes } GB libres
health-began = <i>Postgres funciona desde { $at } UTC.</i>

audit-title = 🧾 <b>Registro de actos</b>
audit-title-of = 🧾 <b>Registro de actos de { $name }</b>
audit-none = Todavía no hay nada.
audit-entry = <code>{ $at }</code> { $actor }: <b>{ $action }</b>{ $subject }{ $details }

button-generation-off = ⏸ Detener todo
button-generation-on = ▶️ Dejar que siga
button-health-again = 🔄 Mirar otra vez
button-audit-older = Anteriores ›

toast-generation-off = Detenido.
toast-generation-on = Sigue.
toast-health = Mirado otra vez.
