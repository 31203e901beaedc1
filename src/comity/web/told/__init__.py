"""How things are told to a reader: names, times, refusals, rulings, acts, in the reader's language (Django's active one).

Plain data in, plain data out: dataclasses and strings for templates, which escape them. No module here asks the store.
"""
