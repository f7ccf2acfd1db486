"""What all pages share: layout, components, tables, charts, login."""
