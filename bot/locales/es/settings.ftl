# Lo que una persona desea para todos sus anuncios.

settings-title = ⚙️ <b>Ajustes</b>
setting-line = { $label }: <b>{ $value }</b>
setting-head = <b>{ $label }</b>
setting-chosen = ● { $label }
setting-count = { $count ->
    [one] { $count } imagen
   *[other] { $count } imágenes
}
setting-language = 🌐 Idioma
setting-zone = 🕒 Zona horaria
setting-voice = 🗣 Voz
setting-captions = 💬 Subtítulos
setting-sound = 🔔 Avisos
setting-craft = ✍️ Mimo del guion
setting-pictures = 🖼 Imágenes por escena
setting-lane = ⚡ Camino al vídeo
setting-about-language = El idioma en que te escribo. Tus anuncios se escriben en el idioma en que me hablas de ellos.
setting-about-zone = Los días y las horas se muestran en esta zona.
setting-about-voice = Quién habla en los vídeos que se hagan desde ahora. Una voz ya hecha se queda con su anuncio.
setting-about-captions = Cómo se escriben las palabras habladas en los vídeos desde ahora, salvo que pidas otra cosa en un anuncio.
setting-about-sound = Sin sonido, nada de lo que mando hace sonar tu teléfono, ni siquiera un vídeo terminado.
setting-about-craft = Cuánto se trabaja antes de enseñar un guion: el primer borrador tal cual, tres ángulos comparados, o además el mejor pulido. /craft enseña lo que cuesta cada uno.
setting-about-pictures = Cuántas imágenes de cada escena hay para elegir. Más imágenes cuestan más; el precio está en el botón.
setting-about-lane = Elegir imágenes antes de pagar el movimiento, o hacerlo todo de una vez. Ese botón sale primero.
voice-female = una mujer
voice-male = un hombre
captions-auto = según el anuncio
captions-highlight = palabra a palabra
captions-bar = barra discreta
captions-pop = grandes y vivos
captions-off = ninguno
sound-on = con sonido
sound-off = en silencio
lane-board = antes las imágenes
lane-fast = todo de una vez
zone-los-angeles = Los Ángeles
zone-mexico-city = Ciudad de México
zone-chicago = Chicago
zone-bogota = Bogotá
zone-new-york = Nueva York
zone-sao-paulo = São Paulo
zone-london = Londres
zone-madrid = Madrid
zone-berlin = Berlín
zone-kyiv = Kiev
zone-istanbul = Estambul
zone-moscow = Moscú
zone-dubai = Dubái
zone-almaty = Almaty
zone-delhi = Delhi
zone-singapore = Singapur
zone-tokyo = Tokio
zone-sydney = Sídney
city-question = ¿En qué ciudad estás? Responde a este mensaje con su nombre en inglés, por ejemplo <i>Lisbon</i> o <i>Buenos Aires</i>.
city-hint = Una ciudad, por ejemplo: Lisbon
city-unknown = Ninguna zona horaria se llama «{ $city }». Prueba con la ciudad más grande cercana, en inglés.

button-settings = ‹ Ajustes
button-city = Otra ciudad …
toast-set = Elegido: { $value }
toast-city = Escribe el nombre de una ciudad.
