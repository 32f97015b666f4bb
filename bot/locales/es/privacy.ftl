# Qué se guarda de una persona, cómo lo recibe y cómo lo hace borrar.

privacy-consent = <i>Si sigues escribiendo, aceptas que lo que mandas se guarde aquí para hacer tus anuncios{ $model ->
    [connected] , y que vaya al servicio de IA conectado
   *[none] {""}
}. /privacy dice qué y cuánto tiempo; /delete_my_data lo borra todo.</i>

privacy-what =
    <b>Qué se guarda, y para qué</b>
    • Tu id de Telegram, nombre e idioma; los mensajes, fotos, notas de voz y archivos que mandas aquí, y lo que dice una página cuyo enlace mandas; los guiones y vídeos que salen de ello. Se usan para hacer tus anuncios y para nada más.
privacy-model = • { $model ->
    [connected] Lo que mandas sobre un anuncio va al servicio de IA conectado, que escribe el guion.
   *[none] No hay ningún modelo de IA conectado: lo que escribes se queda en este servidor y en Telegram.
}
privacy-maker = • { $maker ->
    [provider] Las descripciones de las escenas y las imágenes que eliges van al proveedor que hace imágenes y clips; sus copias desaparecen en una hora.
   *[here] Las imágenes, los clips, las voces y la música se hacen en este servidor.
}
privacy-groups = • En un grupo: solo lo que se me dice a mí (comandos, menciones, respuestas a mis mensajes, con las palabras que citan) y quién aprobó qué versión, con su nombre. Lo que la gente se dice entre sí allí no se guarda.
privacy-how-long =
    <b>Cuánto tiempo</b>
    • Números de las actualizaciones tratadas: 48 horas. Lo que te dije, las imágenes no elegidas y los archivos que borraste: 30 días. Anuncios, marcas, mensajes y pagos: hasta que los borres.
privacy-who-sees =
    <b>Quién lo ve</b>
    • Ningún otro usuario. Quien lleva este servidor, sí puede. Los registros técnicos guardan ids y números, nunca lo que escribes. No mandes secretos ni fotos de personas que no estén de acuerdo.
privacy-rights =
    <b>Tus derechos</b>
    • /export_my_data – todo lo que hay sobre ti en un zip, en este chat
    • /delete_my_data – borrarlo todo, enseguida
button-ask-erase = 🗑 Borrar mis datos

my-data-ads = • Anuncios: { $count }
my-data-brands = • Marcas: { $count }
my-data-messages = • Mensajes, tuyos y míos: { $count }
my-data-scripts = • Versiones de guiones: { $count }
my-data-files = • Archivos (imágenes, sonidos, vídeos): { $count }
my-data-others = • Otros registros (ajustes, planes, pasos del trabajo): { $count }

erase-question = <b>¿Borrar todo lo que hay sobre ti?</b>
erase-consequences =
    Lo que está en marcha se para enseguida, tu plan termina y nada se puede recuperar. Lo que costaron las llamadas y tus pagos quedan como sumas bajo un nombre al azar: las cuentas tienen que cuadrar.
    Guarda antes los vídeos terminados: después solo estarán donde los guardes tú.
button-erase-mine = 🗑 Borrarlo todo
button-keep-mine = Conservarlo todo
toast-kept-mine = No se ha borrado nada.
toast-erase-begun = Bloqueado. Se está borrando.
toast-erase-old = Esa pregunta es antigua. Aquí está de nuevo.
toast-erase-over = Eso ya está hecho.
erase-not-done = No se ha borrado nada; todo está como estaba.
erase-begun =
    <b>Tus datos están bloqueados y se están borrando.</b>
    Hasta entonces no empieza nada nuevo. Tarda un minuto; si queda abierto un pago o un trabajo de un proveedor, hasta 48 horas. Te escribo aquí cuando haya terminado.
erase-done = <b>Todo lo que había sobre ti está borrado.</b> Se ha eliminado:
erase-ledger-stays = { $count ->
    [one] Queda una línea de las cuentas, una suma bajo un nombre al azar que no lleva a nadie.
   *[other] Quedan { $count } líneas de las cuentas, sumas bajo un nombre al azar que no lleva a nadie.
}
erase-elsewhere = Lo que hay en este chat está en Telegram: vacía el chat para borrarlo allí. Las copias de seguridad anteriores se tiran a su tiempo.
erase-goodbye = Gracias por el tiempo juntos. Si vuelves a escribir, empezamos como desconocidos.

button-export-mine = 📦 Recibir mis datos
toast-export-begun = Lo estoy empaquetando.
export-begun = 📦 Estoy empaquetando todo lo que hay guardado sobre ti. El zip llega a este chat en uno o dos minutos.
export-soon = 📦 Eso se pidió hace un momento: el zip está aquí o en camino.
export-done = 📦 <b>Todo lo que hay guardado sobre ti.</b> El README.txt que lleva dentro explica el resto.
export-part = 📦 <b>Todo lo que hay guardado sobre ti</b>, parte { $number } de { $count }. El README.txt de la primera parte explica el resto.
export-left-out = { $count ->
    [one] Un archivo es demasiado grande para el chat y no va dentro: lo da el botón bajo su vídeo.
   *[other] { $count } archivos son demasiado grandes para el chat y no van dentro: los da el botón bajo cada vídeo.
}
export-failed = <b>No se han podido empaquetar tus datos.</b> No se ha perdido nada. Prueba otra vez en unos minutos.
