"""Runs snippets of NumPy and times them. Each line of the standard input is a request in
JSON, each line of the standard output its answer; this process lives as long as the pipe."""

import gc
import json
import os
import sys
import time

import numpy as np

LOOP = """
def run(n, clock):
    took = 0
    for _ in range(n):
{before}
        start = clock()
{body}
        took += clock() - start
    return took
"""

# Nothing has to happen before: one look at the clock for all n, since a look costs as much as parsing a short header.
TIGHT = """
def run(n, clock):
    start = clock()
    for _ in range(n):
{body}
    return clock() - start
"""

# Until an array of this size was freed, glibc gives the memory of arrays of a megabyte or two
# back each time, and gets it in new pages the next time, which makes np.load five times
# slower. Here NumPy is as in a program that has run for a while, and is at its best.
np.zeros(31 << 20, np.uint8)

snippets = {}


def make(name, setup, before, body, check, given):
    space = {"np": np, "os": os, **given}
    exec(setup, space)
    exec((LOOP if before else TIGHT).format(before=indent(before), body=indent(body)), space)
    snippets[name] = space, check


def indent(code):
    return "\n".join("        " + line for line in code.splitlines())


def run(name, n):
    return snippets[name][0]["run"](n, time.perf_counter_ns)


def check(name):
    space, expression = snippets[name]
    return bool(eval(expression, space)) if expression else True


def drop(name):
    snippets.pop(name, None)
    gc.collect()  # its functions and its variables hold each other


def version():
    return np.__version__


verbs = {f.__name__: f for f in (make, run, check, drop, version)}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"value": verbs[request.pop("do")](**request)}
    except BaseException as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
