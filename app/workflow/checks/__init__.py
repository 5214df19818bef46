"""What is wrong with diagrams: one kind of fault a module; `wiring.check` asks them all."""
