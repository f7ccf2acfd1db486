"""Holders and cases as another system kept them: read from a table, checked and counted; nothing is kept here."""
