# En un grupo: cómo va allí, y la aprobación entre varias personas.

group-hello =
    👋 <b>Hago anuncios en vídeo a partir de un brief.</b> Mencióname con lo que quieres anunciar o responde a un mensaje mío; contesto en este hilo y todos lo leen.
    Un anuncio es de quien lo empezó: solo cuentan sus toques. «👥 Pedir aprobación» bajo un guion deja que todos digáis qué os parece.
group-private-only = Eso es solo tuyo, así que funciona en nuestro chat privado: abre un chat conmigo y pulsa Iniciar.
group-others-ad = Ese anuncio es de otra persona, así que lo dejo como está. Quien lo empezó puede responderme con lo que has dicho. Para empezar uno tuyo, mencióname sin responder.
group-as-yourself = Un anuncio es de una persona: escribe con tu nombre, no como el grupo ni como un canal.
group-somebody = alguien
group-approval = 👥 <b>{ $name } os pide aprobar { $title }, versión { $revision }.</b>
group-approval-rule = Decid qué os parece. Solo { $name } puede encargarlo.
group-approval-old = El guion ha cambiado desde entonces. Esto se dijo de aquella versión.
group-approval-where = La aprobación entre varias personas funciona en un grupo: añádeme a uno, cuéntame allí el anuncio y pulsa «👥 Pedir aprobación» bajo su guion.
group-no-script = Aún no hay guion que aprobar. Dime primero para qué es el anuncio.
group-no-voice = Todavía no ha contestado nadie.
group-voice-yes = ✅ { $name } aprueba
group-voice-no = ✋ { $name }: todavía no
group-voices-more = … y { $count } más
versions-approved = 👥 con la aprobación de { $names }{ $count ->
    [one] {""}
   *[other] {" "}({ $count })
}

button-ask-votes = 👥 Pedir aprobación
button-approve = ✅ Aprobar la versión { $revision }
button-not-yet = ✋ Todavía no
toast-owner-only = Solo puede pulsarlo quien hace este anuncio.
toast-votes-asked = Todos pueden contestar abajo.
toast-vote-yes = Apruebas la versión { $revision }.
toast-vote-no = Anotado: todavía no, versión { $revision }.
toast-vote-old = El guion ha cambiado desde entonces. Pide la versión nueva.
