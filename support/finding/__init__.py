"""The patterns of the guard: each function takes a text and gives the places (start, end) of what it looks for."""
