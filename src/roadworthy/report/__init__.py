"""Report formats, in `formats` a module each: functions from a `Report` to text.

Those for people also take a `View`, which the command line makes of its options and of the terminal.
"""

#: The formats that a terminal shows: made for people, and taking a `View`.
FOR_PEOPLE = ("text", "concise", "full")
