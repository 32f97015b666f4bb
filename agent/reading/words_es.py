"""Spanish, of Spain and of the Americas, as the reader of clauses needs it."""

from __future__ import annotations

from typing import Final

from agent.reading.words import Words, rx

_ONES: Final = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
]
NUMBERS: Final = {word: value for value, word in enumerate(_ONES) if value > 2} | {
    "dieciseis": 16, "veintiuno": 21, "veintidós": 22, "veinticinco": 25, "veinticuatro": 24, "veintiocho": 28, "treinta": 30,
    "treinta y cinco": 35, "cuarenta": 40, "cuarenta y cinco": 45, "cincuenta": 50, "sesenta": 60, "noventa": 90,
}  # fmt: skip
_TONES: Final = (
    "divertid[oa]|gracios[oa]|chistos[oa]|seri[oa]|formal|informal|elegante|premium|lujos[oa]|cercan[oa]|cálid[oa]|calid[oa]|"
    "emotiv[oa]|emocional|tiern[oa]|romántic[oa]|romantic[oa]|nostálgic[oa]|alegre|fiester[oa]|energétic[oa]|enérgic[oa]|"
    "dinámic[oa]|motivador(?:a)?|inspirador(?:a)?|épic[oa]|profesional|confiable|técnic[oa]|sarcástic[oa]|irónic[oa]|irreverente|"
    "gamberr[oa]|atrevid[oa]|desenfadad[oa]|juvenil|fresc[oa]|natural|simpátic[oa]|amable|amigable|tranquil[oa]|relajad[oa]|"
    "calmad[oa]|sereno|suave|minimalista|sofisticad[oa]|cinematográfic[oa]|dramátic[oa]|misterios[oa]|urgente|direct[oa]|"
    "sec[oa]|canchero|castiz[oa]|auténtic[oa]|sincer[oa]|honest[oa]|hogareñ[oa]|familiar|acogedor(?:a)?|optimista|potente|"
    "rebelde|canalla|punk|callejer[oa]|retro|vintage|poétic[oa]|íntim[oa]|intim[oa]|entrañable|loc[oa]|absurd[oa]|buena onda|"
    "chistoso|pícar[oa]|sexy|sensual|solemne|sobri[oa]|clar[oa]|sencill[oa]|humorístic[oa]|esperanzador(?:a)?|mágic[oa]|chill|cool|"
    "con humor|sin vueltas|con calma|de lujo|contundente|provocador(?:a)?|educativ[oa]|didáctic[oa]|positiv[oa]|melancólic[oa]|moderno|moderna"
)
_VERBS: Final = (
    "compr(?:a|á|e|en|ar|alo|alá|alo ya)|cómpralo|cómprala|ped(?:í|ir)|pid(?:e|a|an)|pídel[oa]|reserv(?:a|á|e|en|ar)|descarg(?:a|á|ue|uen|ar)|"
    "descárgal[oa]|bájal[oa]|bajate|regístrate|registrate|registrarse|regístrense|apúntate|apuntate|inscríbete|inscribite|inscríbanse|suscríbete|suscribite|"
    "prueb(?:a|e|en)|prob(?:á|ar)|pruébal[oa]|probal[oa]|descubr(?:e|í|a|ir)|conoc(?:e|é|enos)|conócenos|conócel[oa]|visit(?:a|á|e|en|ar)|visítanos|visitanos|"
    "llam(?:a|á|e|en|ar|anos)|llámanos|escríb(?:enos|eme|anos|ele)|escrib(?:e|í|an|enos|inos|ir)|mánd(?:anos|ame)|mand(?:a|á)|envía(?:nos)?|"
    "solicita|solicitá|agenda|agendá|agéndal[oa]|consulta|consultá|únete|unite|sumate|súmate|entra|entrá|haz|hacé|hacer|"
    "consíguel[oa]|consigue|conseguí|llévate|llevate|llévatel[oa]|aprovecha|aprovechá|empieza|empezá|comienza|arranca|arrancá|sígue(?:nos|me)|seguinos|seguir|"
    "toca|tocá|haga|pincha|cliquea|elige|elegí|escoge|encuentra|encontrá|dona|doná|ven|vení|vengan|regala|regalá|contáct(?:anos|enos)|contactanos|"
    "pregunta|preguntá|cotiza|cotizá|mira|mirá|ordena|adopta|adoptá|personaliza|diseña|crea|armá|arma tu|vota|participa|dale|desliza|obtén|ve|andá|cámbiate|pásate|pasate"
)
_PEOPLE: Final = (
    r"gente|personas?|mujeres|hombres|chic[oa]s|muchach[oa]s|señor[ae]s|señor[ae]s|jóvenes|jovenes|adolescentes|adultos|mayores|"
    r"niñ[oa]s|padres|madres|mamás|mamas|mamis|papás|abuel[oa]s|nietos|familias?|parejas|novi[oa]s|solter[oa]s|estudiantes|alumnos|"
    r"profesores|docentes|maestr[oa]s|jubilad[oa]s|emprendedor[ea]s|autónom[oa]s|freelancers?|empresas|pymes|negocios|tiendas|"
    r"restaurantes|bares|hoteles|gestorías|oficinistas|trabajador[ea]s|emplead[oa]s|profesionales|dueñ[oa]s|propietari[oa]s|inquilinos|"
    r"client[ea]s|usuari[oa]s|compradores|amantes|fans|fanátic[oa]s|aficionad[oa]s|principiantes|novat[oa]s|opositor[ea]s|"
    r"veganos|vegetarianos|deportistas|gamers|viajer[oa]s|turistas|vecin[oa]s|público|audiencia|godín(?:ez)?|millennials|gen z|"
    r"generación z|boomers|mascoteros|mileniales|foodies|cocineros|papis|bebés|embarazadas|mochileros|tipos|tipas|pibes|pibas|peques|"
    r"cuarentones|cincuentones|treintañer[oa]s|veinteañer[oa]s|universitari[oa]s|migrantes|extranjeros|enfermer[oa]s|médic[oa]s|doctores|abogad[oa]s|contadores|"
    r"quienes|los que|las que|aquellos|compañer[oa]s|equipos|colegios|escuelas|fundador[ea]s|directiv[oa]s|gerentes|jefes|responsables|"
    r"\w{3,}(?:istas|ñeros|ñeras|adores|adoras|edores|edoras|antes|ólogos|ólogas|eros que|eras que)|surferos|camioneros|ganaderos|jardineros|"
    r"peluqueros|rockeros|ingenieros|pescadores|carpinteros|moteros|pasteleros|panaderos|costureras|tejedoras|repartidores|culés|hinchas|"
    r"celíac[oa]s|alérgic[oa]s|diabétic[oa]s|insomnes|hipsters|influencers|community managers|marketers|cfos|ceos|rrhh"
)
_MONEY: Final = r"(?:[$€£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|\$|euros?|eur|pesos?|dólares|usd|soles|mxn|lucas|pavos|luquitas|mil pesos)(?!\w))"
_OFFER: Final = (
    rf"{_MONEY}|\d+\s?%|\b\d ?x ?\d\b|\bgratis\b|\bde regalo\b|\bregal(?:amos|o|a)\b|\brebajas?\b|\bdescuento\b|\bpromo(?:ción)?\b|"
    r"\bsin coste\b|\bsin costo\b|\bmitad de precio\b|\bentrada libre\b|\benvío (?:gratis|incluido|gratuito)|\bsin intereses\b|\bmeses sin\b|"
    r"\bcuotas\b|\bcupón\b|\bcódigo\b|\bsegunda (?:unidad|copa|pieza)|\bincluid[oa]\b|\ba mitad\b|\b(?:antes|desde|por|sólo|solo|sale|cuesta|vale|x|ahora) (?:a |en )?\d+(?![\d.,]*\s?(?:min|hora|día|años?|kilos?|kg|km|seg|veces|semanas?|mes|cm|litros?|noches|%))|\bpack\b|por ciento|\d{2,}[.,]\d\d\b|"
    r"\bal precio de\b|\bprueba gratuita\b|\bgratuit[oa]\b"
)
_HINTS: Final = {
    "tone": _TONES,
    "call": _VERBS,
    "people": _PEOPLE,
    "offer": _OFFER,
    "money": _MONEY,
    "film": r"anuncios?|v[íi]deos?|spots?|clips?|publicidad|promo(?:s|ción)?|campañas?|pieza|comercial",
    "label_product": r"productos?|servicios?|artículo|negocio|qué es|vendemos|vendo|hacemos|ofrecemos|lanzamos|anunciar|promocionar",
    "label_audience": r"público(?: objetivo)?|target|audiencia|clientes?|dirigid[oa]s? a|va para|pensad[oa] para|para quién|apunta(?:mos)? a",
    "label_message": r"mensaje|idea|lema|eslogan|slogan|claim|frase|beneficio|ventaja|lo (?:principal|importante|mejor|bueno)|la gracia|la clave",
    "label_call": r"cta|llamad[oa](?: a la acción)?|botón|cierre|acción|que (?:diga|ponga)|termina(?:r)? con|acaba(?:r)? con",
    "label_offer": r"oferta|promo(?:ción)?|descuento|precios?|cuesta|vale|sale|por solo|desde|rebaja",
    "label_tone": r"tono|estilo|rollo|onda|vibra|vibe|look|aire|ambiente|plan",
    "label_place": r"plataforma|formato|red(?:es)?|canal|ubicación|dónde",
    "label_length": r"duración|dura|largo|tiempo",
    "label_brand": r"marca|empresa|se llama|nos llamamos|llamad[oa]|somos|nombre",
    "must": r"logo(?:tipo)?|subtítulos?|que se vea|que (?:salga|aparezca)n?|mostrar|muestra|incluir|asegúrate|obligatori[oa]s?|(?:tienen?|hay|debe(?:n|ría|rían)?) (?:que )?(?:salir|aparecer|verse|poner|incluir|decir|nombrar|enseñar|mencionar|llevar|estar)"
    r"|se (?:vea|lea|oiga|escuche|note|mencione)n?|incluy[ea]n?|ponle|menciona(?:r|d)?|enseña(?:r|d)?|en pantalla|imprescindible|no (?:puede faltar|olvides?|te olvides de)",
    "never": r"sin|nada de|nunca|prohibido|evita(?:r)?|no (?:quiero|queremos|pongas|mostrar|muestres|uses|menciones|salgan?|digas?|mencionar|usar|decir|metas?|metan|poner|parezca|saquéis|saquen|pongan|llamar\w*|me gustan?)"
    r"|prohibid[oa]s?|evit(?:en|emos|ad|es|ame|enme|arse)|fuera|quít(?:a|ale|enle)|ojo con|jamás|tampoco|odio",
    "back": r"mejor dicho|digo|miento|perdón|espera|en realidad|al final|en vez de|en lugar de|sino|ya no|olvida|corrijo|rectifico|cambia(?:r)?|cambio|me equivoqué",
    "maybe": r"creo|supongo|quizás?|tal vez|diría|a lo mejor|más o menos|no sé|ni idea|sobre todo|principalmente|la verdad|pues|bueno|mmm+|a ver|o sea",
    "claim": r"más|menos|mejor|nunca|siempre|sin|dura|aguanta|llega|cabe|sirve|funciona|ahorra|sabe|huele|protege|ayuda|listo en|en \d+ (?:minutos?|horas?|días?|semanas?)",
}

SPANISH: Final = Words(
    code="es",
    greeting=rx(
        r"^\W*(?:holi(?:s|wis)?|hola+s?|buen(?:os|as)(?: (?:días|dias|tardes|noches))?|buen día|qué tal|que tal|qué onda|saludos|hey|hi|/start|estimad[oa]s)"
        r"(?![\w])(?:[ ,]+(?:a todos|equipo|qué tal|que tal))*[\s,.!?]*"
    ),
    thanks=rx(r"^\W*(?:muchas |mil )?gracias(?! a)(?: totales| por todo)?[\s,.!]*"),
    yes=rx(
        r"(?:jaja\w* |ja )?(?:s[íi]+(?:,? (?:claro|dale|perfecto|bueno|vale|s[íi]|que s[íi]))*|claro(?: que s[íi])?|vale|ok(?:ay|ey)?|dale|listo|perfecto|genial|de acuerdo|bien|"
        r"está bien|me gusta|me encanta|bueno|va|venga|sale|órale|exacto|jajaja vale|que sí, pesado)"
    ),
    no=rx(
        r"(?:no+|nop|nel|para nada|ninguno|ninguna|nada|no,? gracias|paso|no hay(?: \w+)?|(?:ningun[oa]|nada|no)? ?por (?:ahora|el momento)(?: no)?|ningun[oa] por (?:ahora|el momento)|nada por ahora|no tengo|no tenemos(?: \w+)?|no tenemos|ninguna oferta|ni ofertas ni hostias|saltar|siguiente|sin oferta)"
    ),
    decide=rx(
        r"(?:^|(?<=[\s,.]))(?:decid(?:e|í|an?) (?:tú|tu|vos|usted(?:es)?|por mí)|elig(?:e|an) (?:tú|tu|usted(?:es)?|por mí)|eleg[íi](?: vos)?|escoge(?: tú)?|(?:tú|vos) (?:decide|decid[íi]|elige|eleg[íi]|sabes|sabrás)|"
        r"lo que (?:tú|vos|usted|ustedes) (?:quieras?|digas?|veas?|prefieras?|diga|digan)|como (?:tú )?(?:quieras|veas|prefieras)|lo que (?:quieras|sea|veas)|me da igual|da igual|"
        r"lo dejo en tus manos|tú mandas|(?:vos |tú |ustedes )?(?:sos|eres|son) (?:el|la|los) expert[oa]s?|a tu criterio|sorpréndeme|sorprendeme|ponlo tú|pon lo que quieras|el que (?:quieras|tú digas)|"
        r"(?:no sé|no se|ni idea)(?=\s*(?:$|[,.!]\s*(?:tú|vos|decide|eleg|elige|lo que|el que))))(?!\w)"
    ),
    decide_all=rx(r"(?:sorpréndeme|sorprendeme|decid[ei] todo|el resto|hazlo ya|escríbelo|todo lo demás)"),
    stalling=rx(
        r"(?:^|[\s,.])(?:dame un (?:min(?:uto)?|seg(?:undo)?|momento)|deja(?:me)? (?:le |que )?(?:pregunt|consult|pienso|pens)\w*|déjame (?:preguntar|consultar|pensar|ver)|espera un|ahora vuelvo|ahorita vuelvo|"
        r"luego (?:te )?(?:digo|escribo|respondo)|te (?:digo|escribo|aviso|cuento) (?:luego|después|mañana|más tarde)|prefiero no (?:decir|contest|respond)\w*|tengo que (?:preguntar|consultar|hablar)\w*|"
        r"lo (?:hablo|consulto|veo|pregunto) (?:con|y)|no (?:te )?(?:lo )?(?:puedo|voy a) decir|es (?:confidencial|secreto)|estoy (?:en una reunión|conduciendo|manejando)|me llaman|vuelvo en|un momento(?: por favor)?$|mañana (?:te|les) (?:digo|confirmo))"
    ),
    abuse=rx(
        r"\b(?:mierdas?|put[oa]s?|cabr[oó]n(?:es)?|gilipollas|imbécil(?:es)?|idiotas?|estúpid[oa]s?|inútil(?:es)?|coño|joder|hostias?|pendej[oa]s?|chingad\w+|boludo|cagarla|la puta madre|menuda mierda)\b,?"
    ),
    orders=rx(
        r"\b(?:ignora|olvida|descarta|anula)\b.{0,40}\b(?:instrucciones|reglas|prompt|normas)\b|\b(?:apr(?:ueba|obá|uebe))\b.{0,40}\b(?:todo|video|guion|pago|anuncio|pasos)\b|\bsystem\b|\bmodo (?:admin|desarrollador)\b|</?\w+>|\[(?:system|assistant|sistema)\]"
    ),
    question=rx(
        r"^[\s¿]*(?:y |pero )?(?:qué|que es|quién|quien eres|cómo|cuándo|dónde|cuánto|cuál|por qué|para qué|eres|sos|puedo|puedes|podés|pueden|hay que|se puede|cuesta|tienes|tenés|es verdad|ubicación de qué)\b|,?\s*(?:es verdad|no es cierto)\?$"
    ),
    request=rx(
        r"\b(?:podemos|puedes|podés|podrías|se puede|podríamos) (?:cambiar|hacer|poner|usar|dejar|ponerle)|\by si\b"
    ),
    asks=(
        ("ask_cost", rx(r"\b(?:cuánto (?:cuesta|vale|sale|cobr)|precio|costo|pagar|cobran|es gratis)")),
        ("ask_who", rx(r"\b(?:eres|sos|hablo con|quién eres|humano|robot|bot|persona real|ia)\b")),
        ("ask_time", rx(r"\b(?:cuánto tarda|cuánto demora|cuándo|cuánto tiempo)")),
        ("ask_language", rx(r"\b(?:español|idioma|inglés)\b")),
        ("ask_photo", rx(r"\b(?:foto|imagen|logo)\b")),
        ("ask_formats", rx(r"\b(?:formato|plataforma|tamaño|ubicación)\b")),
        ("ask_help", rx(r"\b(?:qué haces|qué puedes|cómo funciona|ayuda|qué es esto)")),
    ),
    numbers=NUMBERS,
    seconds=r"segunditos?|segundos?|segs?|sec|s",
    minute=r"(?:1|un|una|el) min(?:uto|utito)?(?:s)?",
    half_minute=r"medio min(?:uto|utito)?",
    places=(
        (
            "instagram_stories",
            r"h?istorias?(?: d?e? ?(?:insta(?:gram)?|ig))|(?:insta(?:gram)?|ig) (?:stor(?:y|ies)|h?istorias?)|stor(?:y|ies)",
        ),
        (
            "instagram_feed",
            r"(?:(?:el )?feed (?:de |d )?(?:insta(?:gram)?|ig)|(?:insta(?:gram)?|ig) feed|(?:muro|publicación|post) (?:de|en) (?:insta(?:gram)?|ig))",
        ),
        (
            "instagram_reels",
            r"(?:(?:insta(?:gram)?|ig)(?:,? (?:en )?(?:los )?reels?)?|reels?(?: de (?:insta(?:gram)?|ig))?|riles)",
        ),
        ("tiktok", r"tik ?to[kc]s?|tictoc|tik"),
        ("youtube_shorts", r"(?:youtube |yt )?shorts?(?: de (?:youtube|yt))?"),
        ("youtube_instream", r"(?:youtube|yt|pre-?roll)(?: normal)?"),
        ("facebook_feed", r"(?:facebook|fb|feis|feisbuk|face)(?: feed)?"),
        ("linkedin", r"link?ed ?in"),
        ("x", r"twitter|equis"),
        ("pinterest", r"pinterest"),
        ("telegram", r"telegram"),
    ),
    places_when_asked=(("instagram_stories", r"h?istorias?"), ("instagram_feed", r"feed"), ("x", r"x")),
    languages={
        "inglés": "en",
        "ingles": "en",
        "español": "es",
        "castellano": "es",
        "ruso": "ru",
        "alemán": "de",
        "francés": "fr",
        "italiano": "it",
        "portugués": "pt",
        "catalán": "ca",
    },
    colors={
        "negro": "#000000",
        "blanco": "#FFFFFF",
        "rojo": "#E53935",
        "verde": "#2E7D32",
        "azul": "#1E66F5",
        "amarillo": "#FDD835",
        "naranja": "#FB8C00",
        "rosa": "#EC407A",
        "marrón": "#6D4C41",
        "morado": "#8E24AA",
        "gris": "#808080",
        "dorado": "#D4AF37",
        "turquesa": "#40E0D0",
    },
    hints=_HINTS,
    edits=(
        (
            "undo",
            rx(
                r"\b(?:deshaz|deshacer|vuelve (?:a la|atrás)|volvé|la versión anterior|versión anterior|la de antes|atrás)\b"
            ),
        ),
        (
            "framework",
            rx(r"\b(?:otr[oa]|distint[oa]|diferente) (?:estructura|enfoque|ángulo|fórmula|esquema)\b"),
        ),
        (
            "again",
            rx(
                r"\b(?:otra versión|otro guion|otro guión|otra idea|de nuevo|otra vez|reescríbelo|no me gusta|probá otra|prueba otra|empieza de cero)\b"
            ),
        ),
        ("shorter", rx(r"\b(?:más cort[oa]|acórtalo|acortalo|demasiado largo|muy largo)\b")),
        ("longer", rx(r"\b(?:más larg[oa]|alárgalo|demasiado corto|muy corto)\b")),
    ),
)
