"""Officers' pages about standing: the register as of a day, lists imported by two persons."""
