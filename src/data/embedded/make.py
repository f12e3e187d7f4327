#!/usr/bin/env python3
"""Makes digits.bin and iris.bin beside this file from the tables in the scikit-learn package (a wheel or an installation).

    pip download --no-deps scikit-learn && python3 make.py scikit_learn-*.whl

digits.bin: 1,797 images of 8 x 8 bytes from 0 to 16, row by row, then 1,797 labels.
iris.bin: 150 times four lengths in millimetres, one byte each, then 150 labels.

Both tables come from the UCI Machine Learning Repository under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/):
  digits: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), https://doi.org/10.24432/C50P49, its test part
  iris: R. A. Fisher, Iris (1936), https://doi.org/10.24432/C56C76, with two samples as in Fisher's paper
"""

import csv
import gzip
import hashlib
import io
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent


def main(wheel):
    with zipfile.ZipFile(wheel) as package:
        digits = gzip.decompress(package.read("sklearn/datasets/data/digits.csv.gz")).decode()
        iris = package.read("sklearn/datasets/data/iris.csv").decode()
    rows = [[int(float(number)) for number in row] for row in csv.reader(io.StringIO(digits))]
    write("digits.bin", rows)
    rows = list(csv.reader(io.StringIO(iris)))[1:]
    write("iris.bin", [[round(10 * float(number)) for number in row[:4]] + [int(row[4])] for row in rows])


def write(name, rows):
    content = bytes(number for row in rows for number in row[:-1]) + bytes(row[-1] for row in rows)
    (HERE / name).write_bytes(content)
    print(name, len(content), "bytes, SHA-256", hashlib.sha256(content).hexdigest())


if __name__ == "__main__":
    main(sys.argv[1])
