/** The wire contract of Troupe: protobuf definitions and their generated types. */
export {};
