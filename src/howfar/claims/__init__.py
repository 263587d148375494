"""Texts and the claims of reach in them."""
