"""What is done between administrations, one verb a function: feeds of ours are said and sealed, partners' are read."""
