"""Other people's formats, turned into acts. What comes from outside is read strictly, and named where it is wrong.

==============  =================================================================================
records         a record in one file: acts with their sources, replayed into a new body
converting      text to values of a type, each fault with its place
tables          CSV, plain or compressed, row by row
votes           roll calls as two tables: drafts, and how each member voted
seats           the names in them turned into the parties of a body
drafts          a roll call as one act
rollcalls       the replay of roll calls, and what came of it
differences     why a ruling and a reported outcome differ, in law
annotations     what a record adds on single events
scripts         what a body does around the day on which it is played
moments         the moments and labels of a script
==============  =================================================================================
"""
