"""Multilingual blended courses with MkDocs.

Data flows one way: `course` (what the course is) -> `text` (what its prose is) -> `views` (what a page shows) ->
`finish` (from built files to a finished site). Two doors lead in: `plugin` for MkDocs and `cli` for people.
"""
