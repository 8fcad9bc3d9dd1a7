#!/bin/sh
# Makes the data subset that ships with this sample: the first 10,000 training and 2,000 test images of Fashion-MNIST, in file
# order, as gzipped idx files. Source: Debian's package dataset-fashion-mnist (apt-get install dataset-fashion-mnist).
#
#   ./make-subset.sh [folder with the four full files]     default: where Debian installs them
#
# Nothing is drawn at random and gzip stores neither name nor time, so two runs give the same bytes. The checks at the end look at the
# uncompressed content, because another gzip version may compress differently.
set -eu
cd "$(dirname "$0")"
source=${1:-/usr/share/datasets/fashion-mnist}
for name in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
    [ -f "$source/$name-ubyte.gz" ] || { echo "make-subset.sh: $source/$name-ubyte.gz is missing" >&2; exit 2; }
done

# An idx header is big-endian: magic 0x803 (images) or 0x801 (labels), then count, and for images rows and columns (28 = octal 034).
# count: 10,000 = 0x2710 = octal 047 020; 2,000 = 0x07d0 = octal 007 320.
images() { # name, count, count in octal
    { printf "\\000\\000\\010\\003\\000\\000$3\\000\\000\\000\\034\\000\\000\\000\\034"
      gzip -dc "$source/$1" | tail -c +17 | head -c $(($2 * 784)); } | gzip -9n > "$1"
}
labels() {
    { printf "\\000\\000\\010\\001\\000\\000$3"
      gzip -dc "$source/$1" | tail -c +9 | head -c "$2"; } | gzip -9n > "$1"
}
images train-images-idx3-ubyte.gz 10000 '\047\020'
labels train-labels-idx1-ubyte.gz 10000 '\047\020'
images t10k-images-idx3-ubyte.gz 2000 '\007\320'
labels t10k-labels-idx1-ubyte.gz 2000 '\007\320'

check() { # name, SHA-256 of the uncompressed file
    actual=$(gzip -dc "$1" | sha256sum | cut -d' ' -f1)
    [ "$actual" = "$2" ] || { echo "make-subset.sh: $1 holds $actual, expected $2" >&2; exit 1; }
}
check t10k-images-idx3-ubyte.gz 862035b0a96959b614c9574f4c2b0ae9584ca234813e8d6d7adb7838b12ca46b
check t10k-labels-idx1-ubyte.gz aa3f574d30afaf0d4d9da084a6f8541771e20693d6a97fae6e9a4953fca8f078
check train-images-idx3-ubyte.gz ed2e37ed5a3a57d212141a69fe0a0de5a7126ffba14ac3f7e76f5f52cc04b1f0
check train-labels-idx1-ubyte.gz a69f2dad024ca220a8c4d85f621fdf929042d40c444abde2868903e9220ad517
