"""How fast and how heavy the portal is, next to what one would otherwise have used; see README.md."""
