"""The signed feed from one administration to another: its tree, its tiles, its notes, its entries, and what they do.

Pure law, one module a step, from bytes to meaning: `merkle` (the tree), `tiles` (how it is served), `notes`,
`cosignatures` and `checkpoints` (what is signed), `canonical`, `leaves` and `bodies` (what is said), `believing` (in
which order a checkpoint is believed), `folding` (what the entries make of the reader's list), `ages` (what silence
does to a benefit).
"""
