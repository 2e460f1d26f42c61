"""What a developer runs: generators of committed files and of golden outputs, each as `python -m tools.NAME`."""
