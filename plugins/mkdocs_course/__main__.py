"""`python -m mkdocs_course` is the command `course`."""

from mkdocs_course.cli import main

main()
