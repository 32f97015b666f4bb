# Planes, lo que queda de ellos y pagos en Telegram Stars.

plan-title = 💳 <b>Tu plan: { $plan }</b>
plan-until-renews = Pagado hasta el { $day }; luego se renueva solo.
plan-until-ends = Hasta el { $day }; no se renueva.
plan-money = 🎬 Generación de pago: te quedan <b>${ $left }</b> de ${ $allowance } este mes
plan-money-none = 🎬 Generación de pago: no incluida. Los animatics son gratis.
plan-messages = 💬 Mensajes hoy: { $used } de { $most }
plan-uploads = 🖼 Archivos hoy: { $used } de { $most }
plan-storage = 🗄 Espacio: { $used } de { $most } MB
plan-productions = ⏳ En producción ahora: { $used } de { $most } a la vez
plan-offer = ⭐ <b>{ $plan }</b>, { $stars } Stars al mes: ${ $allowance } de generación de pago al mes, { $productions } anuncios a la vez, { $messages } mensajes al día.
plan-offer-unsold = ⭐ <b>{ $plan }</b>: ${ $allowance } de generación de pago al mes, { $productions } anuncios a la vez, { $messages } mensajes al día. Pídelo a quien gestiona este bot.
plan-more = Los días y meses se cuentan en UTC. /terms · /paysupport
button-buy = ⭐ { $plan }: { $stars } Stars al mes
button-renewal-off = No renovar
button-renewal-on = Volver a renovar
toast-plan-changed = Tu plan ha cambiado entretanto; el mensaje de abajo lo muestra.

invoice-message = ⭐ <b>{ $plan }</b> por { $stars } Stars al mes: ${ $allowance } de generación de pago cada mes. Se renueva cada 30 días hasta que lo canceles, en /plan o en los ajustes de Telegram, en Stars. Al pagar aceptas /terms.
invoice-title = Briefcut { $plan }, un mes
invoice-description = ${ $allowance } de generación de pago al mes con el plan { $plan }. Se renueva cada 30 días hasta que lo canceles.
button-pay = Pagar { $stars } ⭐
toast-invoice = La factura está en el chat.
checkout-old = Esta factura ya no está abierta. No se ha cobrado nada. Pide otra con /plan.
checkout-already = Ya tienes este plan y se renueva solo. No se ha cobrado nada.
checkout-closed = Ahora no puedes comprarlo. No se ha cobrado nada. /paysupport ayuda.
checkout-failed = Ahora no puedo aceptar el pago. No se ha cobrado nada. Inténtalo de nuevo en unos minutos.

plan-paid = 🎉 <b>¡Gracias! { $plan } es tuyo hasta el { $day }.</b> Se renueva solo; /plan muestra lo que queda y termina la renovación.
plan-renewed = ⭐ { $plan } se ha renovado hasta el { $day }. ¡Gracias!
plan-given = 💳 Quien administra este bot te ha dado el plan <b>{ $plan }</b>. /plan muestra lo que incluye.
plan-withdrawn = 💳 Quien administra este bot te ha pasado al plan <b>{ $plan }</b>. Tus anuncios, marcas y vídeos siguen como están.
plan-no-more-charged = Telegram no cobra nada más por el plan que pagabas antes. /paysupport ayuda con lo que ya está pagado.
plan-ended =
    Tu plan <b>{ $plan }</b> ha terminado y ahora tienes el gratuito. Tus anuncios, marcas y vídeos se quedan como están.
    /plan lo recupera.
renewal-off = La renovación está desactivada. <b>{ $plan }</b> es tuyo hasta el { $day }; no se cobra nada más.
renewal-on = <b>{ $plan }</b> vuelve a renovarse solo; el próximo pago es el { $day }.
renewal-failed = Telegram no pudo renovar <b>{ $plan }</b>: faltaban Stars. No se ha cobrado nada. Termina el { $day }; /plan lo recupera.
renewal-refused = Telegram no me dejó cambiar la renovación de <b>{ $plan }</b>. Termínala o retómala en Telegram: Ajustes → Mis Stars → Suscripciones. Está pagado hasta el { $day }.
toast-renewal-on = Le digo a Telegram que lo renueve.
toast-renewal-off = Le digo a Telegram que no lo renueve más.

terms =
    <b>Condiciones</b>
    • Un plan se paga en Telegram Stars por 30 días y se renueva hasta que lo canceles: /plan, o los ajustes de Telegram, en Stars. Lo pagado es tuyo hasta el último día.
    • La generación de pago es la que muestra /plan, por mes natural (UTC). Lo que queda no pasa al mes siguiente. Lo que falla por nuestra parte no se cobra.
    • Un plan mejor empieza enseguida y sustituye al anterior, cuya renovación termina.
    • Reembolsos: pídelos con /paysupport. Un reembolso termina el plan.
    • Respondes de lo que pides: imágenes y nombres propios o con licencia, afirmaciones honestas, sin engaños. No se hace lo que un anuncio no puede tratar.
    • Los vídeos se hacen con ayuda de IA; indícalo donde una plataforma o una ley lo pida.
    • Quien gestiona este bot puede cerrar un acceso del que se abusa. Telegram no responde de los pagos a este bot.
paysupport =
    <b>Ayuda con los pagos</b>
    Escribe <code>/paysupport</code> y tu pregunta en un solo mensaje, y se la paso a quien gestiona este bot.
paysupport-alone =
    <b>Ayuda con los pagos</b>
    Este bot no tiene admin a quien preguntar. Escribe a quien te dio su dirección.
paysupport-payments = Tus últimos pagos:
paysupport-sent = Enviado. Quien gestiona este bot te responde aquí en Telegram.
paysupport-card =
    💬 <b>Pregunta sobre un pago</b> de { $name } ({ $id }):
    { $words }
bill = • { $day }, { $plan }, { $stars } ⭐ { $state } <code>{ $charge }</code>
bill-open = pagado
bill-asked = (reembolso pedido)
bill-given = (reembolsado)
bill-declined = (reembolso denegado)
button-refund = Pedir { $stars } ⭐ del { $day }
button-refund-yes = Reembolsar
button-refund-no = No
refund-card = ↩️ <b>{ $name }</b> ({ $id }) pide que se le devuelva un pago:
refund-card-yes = ✅ Se está devolviendo.
refund-card-no = No se devuelve.
refund-asked = Tu petición de devolver { $stars } ⭐ está enviada. Aquí sabrás qué pasa con ella.
refund-given = ↩️ Se te han devuelto { $stars } ⭐. El plan que pagaban ha terminado; tus anuncios se quedan.
refund-declined = Tu petición de devolver { $stars } ⭐ fue denegada. Tu plan sigue igual. Para preguntas escribe <code>/paysupport</code> y tus palabras.
refund-failed = Telegram no devolvió el pago de { $stars } ⭐. Tu plan sigue igual, y quien gestiona este bot ve por qué.
toast-refund-asked = Enviado.
toast-refund-asked-before = Ese ya lo pediste.
toast-refund-decided = Eso ya estaba decidido.

limit-messages =
    <b>Esos eran los { $most } mensajes de hoy del plan { $plan }.</b> Tu último mensaje no se usó y no se cobró nada.
    Sigue a medianoche UTC; /plan muestra planes mayores.
limit-uploads =
    <b>Esos eran los { $most } archivos de hoy del plan { $plan }.</b> El último no se usó y no se cobró nada.
    Sigue a medianoche UTC; las palabras sí funcionan. /plan muestra planes mayores.
limit-storage =
    <b>Tus { $most } MB del plan { $plan } están llenos.</b> El archivo no se usó y no se cobró nada.
    Quita anuncios que ya no necesites; /plan muestra lo usado.
limit-productions =
    { $most ->
        [one] <b>Ya hay un anuncio o entrenamiento en marcha; el plan { $plan } no tiene más a la vez.</b>
       *[other] <b>Ya hay { $most } anuncios o entrenamientos en marcha; el plan { $plan } no tiene más a la vez.</b>
    } No se inició ni se cobró nada. Pulsa otra vez el botón cuando termine uno.
toast-limit = No se inició nada. El mensaje de abajo dice por qué.
