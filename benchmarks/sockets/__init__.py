"""WebSockets: what a delivered frame costs, how late it is, and how clients return after a restart."""
