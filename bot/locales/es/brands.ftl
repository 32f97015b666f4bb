# /brands: lo que se anuncia, con sus colores, logo y fotos.

command-brands = Marcas: colores, logo, fotos

brands-title = <b>Tus marcas</b> ({ $count })
brands-line = • <b>{ $title }</b>: { $about }
brands-ads = { $count ->
    [0] sin anuncios
    [one] { $count } anuncio
   *[other] { $count } anuncios
}
brands-photos = { $count ->
    [one] { $count } foto
   *[other] { $count } fotos
}
brands-current = la de este anuncio
brands-none =
    <b>Aún no tienes marcas.</b>
    Tu primer anuncio crea una por sí solo. O añade una ahora: sus colores, logo y fotos se usan en cada anuncio que hagas para ella.

brand-title = <b>{ $title }</b>
brand-untitled = Marca sin nombre
brand-description = { $words }
brand-colors = 🎨 Colores: <code>{ $colors }</code>
brand-colors-none = 🎨 Colores: aún ninguno
brand-tone = 💬 Tono: { $tone }
brand-tone-none = 💬 Tono: aún ninguno
brand-fonts = 🔤 Letra: { $fonts }
brand-logo = 🏷 Logo: cierra cada anuncio
brand-logo-none = 🏷 Logo: aún ninguno
brand-photos = { $count ->
    [one] 📷 { $count } foto de producto
   *[other] 📷 { $count } fotos de producto
}
brand-photos-none = 📷 Aún sin fotos de producto
brand-ads = { $count ->
    [0] 🎬 Aún sin anuncios
    [one] 🎬 { $count } anuncio
   *[other] 🎬 { $count } anuncios
}
brand-in-use = ✔ El anuncio del que hablamos es de esta marca.
brand-photos-shown = { $all ->
    [one] <b>{ $title }</b>: su foto de producto
   *[other] <b>{ $title }</b>: { $count } de { $all } fotos de producto, la última al final
}
brand-deleted = 🗑 <b>{ $title }</b> ya no está en tu lista. { $count ->
    [0] No tenía anuncios.
    [one] Su { $count } anuncio sigue como está.
   *[other] Sus { $count } anuncios siguen como están.
}
brand-said = Este anuncio es para mi marca «{ $title }».

brand-ask-new = <b>¿Cómo se llama la marca?</b> Escribe su nombre.
brand-ask-title = <b>¿Cómo debe llamarse { $title }?</b> Escribe el nombre nuevo.
brand-ask-colors =
    <b>¿Qué colores tiene { $title }?</b> Códigos o nombres, hasta ocho, el principal primero:
    <code>#0B3D2E, #F5C542, crema</code>
    Un guion (-) significa ninguno.
brand-ask-tone = <b>¿Cómo habla { $title }?</b> Unas palabras, como <i>cercano y divertido</i>. Un guion (-) significa sin tono propio.
brand-bad-title = Eso no puede ser un nombre: una línea de hasta 80 caracteres, por favor. ¿Cómo se llama?
brand-bad-colors = No encontré ningún color. Escribe códigos como <code>#0B3D2E</code> o nombres como <i>verde oscuro, dorado</i>.
brand-bad-tone = Un tono son unas palabras, 60 caracteres como mucho. ¿Cómo habla la marca?

button-brand-use = ✅ Usarla en este anuncio
button-brand-new-ad = 🎬 Anuncio nuevo para ella
button-brand-photos = 📷 Fotos ({ $count })
button-brand-title = ✏️ Nombre
button-brand-colors = 🎨 Colores
button-brand-tone = 💬 Tono
button-brand-delete = 🗑 Quitar
button-brand-restore = ↩️ Recuperarla
button-brand-add = ➕ Marca nueva
button-brand-all = ☰ Todas las marcas

toast-brand-used = El anuncio es de esta marca.
toast-brand-wait = Estoy respondiendo sobre este anuncio. Pulsa otra vez en un momento.
toast-brand-stale = Algo cambió entretanto. Así está ahora.
toast-brand-deleted = Fuera de tu lista.
toast-brand-restored = Ya está de vuelta.
toast-brand-not-found = Ya no encuentro esa marca.

brand-logo-question = ¿Cuál de ellas es el logo de <b>{ $title }</b>? Cierra cada anuncio. Fotos nuevas: mándalas en el chat de un anuncio de esta marca.
button-brand-no-logo = Ninguna
toast-brand-logo = El logo queda elegido.
