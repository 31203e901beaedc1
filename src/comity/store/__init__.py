"""The only place that keeps anything: ``protocol`` says what a store is, ``memory`` and ``sqlite`` are two."""
