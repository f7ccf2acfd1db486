"""Trustlane: the open-source system with which customs administrations run the WCO SAFE Framework."""

__version__ = "0.1.0"
