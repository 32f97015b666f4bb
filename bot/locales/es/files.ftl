# Archivos demasiado grandes para el chat, dados como enlaces.

button-download = ⬇️ Toda la calidad
toast-download = Ahora va un enlace al archivo.
download-ready = ⬇️ <b>{ $title }</b> con toda su calidad. El enlace vale 24 horas; después, pulsa el botón de debajo del vídeo para tener otro.
download-untitled = Tu vídeo
download-not-now = <b>Ahora mismo no puedo hacer un enlace a ese archivo.</b> El archivo está a salvo y esto no cuesta nada. Pulsa otra vez el botón en unos minutos.
download-instead = El vídeo es demasiado grande para Telegram, así que aquí va un enlace. Vale 24 horas.
download-open = Descargar
