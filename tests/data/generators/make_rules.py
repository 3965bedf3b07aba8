"""Customers whose groups follow from rules, not from a latent class mixture: two hidden factors, a tree of rules on them, six numeric
columns that follow the factors, the group and noise that is correlated inside every group, and five categorical columns.
usage: make_rules.py ROWS SEED OUT   (needs numpy)"""
import sys
import numpy as np

GROUPS = ["a", "b", "c", "d", "e"]


def rules(rows, seed):
    draw = np.random.default_rng(seed)
    u, v = draw.random(rows), draw.random(rows)
    group = np.where(u < 0.35, np.where(v < 0.5, 0, 1), np.where(v < 0.3, 2, np.where(u < 0.7, 3, 4)))
    # Noise with correlation 0.7 between neighbouring columns: no column is independent of another inside a group.
    width = 6
    spread = 0.7 ** np.abs(np.subtract.outer(np.arange(width), np.arange(width)))
    noise = draw.normal(size=(rows, width)) @ np.linalg.cholesky(spread).T
    offsets = np.random.default_rng(7).normal(0, 2.2, (5, width))
    follow = np.stack([u, v, u * v, np.sin(3 * u), (u - v) ** 2, u + v], 1)
    numbers = offsets[group] + 1.5 * follow + noise
    numbers[:, 2] = np.exp(numbers[:, 2] / 2)  # one skewed
    columns = [np.round(numbers[:, at], 2) for at in range(width)]
    for at, levels in enumerate([3, 4, 4, 5, 3]):
        of_group = np.random.default_rng(100 + at).integers(0, levels, 5)[group]
        of_factor = np.minimum((u * levels).astype(int), levels - 1)
        which = draw.random(rows)
        level = np.where(which < 0.55, of_group, np.where(which < 0.8, of_factor, draw.integers(0, levels, rows)))
        columns.append(level)
    return columns, group


if __name__ == "__main__":
    rows, seed, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    columns, group = rules(rows, seed)
    with open(out, "w", encoding="utf-8") as file:
        names = ["getal_1", "getal_2", "getal_3", "getal_4", "getal_5", "getal_6"]
        names += ["soort_1", "soort_2", "soort_3", "soort_4", "soort_5", "true_segment"]
        file.write(";".join(names) + "\n")
        for row in range(rows):
            cells = [f"{columns[at][row]:.2f}".replace(".", ",") for at in range(6)]
            cells += [f"{'pqrst'[columns[at][row]]}{at}" for at in range(6, 11)]
            file.write(";".join(cells + [GROUPS[group[row]]]) + "\n")
