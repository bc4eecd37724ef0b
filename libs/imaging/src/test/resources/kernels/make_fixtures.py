"""Writes the kernel files that KernelDecoderTest reads. Needs numpy, scipy, h5py and imageio.

Every kernel is asymmetric, so that a reader that transposes or flips is found out: KERNEL[r][c] = 10 r + c + 1.
"""
import zlib
from pathlib import Path

import h5py
import imageio
import numpy as np
import scipy.io

HERE = Path(__file__).parent


def kernel(size, offset=0):
    rows, columns = np.mgrid[:size, :size]
    return 10.0 * rows + columns + 1 + offset


SMALL, LARGE = kernel(3), kernel(5, 100)
STACK = np.stack([kernel(3), kernel(3, 50)], axis=2)
CELLS = np.empty((2, 2), dtype=object)
CELLS[0, 0], CELLS[1, 0], CELLS[0, 1], CELLS[1, 1] = SMALL, LARGE, kernel(7), kernel(9)


def matlab5():
    scipy.io.savemat(HERE / "single5.mat", {"k": SMALL})
    scipy.io.savemat(HERE / "several5.mat", {
        "k": SMALL.astype(np.float32), "bytes": LARGE.astype(np.uint8), "stack": STACK, "cells": CELLS,
        "text": "not a kernel", "complex": SMALL + 1j, "structure": {"a": SMALL}}, do_compression=True)
    scipy.io.savemat(HERE / "bomb5.mat", {"k": np.zeros((2100, 2100))}, do_compression=True)


def write73(path, fill):
    """MATLAB's layout: 512 bytes of its own, dimensions reversed, class names as attributes, cells by reference."""
    with h5py.File(path, "w", userblock_size=512) as file:
        fill(file)
    with open(path, "r+b") as raw:
        raw.write(b"MATLAB 7.3 MAT-file, written by make_fixtures.py".ljust(124) + b"\x00\x02IM")


def add(group, name, matlab_array, matlab_class="double", **options):
    dataset = group.create_dataset(name, data=matlab_array.T, **options)
    dataset.attrs["MATLAB_class"] = np.bytes_(matlab_class)
    return dataset


def add_cells(file, name, cells, matlab_class="double"):
    refs = file.require_group("#refs#")
    references = np.empty(cells.T.shape, dtype=h5py.ref_dtype)
    for place in np.ndindex(cells.shape):
        element = add(refs, f"{name}{place}", cells[place], matlab_class)
        references[place[::-1]] = element.ref
    file.create_dataset(name, data=references, dtype=h5py.ref_dtype).attrs["MATLAB_class"] = np.bytes_("cell")


def matlab73():
    def single(file):
        add(file, "k", SMALL)

    def several(file):
        add(file, "k", SMALL.astype(np.float32), "single", chunks=(2, 2), compression="gzip", shuffle=True)
        add(file, "bytes", LARGE.astype(np.uint8), "uint8")
        add(file, "longs", LARGE.astype(np.uint64), "uint64")
        add(file, "stack", STACK, chunks=(1, 3, 3), compression="gzip")
        add_cells(file, "cells", CELLS)
        add(file, "text", np.frombuffer("not a kernel".encode("utf-16-le"), np.uint16).reshape(1, -1), "char")
        file["elsewhere"] = h5py.ExternalLink("single73.mat", "/k")

    def bomb(file):
        file.create_dataset("k", (3000, 3000), "f8", chunks=(3000, 3000), compression="gzip")

    def chunk_bomb(file):
        dataset = file.create_dataset("k", (3, 3), "f8", chunks=(3, 3), compression="gzip")
        dataset.id.write_direct_chunk((0, 0), zlib.compress(bytes(1 << 20)))

    def beside(file):
        """One kernel beside what else MATLAB writes."""
        add(file, "k", SMALL)
        add(file, "text", np.frombuffer("px".encode("utf-16-le"), np.uint16).reshape(1, -1), "char")
        empty = add(file, "notes", np.array([[0], [500]], np.uint64))
        empty.attrs["MATLAB_empty"] = np.uint8(1)
        add(file, "mask", np.eye(3, dtype=np.uint8), "logical").attrs["MATLAB_int_decode"] = np.int32(1)
        add(file, "sigma", np.array([[0.5]]))
        add(file, "name", np.zeros((1, 6), np.uint32), "string").attrs["MATLAB_object_decode"] = np.int32(3)
        add(file, "handle", np.zeros((3, 3), np.uint8), "function_handle")
        texts = np.empty((1, 2), dtype=object)
        texts[0, 0] = texts[0, 1] = np.frombuffer("a".encode("utf-16-le"), np.uint16).reshape(1, -1)
        add_cells(file, "words", texts, "char")
        structure = file.create_group("opts")
        structure.attrs["MATLAB_class"] = np.bytes_("struct")
        add(structure, "k", LARGE)
        sparse = file.create_group("sparse")
        sparse.attrs["MATLAB_class"] = np.bytes_("double")
        sparse.attrs["MATLAB_sparse"] = np.uint64(3)
        sparse["ir"], sparse["jc"], sparse["data"] = np.zeros(1, np.uint64), np.zeros(4, np.uint64), np.ones(1)
        file.create_dataset("unknown", data=np.zeros((3, 3), np.dtype([("a", "f8"), ("b", "f8")])))

    write73(HERE / "single73.mat", single)
    write73(HERE / "beside73.mat", beside)
    write73(HERE / "several73.mat", several)
    write73(HERE / "bomb73.mat", bomb)
    write73(HERE / "chunk-bomb73.mat", chunk_bomb)


def others():
    np.save(HERE / "c.npy", SMALL)
    np.save(HERE / "fortran.npy", np.asfortranarray(SMALL.astype(">i4")))
    imageio.imwrite(HERE / "grey8.png", SMALL.astype(np.uint8))
    imageio.imwrite(HERE / "grey16.png", (SMALL * 1000).astype(np.uint16))
    np.savetxt(HERE / "spaces.txt", SMALL, header="a kernel")
    np.savetxt(HERE / "commas.txt", SMALL, delimiter=", ")


matlab5()
matlab73()
others()
