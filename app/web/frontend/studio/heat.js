// Numbers of cases, shown in the diagram.
export {};
