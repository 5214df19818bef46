// A scenario's steps, shown in the diagram.
export {};
