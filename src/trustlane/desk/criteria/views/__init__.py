"""The pages of catalogues."""
