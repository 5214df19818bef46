"""`make chaos`: everything under load, one fault after another; then all invariants hold."""
