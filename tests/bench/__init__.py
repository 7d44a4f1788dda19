"""How fast the house is, each work beside a floor that does the same with the least that is needed.

`python -m tests.bench` makes a database of its own next to the one that DATABASE_URL names (a file of its own
for SQLite), measures there, prints a table and throws the database away. Seconds are CPU seconds of this
process and, with a PostgreSQL on this machine, of the server process that works for it.
"""
