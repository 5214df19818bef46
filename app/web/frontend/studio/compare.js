// Two versions of a diagram beside each other.
export {};
