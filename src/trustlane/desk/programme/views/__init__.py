"""The pages of the programme, one module a page."""
