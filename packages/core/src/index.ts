/** What is true in Troupe: pure state machines with no I/O, no clock and no randomness. */
export {};
