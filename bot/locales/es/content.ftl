# De qué puede tratar un anuncio: rechazado, mirado por un administrador, imágenes de personas. Cada regla de
# agent/content.toml tiene aquí su nombre (de qué trata el anuncio), y cada una que rechaza, lo que sí sería posible.

content-refused = 🚫 <b>No puedo hacer este anuncio:</b> trata de { $rules } ({ $words }). Las plataformas no emiten anuncios así, y por eso no los hago. No se ha hecho ni cobrado nada.
content-chat-refused = No puedo hacer un anuncio que trate de { $rules } ({ $words }): las plataformas no emiten anuncios así. No se ha guardado ni cobrado nada.
content-refused-rule = { $instead }
content-changed = Si lo he entendido mal, dilo con otras palabras o cambia la idea.

content-note = ℹ️ Este anuncio tiene que ver con { $rules } ({ $words }). Los anuncios así se hacen después de que uno de nuestros administradores mire el guion: pulsa el botón cuando esté listo y se lo paso.
content-note-alone = ℹ️ Este anuncio tiene que ver con { $rules } ({ $words }). En los anuncios así un administrador tendría que mirar el guion, y este bot no tiene ninguno: puedo hacerlo como animatic gratis, no con modelos de pago.
content-waiting = ⏳ <b>Primero mira este guion un administrador,</b> porque trata de { $rules } ({ $words }). No se ha empezado ni cobrado nada. Te escribo en cuanto esté decidido.
content-alone = ✋ <b>No puedo hacerlo con modelos de pago:</b> trata de { $rules } ({ $words }); un administrador tendría que mirarlo, y este bot no tiene ninguno. No se ha empezado ni cobrado nada. Como animatic puedo hacerlo ahora: se hace aquí y no cuesta nada.
content-was-refused = 🚫 <b>Un administrador no ha aprobado este guion.</b> Por qué: “{ $note }”. No se ha empezado ni cobrado nada. Cámbialo y se podrá mirar otra vez.

content-approved = ✅ <b>Un administrador ha aprobado el guion de { $title }.</b> Pulsa el botón para hacerlo. Los cambios pequeños no hace falta mirarlos otra vez.
content-approved-older = ✅ <b>Un administrador ha aprobado un guion anterior de { $title }.</b> Lo has cambiado desde entonces: pulsa el botón y, si hay algo nuevo, se mira una vez más.
content-declined = 🚫 <b>Un administrador no ha aprobado el guion de { $title }.</b> Por qué: “{ $note }”. No se ha cobrado nada. Dime qué cambiar y se podrá mirar otra vez.

portrait-question = 👤 Veo a una persona en esta imagen. Solo la uso en un anuncio, y se la paso a los modelos que hacen imágenes, si todos los que salen están de acuerdo; por los menores de 18, sus padres. ¿Tienes su permiso?
portrait-first = 👤 <b>Antes de empezar:</b> hay { $count ->
    [one] una imagen con una persona
   *[other] { $count } imágenes con personas
} y aún no me has dicho si están de acuerdo. No se ha empezado ni cobrado nada. Responde abajo y pulsa otra vez el botón.

review-title = 🔎 <b>Un anuncio espera revisión</b> · { $title } · versión { $revision } · de { $person }
review-reason = <b>{ $rule }</b>: { $words }
review-about = Brief: { $facts }
review-none = Nada espera revisión.
review-list = 🔎 <b>{ $count ->
    [one] Un anuncio espera
   *[other] { $count } anuncios esperan
} revisión.</b>
review-entry = { $title } · versión { $revision } · { $rules }
review-approved = ✅ Aprobado por { $admin }: { $title }, versión { $revision }.
review-refused = 🚫 Rechazado por { $admin }: { $title }, versión { $revision }. Por qué: { $note }
review-why = Responde a este mensaje con el motivo; { $title } queda entonces rechazado y { $person } lo lee.
review-old = El guion de { $title } ha cambiado desde entonces; tu decisión vale para la versión { $revision }.

button-permitted = ✅ Tengo su permiso
button-leave-out = No usar esta imagen
button-review-yes = ✅ Aprobar
button-review-no = 🚫 Rechazar …
button-review-show = { $title }

toast-content-refused = No puedo hacer este anuncio. El mensaje de abajo dice por qué.
toast-content-waiting = Primero lo mira un administrador. No se ha cobrado nada.
toast-content-alone = No se ha empezado nada. El mensaje de abajo dice por qué.
toast-portraits = Antes, una pregunta sobre una imagen.
toast-permitted = Anotado: uso la imagen.
toast-left-out = No uso la imagen.
toast-review-approved = Aprobado.
toast-review-why = Responde al mensaje de abajo con el motivo.
toast-review-decided = Esto ya estaba decidido.
toast-review-shown = Aquí está.

content-rule-weapons = armas, munición o explosivos
content-rule-drugs = drogas
content-rule-tobacco = tabaco, vapeo o nicotina
content-rule-counterfeit = copias de productos de marca o contenidos pirata
content-rule-adult = servicios sexuales o pornografía
content-rule-hate = odio o extremismo
content-rule-scams = promesas que nadie puede cumplir
content-rule-spyware = vigilar a personas en secreto o entrar en cuentas
content-rule-documents = papeles falsos o comprados
content-rule-parts = comercio de órganos o de personas
content-rule-wildlife = animales protegidos
content-rule-prescription = medicamentos con receta vendidos sin receta
content-rule-minors = menores junto a lo que es para adultos, o en peligro
content-rule-deceit = seguidores, reseñas o exámenes comprados
content-rule-crime = cosas robadas o ayuda para delitos
content-rule-alcohol = alcohol
content-rule-gambling = juegos de azar
content-rule-medicine = medicina o promesas de salud
content-rule-weight_loss = pérdida de peso
content-rule-finance = créditos, inversiones o seguros
content-rule-politics = política o temas sociales
content-rule-dating = citas
content-rule-supplements = complementos alimenticios
content-rule-firearms_accessories = caza, cuchillos o accesorios para armas
content-rule-legal = servicios jurídicos
content-rule-children = niños
content-rule-income = afirmaciones sobre ganancias
content-rule-sexual_wellness = salud sexual o desnudez
content-rule-self_defence = defensa personal o localizadores
content-rule-occult = adivinación
content-rule-brands = marcas de otras empresas
content-rule-persons = personas conocidas

content-instead-weapons = Sí valen juguetes, herramientas y artículos deportivos que no disparan nada.
content-instead-drugs = Sí valen la ropa, el té o las especias de cáñamo.
content-instead-tobacco = Sí valen un perfume, la moda o un sitio sin humo.
content-instead-counterfeit = Sí valen tus propios diseños, o productos que puedes vender con su marca.
content-instead-adult = Sí valen la moda, la belleza y el bienestar sin servicios sexuales.
content-instead-hate = Un anuncio de tu causa que no menosprecie a nadie se puede revisar.
content-instead-scams = Di lo que la gente recibe de verdad, sin garantizar ganancias ni curas.
content-instead-spyware = Sí vale proteger las cuentas propias o encontrar las cosas propias.
content-instead-documents = Sí valen los cursos que llevan a un título de verdad.
content-instead-parts = Las campañas para inscribirse como donante se pueden revisar.
content-instead-wildlife = Sí valen copias de madera, cerámica o resina que no se llaman auténticas.
content-instead-prescription = Una farmacia que pide la receta se puede revisar.
content-instead-minors = Se puede revisar un anuncio para adultos que muestre a adultos, o uno para niños sobre lo que está hecho para ellos.
content-instead-deceit = Sí valen cursos, clases y formas honradas de ganar público.
content-instead-crime = Sí valen las cosas de segunda mano con sus papeles.
