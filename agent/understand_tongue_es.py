"""Spanish, of Spain and of the Americas, as the reader of clauses needs it."""

from __future__ import annotations

from typing import Final

from agent.understand_tongue import Tongue, rx

_END: Final = r"(?=\s*(?:[.;!?\n¦]|$))"
_STOP: Final = r"(?=\s*(?:[,.;!?\n¦]|$))"
_QUOTE: Final = r"(?:\"(?P<quoted>[^\"\n]+)\"|(?P<value>[^,.;!?\n¦\"]+))"
_LONG: Final = r"(?:\"(?P<quoted>[^\"\n]+)\"|(?P<value>[^.;!?\n¦\"]+))"
_IS: Final = r"(?:\s*[:=]\s*|\s+(?:es|son|será|sea|sería|va a ser|tiene que ser|debe ser|a|que)\s+|\s+)"
_ONES = [
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
_TONE: Final = (
    rf"(?:(?:un poco|algo|un toque|muy|bien|más|super|re|medio|bastante|puro|así como) )*(?:{_TONES})"
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
_MONEY: Final = r"(?:[$€£]\s?\d[\d.,\ue000]*|\d[\d.,\ue000]*\s?(?:€|\$|euros?|eur|pesos?|dólares|usd|soles|mxn|lucas|pavos|luquitas|mil pesos)(?!\w))"
_OFFER: Final = (
    rf"{_MONEY}|\d+\s?%|\b\d ?x ?\d\b|\bgratis\b|\bde regalo\b|\bregal(?:amos|o|a)\b|\brebajas?\b|\bdescuento\b|\bpromo(?:ción)?\b|"
    r"\bsin coste\b|\bsin costo\b|\bmitad de precio\b|\bentrada libre\b|\benvío (?:gratis|incluido|gratuito)|\bsin intereses\b|\bmeses sin\b|"
    r"\bcuotas\b|\bcupón\b|\bcódigo\b|\bsegunda (?:unidad|copa|pieza)|\bincluid[oa]\b|\ba mitad\b|\b(?:antes|desde|por|sólo|solo|sale|cuesta|vale|x|ahora) (?:a |en )?\d+(?![\d.,]*\s?(?:min|hora|día|años?|kilos?|kg|km|seg|veces|semanas?|mes|cm|litros?|noches|%))|\bpack\b|por ciento|\d{2,}[.,\ue000]\d\d\b|"
    r"\bal precio de\b|\bprueba gratuita\b|\bgratuit[oa]\b"
)

SPANISH: Final = Tongue(
    code="es",
    lead=rx(
        r"^(?:(?:pues|bueno|mira|mire|a ver|ay sí|ay|uy|uff?|eh|mmm+|hm+|este(?=,)|o sea|osea|sí|si|claro|vale|ok|venga|dale|entonces|así que|asi que|y|e|ah|oh|"
        r"es q(?:ue)?|la neta|la verdad|sinceramente|honestamente|creo que|yo creo que|yo diría que|diría que|yo digo que|digamos(?: que)?|supongo que|quizás?|tal vez|"
        r"probablemente|seguramente|más que nada|sobre todo|principalmente|puro|pura|básicamente|pon|ponle|pone|poné|que sea|que diga|sería|serían|es|son|va|va a ser|algo así como|"
        r"a lo mejor|un|una|unos|unas|el|la|los|las|lo|nuestr[oa]s?|mis?|te cuento|tenemos|traemos|ahorita traemos|ahora tenemos|hay|hacemos|hago|"
        r"vendemos|vendo|ofrecemos|quiero anunciar|quiero|queremos|necesito|quisiera|joder|coño|hola|buenas|gracias|mejor|perdón|perdon|nomás|solo|sólo|"
        r"digo|miento|vienen?|cuesta|vale(?= \d)|que (?=cuesta)|de precio|para(?= (?:pinterest|tiktok))|jajaja|jaja|estilo|tono|rollo|en plan)(?![\w-])[\s,.:…]*)+"
    ),
    tail=rx(
        r"(?:[\s,]+(?:por favor|porfa(?:vor|s)?|pls|gracias|jaja(?:ja)*|jeje|eh|no\?|¿no|creo|supongo|vale|y listo|y ya|nada más|pues|o sea|tal vez|quizás?|"
        r"y|e|o|en|de|con|para|pa|por|a|que|también|así q(?:ue)? eso|diría yo|vamos|sobre todo|en|d|el|la|es))+$"
    ),
    that=rx(r"^(?:es )?que (?=\w)"),
    empty=frozenset(
        [
            "anuncio",
            "video",
            "vídeo",
            "ad",
            "nada",
            "algo",
            "eso",
            "esto",
            "él",
            "producto",
            "negocio",
            "empresa",
            "marca",
            "hola",
            "no",
            "sí",
            "si",
            "ok",
            "vale",
            "un",
            "una",
            "el",
            "la",
            "reel",
            "reels",
            "tiktok",
            "spot",
            "ya",
            "público",
            "audiencia",
            "ayuda",
            "prueba",
            "todo",
            "mira",
            "bueno",
            "robot",
            "bot",
            "gracias",
            "ahora",
            "hoy",
            "listo",
        ]
    ),
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
    small_talk=rx(
        r"jaja|\bme echaron\b|\bqué (?:calor|frío|bronca|pesado)\b|\bel partido\b|\bmi (?:vieja|hermana|cuñado|perro|gato|primo|suegra|mamá|jef[ea]|niña|novi[oa])\b|\bviste\b|\bnafta\b|\bclima\b|\bbondi\b|^al grano$|"
        r"\bno (?:lo )?sé\b|\bni idea\b|\bme lo (?:dijo|contó)|^(?:si|cuando|porque|aunque|pero|yo no|luego|en septiembre|un saludo|les escribo|nada más|ya está|y punto|así|contento|asi)\b|"
        r"\bel mío\b|\bte (?:juro|cuento|muestro)\b|^(?:este|esta|eso) (?:mes|semana)?$|\bbuena pregunta\b|me equivoqu|^(?:el |este )?(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)$"
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
    wish=rx(
        r"^(?:hazme|haz|crea|quiero un|necesito un|ayúdame|empecemos|necesito publicidad|yo quiero$|quiero hacer|quisiera hacer)\b"
    ),
    nots="no|y no|que no",
    swaps=(
        rx(
            r"\b(?:el público|la audiencia)?(?: son| es)?\s*(?P<new>(?:los |las )?[^\W\d_]+(?: [^\W\d_]+)?) no (?:los |las |para )[^\W\d_]+(?=\s*(?:[,.;!\n]|$))"
        ),
        rx(
            r"(?:^|(?<=[\s,.]))(?:para |a )?[^\W\d_]+ no(?:,| eh,| es| sino),? (?:es |sino )?(?P<new>(?:para )[^,.;\n]+)"
        ),
        rx(
            r"\bno (?:es |son |va |para )?(?:el |la |los |las |un |una )?[^,.;\n]{2,30}?,? sino (?:que )?(?P<new>[^,.;\n]+)"
        ),
        rx(r"(?P<new>(?!en )[^,.;\n]+?) en (?:vez|lugar) de [^,.;\n]+"),
        rx(r"\bno (?:es|va|son) para [^,.;\n]+?[,.]? (?:es|sino|son) (?P<new>(?:para )?[^,.;\n]+)"),
    ),
    takes_back=rx(
        r"(?:^|(?<=[\s,.…]))(?:(?:bueno|uy|ay|ah)?,? ?no(?: no)+,?|bueno no,?|mejor dicho,?|o mejor:?|mejor:|digo,?(?= \w)|miento,?|perdón,?(?= (?!el corrector))|(?:no,? )?espera(?: no)?(?: eso era en \w+)?,?|no,? mucho,|"
        r"no, mejor|(?:uy |ay )?no,(?= \w)|me equivoqu[eé],?|al final|rectifico:?|mejor(?= \d)|(?:eso )?no lo pongas\.?|entonces:|cambio de planes:?|corrijo:?|quise decir|en realidad,?|pensándolo bien,?|ahora es(?= ))\s*"
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
    place_refused=(
        r"(?:no|nada de|sin|ni|olvida|quita|en vez de|en lugar de|ya no)(?: (?:en|a|es|el|la|va en|por))?",
        r",? (?:no(?=\s*(?:[,.]|$))|ya no|olvídalo|fuera|descartad[oa])",
    ),
    place_around=(r"(?:(?:en|para|pa|de|los|el|un|por) )*", r""),
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
    in_language=r"\b(?:en|idioma:?|locución en|voz en|el anuncio (?:tiene que ser|va|es) en) (?P<said>{names})\b",
    creativity=rx(r"\bcreatividad(?: (?:a|de|al|en|nivel))*[ :=]*(?P<value>\d{1,2})(?:/10| de 10)?"),
    framework=r"(?:(?:hazlo |usa |usar |con |la |el |estructura|fórmula|esquema|modelo|método)[ :]*)*",
    color_label=r"(?:(?:nuestros |los )?colores(?: (?:de )?(?:la )?(?:marca|corporativos))?(?: son)?|color)",
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
    film=r"(?:anuncio|v[íi]deo|spot|clip|reel)",
    labels=(
        (
            "title",
            rx(
                r"(?:^|(?<=[\s,.]))(?:somos|la marca(?: es)?:?|marca:?|nuestra marca es|se llama|nos llamamos|les escribo de(?: la| el)?(?: \w+)?|soy de)\s+(?P<value>(?-i:[A-ZÁÉÍÓÚÑ0-9][\w'&-]*(?: (?:(?:y|&|de) )?[A-ZÁÉÍÓÚÑ][\w'&-]*){0,3}))"
            ),
        ),
        (
            "call_to_action",
            rx(
                rf"\b(?:(?:el )?(?:cta|botón|boton|llamad[oa](?: a la acción)?|cierre|llamamiento))(?: (?:dice|diga|debe decir))?{_IS}{_QUOTE}"
            ),
        ),
        ("call_to_action", rx(r"\bque (?:diga|ponga):? \"(?P<value>[^\"\n]+)\"")),
        (
            "target_audience",
            rx(
                r"\b(?:(?:el |la |nuestr[oa] )?(?:público|target|audiencia)(?: objetivo)?)(?:\s*[:=]\s*|\s+(?:es|son|sería|serían)\s+(?:los |las )?|\s+)(?!\.\.)(?P<value>[^,.;!?\n¦]+)"
            ),
        ),
        (
            "tone",
            rx(
                rf"\b(?:con )?(?:el |un )?(?:tono|estilo|rollo|onda|vibra|vibe|look|aire)(?:\s*[:=]\s*|\s+(?:es|que sea|más bien)\s+|\s+)(?P<value>{_TONE}(?:(?:,? (?:y|pero|pero no) |, ){_TONE})*|[^,.;!?\n¦]+)"
            ),
        ),
        (
            "key_message",
            rx(
                rf"\b(?:el |la |nuestr[oa] )?(?:mensaje|idea|lema|eslogan|slogan|frase|claim)(?: (?:principal|clave|central|de siempre))?(?:\s*[:=]\s*|\s+(?:es|sea|son|será|tiene que ser)\s+)(?:que )?{_LONG}"
            ),
        ),
        ("offer", rx(r"\b(?:la )?(?:oferta|promo(?:ción)?)(?:\s*[:=]\s*|\s+es\s+)(?P<value>[^.;!?\n¦]+)")),
        ("product", rx(r"\bproducto(?:\s*[:=]\s*|\s+es\s+)(?P<value>[^,.;!?\n¦]+)")),
    ),
    cues=(
        (
            "product",
            rx(
                r"\b(?:pero )?lo que (?:quiero|queremos) (?:anunciar|promocionar|vender) es (?P<value>[^,.;!?\n¦]+)"
            ),
        ),
        (
            "product",
            rx(
                r"\bel anuncio (?:va|es|sería) (?:del?|sobre|para)(?: los| las| la| el)? (?P<value>[^,.;!?\n¦]+)"
            ),
        ),
        (
            "product",
            rx(
                r"\b(?:anunci(?:o|ar)|promocionar|publicidad|promo|v[íi]deo|spot|anuncio)\s*¦*\s*(?:de|del|para|pa|sobre|a)?\s*(?:un |una |unos |unas |el |la |los |las |nuestr[oa]s? |mis? )(?P<value>[^,.;:!?\n¦]+)"
            ),
        ),
        (
            "product",
            rx(
                r"¦[\s:]*(?:de|del|para|pa|sobre)\s+(?:un |una |unos |unas |el |la |los |las |nuestr[oa]s? |mis? )(?P<value>[^,.;:!?\n¦]+)"
            ),
        ),
        (
            "product",
            rx(
                r"\b(?:anuncio|v[íi]deo|spot|anunciar|promocionar|publicidad (?:de|para))(?: de| para)? (?!que\b|tiene\b|en\b|para\b)(?P<value>[^,.;:!?\n¦]+)"
            ),
        ),
        (
            "product",
            rx(
                r"\b(?:hacemos|vendemos|hago|vendo|fabricamos|ofrecemos|arrancamos|lanzamos|tenemos)\s+(?!unos spots|spots|un anuncio|que\b)(?P<value>[^,.;:!?\n¦]+?)(?=\s+y (?:lo|la|los|las|este|ahora)\b|\s*(?:[,.;:!?\n¦]|$))"
            ),
        ),
        (
            "call_to_action",
            rx(
                r"\b(?:así q(?:ue)? )?pon(?:le|er)? (?P<value>(?:pide|pid|compr|reserv|llam|descarg|escr)[^,.;!?\n¦]+?)(?= y (?:ya|listo)|\s*(?:[,.;!?\n¦]|$))"
            ),
        ),
        (
            "call_to_action",
            rx(
                r"(?:^|(?<=[\s,.]))(?:quiero |queremos )?que (?:la gente |todos )?(?P<value>(?:llamen|compren|pidan|reserven|escriban|visiten|vengan|descarguen|se registren|se apunten|se inscriban|entren|hagan|manden|sigan|agenden|prueben)[^,.;!?\n¦]*)"
            ),
        ),
        (
            "target_audience",
            rx(
                r"\b(?:vienen|compran|son|lo usan|la usan|nos compran)?\s*(?:sobre todo|la mayoría son|principalmente|mayormente|apuntamos a|dirigid[oa] a|va dirigido a|si hay q(?:ue)? ele[gj]ir,?)\s+(?:a )?(?P<value>[^,.;!?\n¦]+)"
            ),
        ),
        ("target_audience", rx(r"\b(?:y )?es para (?P<value>[^,.;!?\n¦]+)")),
        (
            "tone",
            rx(
                rf"\b(?:lo queremos|que sea|queremos algo|algo|ambiente|hacerlo|más bien) (?:muy |más )?(?P<value>{_TONE})(?!\w)"
            ),
        ),
        ("key_message", rx(r"\b(?:y )?una (?:sola )?idea:? (?P<value>[^.;!?\n¦]+)")),
        ("offer", rx(r"\b(?:ahorita traemos|ahora tenemos|tenemos|traemos) (?P<value>\d+\s?%[^.,;!?\n¦]*)")),
        (
            "offer",
            rx(
                r"\b(?P<value>la (?:matrícula|inscripción|primera \w+) [^.,;!?\n¦]*?(?:sin coste|gratis|sin costo)[^.;!?\n¦]*)"
            ),
        ),
    ),
    main_thing=(
        rx(
            r"\b(?:lo (?:principal|importante|mejor|más importante|que más les gusta|básico|esencial)|la clave|lo que importa) es (?:que )?"
        ),
    ),
    must_have=(
        rx(
            r"\b(?:asegúrate de que|asegurate de que|que|debe|tiene que|hay que) (?:se vea|se vean|mostrar|verse|aparezca|aparecer|salga|salir|sale|incluir|incluya|mencionar|mencione)(?:n)? (?P<value>[^,.;!?\n¦]+?)(?=\s*(?:[,.;!?\n¦]|$| y (?:no|nada|prohibido)))"
        ),
        rx(
            r"(?:^|(?<=[,.;\n¦]))\s*(?:muestra|mostrá|muestren|incluye|incluí|menciona)\w* (?P<value>[^,.;!?\n¦]+)"
        ),
        rx(
            r"(?:^|(?<=[,.;\n¦]))\s*(?P<value>(?:sale )?(?:el |nuestro )?logo (?:grande )?(?:al final|al principio|arriba|siempre|visible|en)(?: [^,.;!?\n¦]*?)?)(?=\s*(?:[,.;!?\n¦]|$)|\s+y )"
        ),
        rx(r"(?:\by |^|(?<=[,.;\n¦]))\s*(?:con )?(?P<value>subtítulos)(?: siempre| en todo)?"),
    ),
    must_not=(
        rx(
            r"(?:^|(?<=[\s,.;]))sin (?P<value>música|voz(?: en off)?|locución|texto|emojis|gente|caras|niños|precios|locuras|humor|chistes|palabrotas|efectos)(?!\w)"
        ),
        rx(
            r"\b(?:prohibido|no (?:quiero|queremos|mostrar|muestres|muestren|mencionar|menciones|mencionen|uses|usen|usar|digas|decir|pongas|poner)|nunca (?:muestres|menciones|uses|digas)|que no (?:salgan?|aparezcan?|se vean?|haya)|evita(?:r)?|nada de)(?: (?:mostrar|mencionar|usar|decir|ver|que aparezcan?|que salgan?|poner|a))* (?P<value>(?!que\b)[^,.;!?\n¦]+?)(?=\s*(?:[,.;!?\n¦]|$))"
        ),
    ),
    tone=rx(
        rf"{_TONE}(?:(?:,? y |,? pero (?:no )?|,? |, como ){_TONE})*(?:,? (?:como|tipo) [\w ]{{2,30}})?|tipo [\w ]{{3,25}}"
    ),
    call=rx(rf"^(?:{_VERBS}|\w*[áéí]\w+(?:nos|te|l[oa]s?))(?![\w])(?!\s+(?:que|es|son|la gente|lo que)\b)"),
    offer=rx(_OFFER),
    people=rx(
        rf"^(?:(?:los|las|el|la|mis|nuestros|nuevos|nuevas|otros|pequeñas|pequeños|puro|pura|futur[oa]s|recién|sobre) )?(?:\w+ )?(?:{_PEOPLE})(?!\w)|^(?:(?:entre )?\d\d (?:a|y) \d\d(?: años)?|\d\d\+|mayores de \d+|(?:el |la )?que \w+)|\b(?:que|q) (?:viv|teng|quier|sal|trabaj|viaj|com|tej|cocin|busc|van\b|sufr)\w*"
    ),
    people_after_for=rx(r"^(?:los |las )?\w+(?:tas|eros|eras|ores|antes|iantes)$"),
    crowd=rx(
        r"^(?:l[oa]s )?(?!\w+(?:bles|ad[oa]s|id[oa]s|hech[oa]s|mos)\b|más|menos|dos|tres|seis|gratis|sin\b|es\b)[a-záéíóúñ]{3,}s\b"
    ),
    mood=rx(
        r"(?:\w{3,}(?:os[oa]|iv[oa]|ic[oa]|íc[oa]|ad[oa]|id[oa]|ante|ente|er[oa]|al|án|ón|il|ivo|udo|uda|or|ora|esco|esca))"
    ),
    fors=rx(r"(?:^|(?<=\s))(?:para|pa|dirigido a|destinado a)\s+"),
    named=rx(
        r"(?<! en)(?<! de)(?<! a)(?<! con)(?<! el)(?<! la)\s+(?:(?:de la )?marca )?(?P<title>(?-i:[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{2,}))$"
    ),
    that_is=rx(r"\s+que (?=(?:se|no|te|son|es|está|lleva|dura) )|\s+(?=en \d+ (?:min|hora|día))"),
    joins=rx(r"^(?:y|como|pero|con|de|porque|sin|si|no solo|ahora|hasta|a|el|que no|nunca|ni)\b"),
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
