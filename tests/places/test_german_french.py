"""Places as German and French texts name them: exonyms, elision, genitives, parts, seas."""

from __future__ import annotations

import pytest

from howfar.errors import UnknownPlaceError
from howfar.places.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("words", "kind", "country"),
    [
        ("Warschau", "city", "PL"), ("Weißrussland", "country", "BY"), ("Großbritannien", "country", "GB"),
        ("Polens", "country", "PL"), ("ganz Polen", "country", "PL"), ("die gesamte Ukraine", "country", "UA"),
        ("den Vereinigten Staaten", "country", "US"), ("das US-Festland", "country", "US"), ("Rom", "city", "IT"),
        ("weite Teile Europas", "group", None), ("die Ostsee", "sea", None), ("Schwarzes Meer", "sea", None),
        ("der Norden Polens", "part", "PL"), ("Westpolen", "part", "PL"), ("die Krim", "region", "UA"),
        ("l'Ukraine", "country", "UA"), ("toute l’Ukraine", "country", "UA"), ("la Biélorussie", "country", "BY"),
        ("l'ensemble du territoire des États-Unis", "country", "US"), ("l'est de la Pologne", "part", "PL"),
        ("la mer Noire", "sea", None),
        ("les pays baltes", "group", None), ("une grande partie de l'Europe", "group", None),
        ("près de Varsovie", "vicinity", "PL"), ("nahe Warschau", "vicinity", "PL"), ("Londres", "city", "GB"),
    ],
)  # fmt: skip
def test_places_as_german_and_french_name_them(words: str, kind: str, country: str | None) -> None:
    place = Gazetteer.default().resolve(words).place
    assert (place.kind, place.country_code) == (kind, country)


@pytest.mark.parametrize("words", ["die Reichweite", "la portée", "Angriffe", "l'attaque"])
def test_everyday_words_are_no_places(words: str) -> None:
    with pytest.raises(UnknownPlaceError):
        Gazetteer.default().resolve(words, suggest=False)
