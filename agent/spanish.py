"""Gender and number of Spanish nouns, as far as their form or common use leaves no doubt. Pure."""

from __future__ import annotations

import re
from typing import Final

# Nouns whose ending misleads or says nothing.
_MASCULINE: Final = (
    "café té pan aceite chocolate restaurante hotel hostal bar champú shampoo sofá mapa día jarabe pastel flan collar "
    "reloj coche carro taxi tren bote viaje postre helado yogur menú software hardware casco sérum spa gel tequila "
    "taller salón jamón bombón colchón cojín jabón calcetín pantalón camión balcón jardín vermut ron mezcal vestido "
    "set kit pack club plan blog canal color licor calor sabor motor televisor ordenador cargador despertador servicio "
    "curso máster podcast programa sistema clima idioma tratamiento pendiente arete brazalete paquete juguete"
)
_FEMININE: Final = (
    "mano foto moto radio app web miel sal leche carne clase llave nieve nube suite base torre red piel flor labor "
    "bici tele serie imagen reforma"
)
_HE, _SHE = frozenset(_MASCULINE.split()), frozenset(_FEMININE.split())
# Not nouns at all, or of either gender: nothing is put before them.
_NEITHER: Final = re.compile(r"(?:ista|istas|nte|ble|mente)$")


def our_in_spanish(name: str) -> str | None:
    """“nuestro”, “nuestra”, “nuestros” or “nuestras” for `name`, by its first word; None where that is not plain."""
    first = name.lower().split()[0] if name.split() else ""
    many = re.fullmatch(r"([a-záéíóúüñ]+?)(e?s)", first)
    for word, plural in (
        (first, ""),
        *(((many[1] + ("" if many[2] == "s" else "e"), "s"), (many[1], "s")) if many else ()),
    ):
        gender = _gender(word)
        if gender and (plural or word not in ("gafa", "lente")):
            return f"nuestr{gender}{plural}"
    return None


def _gender(noun: str) -> str | None:
    if noun in _HE or _unaccented(noun) in _PLAIN_HE:
        return "o"
    if noun in _SHE:
        return "a"
    if not re.fullmatch("[a-záéíóúüñ]{3,}", noun) or _NEITHER.search(noun):
        return None
    if re.search(r"(?:ción|sión|cion|sion|dad|tad|tud|umbre|a)$", noun) and not re.search(
        r"(?:ma|pa)$", noun
    ):
        return "a"
    if re.search(r"(?:o|aje|or)$", noun):
        return "o"
    # “crema”, “cama”, “ropa”: the many words in -ma and -pa that are no Greek ones.
    return "a" if noun in _SHE_IN_MA else None


def _unaccented(word: str) -> str:
    return word.translate(str.maketrans("áéíóú", "aeiou"))


_PLAIN_HE: Final = frozenset(_unaccented(word) for word in _HE)
_IN_MA: Final = "crema cama ropa forma goma rama plataforma sopa copa capa tapa pizarra alarma paloma"
_SHE_IN_MA: Final = frozenset(_IN_MA.split())
