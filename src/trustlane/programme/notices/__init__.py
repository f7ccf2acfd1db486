"""Who is told of what: which move is told to whom in which words, which letter it sends; pure."""
