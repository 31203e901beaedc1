"""Signatures of persons: a passkey's assertion over an act, kept whole in the act, checked by anybody, at any time.

``challenge`` says what is signed, ``assertion`` how the signature is written, ``webauthn`` whether it is true under a
key, ``checking`` whether the key was the signer's on the day, and ``listing`` goes through a whole register. Nothing here
needs a server, a counter or a network: the entries are enough (``docs/formats/signature.md``). The rules know nothing of
this: the registrar asks before it writes; the audit and ``comity signatures`` ask again.
"""
