/** Test pipelines in memory, and the conformance suites of every port. */
export {};
