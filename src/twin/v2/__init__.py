"""V2, the target: typed tables, and the API that answers out of them."""
