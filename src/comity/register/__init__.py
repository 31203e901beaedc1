"""The transparency log of a body: bytes in, bytes out. Nothing here knows what an entry says, or where it is kept.

==============  =================================================================================
canonical       one value, one sequence of bytes (RFC 8785)
tree            leaf and node hashes, roots, the frontier from which a tree grows (RFC 9162)
paths           inclusion and consistency: prover and checker
keys, note      Ed25519 keys in text, texts signed by them (C2SP signed-note)
checkpoint      the signed head (C2SP tlog-checkpoint)
heads           signed heads beside each other: cut short, continued
proof           a proof in one file (C2SP tlog-proof)
verification    a whole register against its head; the first entry that is wrong
==============  =================================================================================

The bytes are specified in docs/formats/register.md.
"""
