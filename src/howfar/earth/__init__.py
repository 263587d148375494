"""The Earth and its air: geodesics, regions, horizon and refraction. Physics on numbers and arrays, nothing else.

geodesic    distances and places on WGS84
region      rings, everything within a distance of a country, nearest and farthest, shares
horizon     the exact formulas on the sphere of effective radius k R
refraction  rays traced through the exponential atmosphere of ITU-R P.453
"""
