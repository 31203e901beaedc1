"""The only place that keeps anything: ``protocol`` says what a store is; ``memory``, ``sqlite`` and ``postgres`` are three."""
