"""Coordinates, shapes, clusters and maps, in plain Python: no web framework and no database.

Positions are ``(lon, lat)`` in EPSG:4326, or ``(easting, northing)`` in a projected system, and
boxes are ``(west, south, east, north)``, everywhere inside this package.  Only people's own text
(`geodata.shapes.parse_coordinates`) comes latitude first.
"""
