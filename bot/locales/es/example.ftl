# El ejemplo: un anuncio terminado y su brief para empezar.

example-caption =
    👀 <b>Esto es lo que sale:</b> un anuncio de un cold brew, hecho aquí con cuatro líneas de texto y una foto del producto, con música y subtítulos, gratis.
    Toca abajo para que haga uno con un brief así, o háblame de tu producto.
example-brief = reel de Instagram de 15 s para nuestro cold brew North Pier, para jóvenes profesionales, mensaje clave: reposa 18 horas y nunca amarga, tono divertido, llamada a la acción: pídelo ya. Decide todo lo demás, sin foto.
button-example = 👀 Ver un anuncio terminado
button-example-try = ✨ Probar con un brief de ejemplo
toast-example = Ahí va.
toast-example-begun = Me pongo a ello.
