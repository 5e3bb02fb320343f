"""What knows MkDocs beside plugin.py: it renders ahead, builds for the command `course`, and shows an edit at once."""
