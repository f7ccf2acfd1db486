"""What holders get: a catalogue of benefits, what of it a programme grants, and how delivery is measured."""
