"""How the data files of howfar.places are made (see docs/places.md)."""
