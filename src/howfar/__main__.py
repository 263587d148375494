"""`python -m howfar`: the command line, where the `howfar` script is not on the path."""

from howfar.cli.main import main

main()
