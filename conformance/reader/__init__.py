"""A second reader of feeds, written from the exchange's text; it shares no code with Trustlane.

Nothing here is imported from `trustlane`: the standard library and `cryptography` only. Where the first reader walks
a tree upwards, this one goes down from its root; where the first has classes, this one has tables.
"""
