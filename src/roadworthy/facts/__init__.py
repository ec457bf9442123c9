"""The facts that packs share, a package for each subject.

A subject's page, its `__init__`, names what others may import of it. A fact is one file with a provider under
`@fact`; it is found, and stands in no list.
"""
