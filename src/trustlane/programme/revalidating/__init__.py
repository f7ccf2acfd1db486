"""When a holder is validated again: an age that none may exceed, shortened by the risk that is left."""
