"""Officers' pages of the programme: the worklist, one case, its moves as forms, the visit's checklist, the figures."""
