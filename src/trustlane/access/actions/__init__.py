"""What is done with people and their roles, one verb a function, each recorded."""
