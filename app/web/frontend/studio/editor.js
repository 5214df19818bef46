// The editor of diagrams.
export {};
