"""What the course is: its data files, models and timetable. Pure: no MkDocs, no clock, no network."""
