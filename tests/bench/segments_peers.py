"""What the peers make of the same files, where they are installed (scikit-learn, kmodes).
usage: segments_peers.py quality FILE GROUPS | blobs OUT | time   One JSON object on stdout. One thread."""
import json
import os
import sys
import time

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture


def blobs(n=100_000, d=20, k=8, seed=20261122, spread=4.0):
    draw = np.random.default_rng(seed)
    centres = draw.normal(0, spread / 2, (k, d))
    weights = draw.dirichlet(np.full(k, 5.0))
    group = draw.choice(k, n, p=weights)
    return (centres[group] + draw.normal(0, 1.6, (n, d))).astype(np.float64), group


def quality(path, groups):
    frame = pd.read_csv(path, sep=";", decimal=",")
    truth = frame.pop("true_segment")
    numbers = frame.select_dtypes("number").columns
    others = [name for name in frame.columns if name not in numbers]
    plain = frame[numbers].copy()
    plain = plain.fillna(plain.mean())
    plain = (plain - plain.mean()) / plain.std()
    coded = pd.get_dummies(frame[others]).astype(float)
    dense = np.hstack([plain.to_numpy(), coded.to_numpy()])
    found = {}
    model = KMeans(groups, n_init=10, random_state=0).fit(dense)
    found["KMeans on one-hot"] = adjusted_rand_score(truth, model.labels_)
    model = GaussianMixture(groups, n_init=3, random_state=0, reg_covar=1e-4).fit(dense)
    found["GaussianMixture, full"] = adjusted_rand_score(truth, model.predict(dense))
    try:
        from kmodes.kprototypes import KPrototypes

        table = np.hstack([plain.to_numpy().astype(object), frame[others].fillna("").to_numpy().astype(object)])
        places = list(range(len(numbers), table.shape[1]))
        # Its plain Python loops take minutes on everyone: it fits and is judged on 5,000.
        some = np.linspace(0, len(table) - 1, min(5000, len(table))).astype(int)
        labels = KPrototypes(groups, n_init=2, random_state=0).fit_predict(table[some], categorical=places)
        found["KPrototypes (5,000 rows)"] = adjusted_rand_score(truth.to_numpy()[some], labels)
    except ImportError:
        pass
    return found


def timed():
    rows, _ = blobs()
    took = []
    for seed in range(3):
        begun = time.process_time()
        model = KMeans(8, n_init=10, random_state=seed).fit(rows)
        took.append(time.process_time() - begun)
    return {"seconds": sorted(took)[1], "inertia": float(model.inertia_)}


if __name__ == "__main__":
    if sys.argv[1] == "quality":
        print(json.dumps(quality(sys.argv[2], int(sys.argv[3]))))
    elif sys.argv[1] == "blobs":
        rows, group = blobs()
        names = [f"getal_{at}" for at in range(rows.shape[1])]
        frame = pd.DataFrame(np.round(rows, 4), columns=names).assign(true_segment=[f"g{g}" for g in group])
        frame.to_csv(sys.argv[2], sep=";", index=False)
    else:
        print(json.dumps(timed()))
