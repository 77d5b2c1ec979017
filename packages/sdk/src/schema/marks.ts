/** Marks on types that no value can carry by itself. Types only: at run time they are metadata of the schema. */

/** On a value that something vouched for: a check, a gate, an evaluation. */
export declare const proof: unique symbol;

/** On an artifact whose columns are known. */
export declare const contents: unique symbol;
