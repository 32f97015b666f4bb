# Notas de voz, archivos y enlaces: qué se oyó y leyó, qué no pudo ser y qué se propone.

voice-heard = 🎤 He oído: «{ $words }»
voice-no-ears = Aquí no puedo escuchar notas de voz: no hay ningún servicio que pase la voz a texto. Escríbelo en pocas palabras.
voice-not-heard = No he podido entender esa nota de voz: el servicio que escucha no respondió. Mándala otra vez o escríbelo.
voice-silent = No he oído palabras en esa nota de voz. Grábala otra vez o escríbelo.
voice-too-long = Esa nota de voz es demasiado larga: escucho { $minutes } minutos como mucho. Manda una más corta o escríbelo.

file-empty = El archivo { $name } está vacío; no había nada que leer.
file-too-big = Ese archivo es demasiado grande: leo archivos de hasta 10 MB. Manda uno más corto o copia el texto en un mensaje.
file-too-large = El archivo { $name } es demasiado grande: leo archivos de hasta 10 MB. Manda uno más corto o copia el texto en un mensaje.
file-wrong-kind = No puedo leer { $name }: no es lo que dice su nombre. Sirven texto, Word (docx) y PDF.
file-locked = El archivo { $name } pide contraseña, así que no lo he leído. Manda una copia sin ella.
file-no-text = En { $name } no hay palabras que pueda leer; quizá sea un escaneado. Copia el texto en un mensaje.
file-damaged = El archivo { $name } está dañado y no he podido leerlo. Mándalo otra vez o copia el texto en un mensaje.
file-gone = Telegram ya no tiene ese archivo. Mándalo otra vez.
file-not-fetched = Telegram no ha entregado ese archivo. Mándalo otra vez.

link-unusable = Ese tipo de enlace no puedo abrirlo. Sirven páginas normales (https://…); o cuéntame el producto en pocas palabras.
link-private = No abro enlaces a { $name }: no está en la internet pública. Cuéntame el producto en pocas palabras.
link-no-answer = La página de { $name } no se ha abierto. Revisa el enlace o cuéntame el producto en pocas palabras.
link-slow = La página de { $name } tardaba demasiado. Cuéntame el producto en pocas palabras.
link-too-big = La página de { $name } es demasiado grande para leerla. Cuéntame el producto en pocas palabras.
link-no-page = Lo que hay en { $name } no es una página web que pueda leer. Cuéntame el producto en pocas palabras.
link-redirects = El enlace a { $name } me manda de página en página. Mándame la última dirección.
link-nothing = He abierto { $name }, pero no he encontrado nada de un producto. Cuéntamelo en pocas palabras.
photo-not-on-page = No he podido traer la imagen de esa página. Puedes mandarme aquí la foto del producto.

page-read = 🔗 He leído { $host }. Dice:
page-title = <b>{ $title }</b>
page-description = { $description }
page-price = Precio: { $price }
page-picture = También hay una foto del producto.
page-question = ¿Lo uso para este anuncio?
style-read = 🎨 Tus imágenes tienen un aire en común. Propongo:
style-colors = Colores: { $colors }
style-theme = Tema: { $theme ->
        [dark] oscuro
        [vibrant] vivo
        [monochrome] blanco y negro
        [minimal] minimalista
       *[natural] natural
    }, ambiente: { $mood ->
        [elegant] elegante
        [bold] atrevido
        [playful] divertido
        [modern] moderno
        [calm] tranquilo
        [warm] cálido
       *[fresh] fresco
    }
style-font = Letra: al estilo de { $font }
style-light = Luz: { $lighting ->
        [low-key] oscura y dirigida
        [hard] dura, con sombras profundas
        [warm] cálida
        [bright] clara
       *[soft] suave
    }
style-question = ¿Que la marca se vea así?
button-use-page = ✅ Usarlo
button-use-style = ✅ Usar este estilo
button-leave = No, gracias
toast-taken = Hecho
toast-left = De acuerdo, no cambio nada.
