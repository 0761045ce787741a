"""What surveys write in each language, a file a language: words for the parts, for persons, and for sums below a table.

A file holds, for every part it has words for, ``names`` (what a block, a bracket or a column's code is called as a
whole), ``words`` (what gives the part away in a sentence), ``nouns`` (the same, of which questions whether it was met
speak too) and ``weak`` words, which count only where no other does. Further tables: ``met`` has the phrases of such
questions, of which ``doubtful`` ones may be either part's; ``elsewhere`` has phrases in which a word means something
else; ``personal`` has headers of personal data, ``summaries`` what stands beside means and totals.

In a word ``*`` stands for any letters, ``|`` divides words that serve alike, ``~`` stands for a few words between.
Case, accents and the marks around letters count for nothing.
"""
