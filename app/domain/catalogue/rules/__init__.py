"""What the law says of an entry: its columns, the values they take, what it must not lack."""
