"""Papers of the programme: certificates, letters and validation reports as PDF/A, and the seal under them."""
