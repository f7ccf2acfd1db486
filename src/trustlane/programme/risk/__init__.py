"""What can go wrong at an operator: risks by section and by leg of the supply chain, and the sites to visit."""
