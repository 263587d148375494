"""Parts of bench_sweep: rasters, our calls, peers, jobs that run as processes of their own, and accuracy."""
