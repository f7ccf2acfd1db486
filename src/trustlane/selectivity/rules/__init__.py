"""Officers' targeting rules: read from documents, compiled once, and run alone or over a million declarations alike."""
