"""Many tests at once, and one bound on any false alarm: Holm, "A simple sequentially rejective multiple test procedure", 1979."""


def holm(p_values, alpha):
    """The names whose p-value is too small to be luck, by name."""
    rejected = set()
    for rank, (name, p) in enumerate(sorted(p_values.items(), key=lambda entry: entry[1])):
        if p > alpha / (len(p_values) - rank):
            break
        rejected.add(name)
    return rejected
