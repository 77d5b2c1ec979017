/** The Troupe coordinator process. */
export {};
