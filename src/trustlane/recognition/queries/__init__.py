"""What can be asked of arrangements, comparisons and feeds; pages ask these."""
