# El perfil del bot en Telegram; texto simple. Límites: nombre 64, corta 120, descripción 512, comando 256.

profile-name = Briefcut
profile-short = Del brief al montaje final, en un chat.
profile-description =
    Háblame de tu producto y hago un anuncio en vídeo: pregunto lo que falte, escribo un guion con su precio y lo filmo cuando lo apruebes.

    Manda unas palabras o una foto del producto para empezar.
command-new = Empezar otro anuncio
command-ads = Tus anuncios: buscar, abrir
command-plan = Lo que le queda a tu plan
command-settings = Idioma, subtítulos y más
command-cancel = Parar lo que está en marcha
command-help = Lo que puedes hacer aquí
command-privacy = Qué se guarda
