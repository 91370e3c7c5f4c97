"""Where rows live: the record as Parquet, the run's database made of it, and the SELECTs under sql/."""
