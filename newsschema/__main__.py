"""`python -m newsschema` does what the command `newsschema` does."""

from newsschema.cli import main

main()
