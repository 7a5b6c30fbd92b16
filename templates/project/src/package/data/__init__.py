"""Reading rows from files, and checking them."""
