/** troupe.py: the helper for pipeline steps written in Python, standard library only. */
export {};
