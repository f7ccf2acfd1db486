"""What is done with feeds of ours, one verb a function: proposed, opened, closed, consented to, said, sealed."""
