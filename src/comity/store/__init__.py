"""The only place that keeps anything: ``protocol`` says what a store is; ``memory``, ``sqlite``, ``postgres`` are three."""
