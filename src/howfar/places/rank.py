"""Which of several places a name most likely means."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from howfar.places.store import CATALOGUE_FROM, Feature

# Weights in people: a city weighs its population; the others as much as a city that they would win against.
COUNTRY_WEIGHT = 50_000_000.0
CATALOGUE_WEIGHT = 20_000_000.0
SEA_WEIGHT = 10_000_000.0
REGION_WEIGHT = 400_000.0
REGION_PEOPLE_PER_KM2 = 20.0  # a small region (an atoll, a commune) weighs less than a town: Palmyra, Rota, Vårdö
SITE_WEIGHT = 60_000.0
SMALLEST_WEIGHT = 200.0
CAPITAL_FACTOR = 10.0  # the capital of a country is meant more often than its size says
OTHER_NAME_FACTOR = 0.25  # a name that GeoNames lists as one of many
OTHER_COUNTRY_FACTOR = 0.002  # a country in another language: Granada is a city before it is Grenada
OTHER_REGION_FACTOR = 0.05  # Tromsø is the city before it is another name of Troms
NAMING_CITY_PEOPLE = 60_000  # a region called like such a city is the second meaning (Brest), not like California, MD
OTHER_IN_SUGGESTIONS = 0.02  # while typing, the name that is shown should be the one that is typed
NEAR_FACTOR = 15.0  # the text names the country: Brest in a text on Belarus


_OTHER_NAME_FACTORS = {"country": OTHER_COUNTRY_FACTOR, "region": OTHER_REGION_FACTOR}


def weight(feature: Feature, *, is_other_name: bool, near: Collection[str] = ()) -> float:
    """How likely a name means this feature, against the others of that name.

    near: ISO codes of countries named in the same text.
    """
    value = _own_weight(feature)
    if is_other_name and feature.number < CATALOGUE_FROM:
        value *= _OTHER_NAME_FACTORS.get(feature.kind, OTHER_NAME_FACTOR)
    if feature.code in near:
        value *= NEAR_FACTOR
    return value


def _own_weight(feature: Feature) -> float:
    if feature.kind == "site":
        return SITE_WEIGHT
    if feature.number >= CATALOGUE_FROM:
        return CATALOGUE_WEIGHT
    if feature.kind == "country":
        return COUNTRY_WEIGHT + feature.population / 1000
    if feature.kind == "sea":
        return SEA_WEIGHT
    if feature.kind == "region":
        return min(REGION_WEIGHT, feature.area_km2 * REGION_PEOPLE_PER_KM2) if feature.area_km2 else REGION_WEIGHT
    return max(feature.population, SMALLEST_WEIGHT) * (CAPITAL_FACTOR if feature.is_capital else 1.0)


def ranked(features: Mapping[Feature, bool], near: Collection[str] = ()) -> list[Feature]:
    """Features of one name, likeliest first.

    features: each with True where the name is not its main one. A city goes before the region that is named after it.
    """
    weights = {feature: weight(feature, is_other_name=other, near=near) for feature, other in features.items()}
    for feature, own in list(weights.items()):
        if feature.kind == "region" and feature.number < CATALOGUE_FROM:
            named_after = [
                value for f, value in weights.items()
                if f.kind == "city" and f.code == feature.code and f.population >= NAMING_CITY_PEOPLE
            ]  # fmt: skip
            weights[feature] = min([own, *(value * 0.9 for value in named_after)])
    return sorted(weights, key=lambda feature: (-weights[feature], feature.number))
