"""What a real installation must have set, each with its cure: `manage.py check --deploy --database default`."""
