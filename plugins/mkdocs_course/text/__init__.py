"""What the course's prose is: pages, sections and directives, and the rules they keep."""
