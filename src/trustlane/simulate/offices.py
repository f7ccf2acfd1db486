"""Invented offices, how goods come to them, and the hubs by which some take a detour."""

from __future__ import annotations

SEA, RAIL, ROAD, AIR = "1", "2", "3", "4"  # UN/ECE recommendation 19
MODES = (SEA, RAIL, ROAD, AIR)

# Invented offices: code, name, the modes that use them, how much of the trade they see.
OFFICES = (
    ("GULLHAVEN", "Port of Gullhaven", SEA, 0.30),
    ("WHIMSYQUAY", "Whimsy Quay Container Terminal", SEA, 0.22),
    ("SALTPOCKET", "Port of Saltpocket", SEA, 0.08),
    ("KITEFIELD", "Kitefield Airport", AIR, 0.14),
    ("LARKAPRON", "Lark Apron Parcel Centre", AIR, 0.06),
    ("STONEGATE", "Stonegate Land Border", ROAD, 0.10),
    ("MILLBRIDGE", "Millbridge Land Border", ROAD, 0.06),
    ("TINRAIL", "Tinrail Freight Yard", RAIL, 0.04),
)
HUBS = ("SG", "AE", "NL", "KR")
