"""An administration's keys: who may sign what for it, until when, and how a new set of keys is believed.

Pure law: `roles` (what a key is for), `keysets` (a set of keys as TUF root metadata), `meaning` (what a set may not
say), `making` (a new set, and signing it one by one), `chain` (from the version that was pinned to the newest),
`using` (whose signatures on a feed count), `telling` (fingerprints as people compare them), `locked` (a private key
under a passphrase).
"""
