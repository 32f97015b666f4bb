# Quién entra: invitaciones y personas sin acceso.

door-uninvited =
    👋 ¡Hola! Convierto un brief en un anuncio de vídeo terminado, aquí mismo en el chat.

    De momento funciono <b>por invitación</b>. Si alguien te envió un enlace, ábrelo y pulsa Iniciar. Si no, pídele uno a quien gestiona este bot.
    /privacy muestra qué se guarda sobre ti.
door-guest =
    👋 Estás aquí como invitado de paso: pregunto por reglas en lugar de un modelo, y hago tu anuncio como <b>animatic gratis</b>. Nada cuesta nada.
    Con una invitación de quien gestiona este bot puedo hacer más.
door-barred =
    <b>Ya no puedes usar este bot.</b> Quien lo gestiona ha cerrado tu acceso. No se inicia ni se cobra nada nuevo.
    /paysupport es para pagos; /export_my_data y /delete_my_data siguen funcionando.
toast-uninvited = Este bot funciona por invitación. Abre el enlace que te enviaron.
toast-barred = Tu acceso está cerrado. /paysupport ayuda con los pagos.
invite-entered = 🎉 ¡Ya estás dentro! La invitación ha funcionado.
invite-entered-plan = 🎉 ¡Ya estás dentro! La invitación te da el plan <b>{ $plan }</b>; /plan muestra qué incluye.
invite-used-up =
    <b>Esta invitación ya no funciona.</b> Está agotada, ha caducado o fue retirada.
    Pide un enlace nuevo a quien te la envió.

invite-card =
    🎟 <b>Invitar a personas</b>
    Un enlace para { $uses ->
        [one] una persona
       *[other] { $uses } personas
    }, { $until }. Plan: <b>{ $plan }</b>.
invite-open = Enlaces que todavía dejan entrar:
invite-line = • quedan { $left } de { $most }, { $plan }, { $until }
invite-until = hasta el { $day }
invite-for-days =
    válido { $days ->
        [one] un día
       *[other] { $days } días
    }
invite-without-end = sin fecha de fin
invite-days =
    { $days ->
        [one] { $days } día
       *[other] { $days } días
    }
invite-endless = Sin fin
invite-made =
    🎟 <b>Tu enlace de invitación</b>
    { $link }

    Para { $uses ->
        [one] una persona
       *[other] { $uses } personas
    }, { $until }. Plan: <b>{ $plan }</b>.
    Pásalo solo a quien quieras: cualquiera que lo tenga puede usarlo.
button-invite-make = Crear el enlace
button-invite-copy = Copiar el enlace
button-invite-end = Retirar este enlace
toast-invite-made = Aquí viene el enlace.
toast-invite-made-before = Esta tarjeta ya creó su enlace. /invite crea otro.
toast-invite-ended = Retirado. Nadie más entra con este enlace.

bar-usage =
    <code>/block 7100000002</code> o <code>/block @name</code> deja a una persona sin acceso; puede seguir un motivo, que queda en el registro. <code>/unblock</code> se lo devuelve.
bar-admin = No se puede quitar el acceso a un admin. Quítalo antes de ADMIN_IDS.
person-unknown = Nadie llamado { $name } ha escrito al bot.
person-barred = ⛔️ <b>{ $name }</b> está sin acceso. Lo que se está haciendo se termina; nada nuevo empieza.
person-let-in = ✅ <b>{ $name }</b> puede volver a usar el bot.
button-shut-out = Quitar el acceso
button-let-in = Devolver el acceso

plan-name-free = Gratis
plan-name-pro = Pro
plan-name-enterprise = Enterprise
