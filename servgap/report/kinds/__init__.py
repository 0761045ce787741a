"""One declaration a kind of finding: its place in a report, what it says, its tables and its picture.

Every module or folder here that holds a `KIND` is found; no list, dictionary or condition elsewhere names a kind.
"""
