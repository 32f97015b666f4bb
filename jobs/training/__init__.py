"""Training the look of a brand: its pictures to the provider, once, and a version of a model back.

    offer (after a turn) ─ press ─► train ─► pictures ─► provider ─┐ nobody waits
    stills of the brand ◄─ looks ◄─ course ◄─ jobs.paid.look ◄─────┘

A training is tried, watched, settled and audited like any paid job (`jobs.paid`); `course` is what follows for its
model when a try has ended, in the transaction that settles it.
"""
