/** The troupe command. */
export {};
