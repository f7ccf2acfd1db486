"""The pages of the register: its rows, one operator, the lists it is fed from."""
