"""Runs one peer once: ``peers.py PEER TABLE FIELDS``, by an interpreter that has it installed.

The database is that of BENCHMARK_DATABASE. Prints its CPU seconds, its peak memory in MB, and how many rows
it found to differ.
"""

import json
import os
import resource
import sys
import time


def main(peer: str, table: str, fields: int) -> None:
    """Compare the view over V1's documents with V2's table."""
    old, new = f"{table.removesuffix('_100')}_old", f"{table}_v2"
    columns = [f"c{n}" for n in range(fields)]
    run = datacompy if peer == "datacompy" else reladiff
    run_once = run(os.environ["BENCHMARK_DATABASE"], peer, old, new, columns)
    before = time.process_time()
    found = run_once()
    seconds = time.process_time() - before
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"seconds": seconds, "mb": mb, "found": found, "wanted": 100}))


def reladiff(dsn: str, peer: str, old: str, new: str, columns: list[str]):
    """Prepare reladiff, in one of its two modes."""
    from psycopg2.extensions import parse_dsn
    from reladiff import Algorithm, connect_to_table, diff_tables

    parts = parse_dsn(dsn)
    uri = (
        f"postgresql://{parts['user']}:{parts['password']}@{parts['host']}:{parts['port']}/{parts['dbname']}"
    )
    tables = [connect_to_table(uri, name, "id") for name in (old, new)]
    mode = Algorithm.JOINDIFF if peer.endswith("joindiff") else Algorithm.HASHDIFF

    def run() -> int:
        found = diff_tables(*tables, key_columns=("id",), extra_columns=tuple(columns), algorithm=mode)
        return len({key[0] for _, key in found})

    return run


def datacompy(dsn: str, peer: str, old: str, new: str, columns: list[str]):
    """Prepare datacompy on polars frames; it reads both tables whole."""
    import datacompy
    import polars
    import psycopg

    listed = ", ".join(["id", *columns])

    def run() -> int:
        with psycopg.connect(dsn) as connection:
            one, two = (
                polars.read_database(f"select {listed} from {name}", connection, infer_schema_length=None)
                for name in (old, new)
            )
        compared = datacompy.PolarsCompare(one, two, join_columns=["id"])
        unequal = compared.all_mismatch()
        return len(unequal) + len(compared.df1_unq_rows) + len(compared.df2_unq_rows)

    return run


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
