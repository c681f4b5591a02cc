#!/usr/bin/env python3
"""Measures how soon closewatch relays after its start, and what its first crowd finds.

Start: from the command to the first relayed frame, beside a hello-world HTTP server of the same
Vert.x with the same JVM options, which is timed to its first answer. In each round every target is
started once, in an order that rotates; medians are printed.

First crowd: the first seconds after "ready", without and with the warm-up, each in a fresh process.

Needs a C compiler, and what `make bench-start` builds. Python's standard library only.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "proxy/target"
TICK = os.sysconf("SC_CLK_TCK")
JAVA = str(Path(os.environ["JAVA_HOME"]) / "bin/java") if "JAVA_HOME" in os.environ else "java"
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
HELLO, PLAIN, ARCHIVE = "hello-world Vert.x", "closewatch, no archive", "closewatch"


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def connected(port, seconds=30):
    until = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 10)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.002)


def read_until(connection, text):
    data = b""
    while text not in data:
        more = connection.recv(65536)
        if not more:
            sys.exit("bench: the connection has ended")
        data += more


def first_frame(port):
    with connected(port) as client:
        client.sendall(
            f"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n".encode())
        read_until(client, b"\r\n\r\n")
        client.sendall(b"\x82\x82\0\0\0\0hi")  # the service answers with as many bytes
        read_until(client, b"\x82\x02")


def first_answer(port):
    with connected(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        read_until(client, b"Hello, world")


class Bench:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.started = []
        self.wsload = str(self.folder / "wsload")
        sources = [str(HERE / "load" / name) for name in ("load.c", "echo.c")]
        subprocess.run(["cc", "-O2", "-o", self.wsload, *sources], check=True)
        echo = self.start([self.wsload, "echo-service"], stdout=subprocess.PIPE, text=True)
        self.echo_port = int(echo.stdout.readline())
        # The same jar without an archive beside it, and the same options for the other server.
        for name in ("closewatch", "closewatch.jar"):
            (self.folder / name).write_bytes((TARGET / name).read_bytes())
        (self.folder / "closewatch").chmod(0o755)
        script = (TARGET / "closewatch").read_text()
        self.flags = re.findall(r"-(?:Xm[nxs]\d+\w|XX:[+-](?:UsePerfData|UseSerialGC|ExitOn\w+))", script)

    def start(self, command, **how):
        how.setdefault("stdout", subprocess.DEVNULL)
        process = subprocess.Popen(command, **how)
        self.started.append(process)
        return process

    def stop(self, process):
        process.kill()
        process.wait()
        self.started.remove(process)

    def proxy(self, folder, port, admin, *more):
        return [str(folder / "closewatch"), "proxy", "--listen", f"127.0.0.1:{port}",
                "--admin", f"127.0.0.1:{admin}", "--upstream",
                f"http://127.0.0.1:{self.echo_port}", *more]

    def hello(self, port):
        classes = f"{HERE / 'target/classes'}:{TARGET / 'closewatch.jar'}"
        return [JAVA, *self.flags, "-cp", classes, "dev.closewatch.bench.HelloServer", str(port)]

    def once(self, name):
        """Wall and CPU seconds from the command to the first relayed frame."""
        port = free_port()
        if name == HELLO:
            command = self.hello(port)
        else:
            folder = TARGET if name == ARCHIVE else self.folder
            command = self.proxy(folder, port, 0)
        begun = time.monotonic()
        process = self.start(command)
        (first_answer if name == HELLO else first_frame)(port)
        wall = time.monotonic() - begun
        cpu = cpu_seconds(process.pid)
        self.stop(process)
        return wall, cpu

    def starts(self, rounds):
        names = [HELLO, PLAIN, ARCHIVE]
        results = {name: [] for name in names}
        for number in range(rounds):
            shift = number % len(names)
            for name in names[shift:] + names[:shift]:
                results[name].append(self.once(name))
        return results

    def load(self, *arguments):
        command = [self.wsload] + [str(a) for a in arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60)
        if done.returncode:
            sys.exit(f"bench: the load failed: {done.stdout}")
        return json.loads(done.stdout)

    def first_crowd(self, warmup, case, seconds):
        """CPU us for each thing done, and its p99 in us, from the moment of "ready" on."""
        port, admin = free_port(), free_port()
        more = ["--warmup", warmup] if warmup else []
        begun = time.monotonic()
        process = self.start(self.proxy(TARGET, port, admin, *more))
        while not ready(admin):
            if time.monotonic() - begun > 60:
                sys.exit("bench: closewatch does not become ready")
            time.sleep(0.02)
        waited = time.monotonic() - begun
        before = cpu_seconds(process.pid)
        if case == "cycle":
            result = self.load("cycle", port, 16, 1000, seconds)
        else:
            result = self.load("rate", port, 64, 5000, 64, seconds)
        cpu = (cpu_seconds(process.pid) - before) * 1e6 / result["done"]
        self.stop(process)
        return {"ready": waited, "start_cpu": before, "cpu": cpu, **result}


def ready(admin):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{admin}/health/ready", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def median(values):
    return statistics.median(values)


def show_starts(results):
    print("\n| | s to the first frame | to hello-world | CPU s |\n|---|---|---|---|")
    for name, runs in results.items():
        walls = [wall for wall, _ in runs]
        ratio = median([wall / other for wall, (other, _) in zip(walls, results[HELLO])])
        print(f"| {name} | {median(walls):.2f} ({min(walls):.2f}-{max(walls):.2f}) | {ratio:.2f} "
              f"| {median([cpu for _, cpu in runs]):.2f} |")
    sys.stdout.flush()


def show_crowd(bench, warmups, rounds, seconds):
    print(f"\n| `--warmup` | ready after, s | CPU s by then | cycle, CPU us | cycles/s | p99 at "
          f"5,000/s, us | CPU us/message |\n|---|---|---|---|---|---|---|")
    runs = {w: {"cycle": [], "rate": []} for w in warmups}
    for _ in range(rounds):
        for case in ("cycle", "rate"):
            for warmup in warmups:
                runs[warmup][case].append(bench.first_crowd(warmup, case, seconds))
    for warmup in warmups:
        cycles, rates = runs[warmup]["cycle"], runs[warmup]["rate"]
        both = cycles + rates
        columns = [warmup or "default", f"{median([r['ready'] for r in both]):.1f}",
                   f"{median([r['start_cpu'] for r in both]):.1f}",
                   f"{median([r['cpu'] for r in cycles]):.0f}",
                   f"{median([r['done'] / r['seconds'] for r in cycles]):,.0f}",
                   f"{median([r['p99'] for r in rates]):,.0f}",
                   f"{median([r['cpu'] for r in rates]) / 2:.1f}"]
        print("| " + " | ".join(columns) + " |")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="starts; 0: leave them out")
    parser.add_argument("--crowds", type=int, default=2, help="of each kind; 0: leave them out")
    parser.add_argument("--seconds", type=int, default=10, help="for each crowd")
    parser.add_argument("--warmups", default="off,", help="to compare; an empty one: the default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="closewatch-bench-") as folder:
        bench = Bench(folder)
        try:
            if not list(TARGET.glob("closewatch-*.jsa")):
                print("There is no archive: the last row is without one, too.")
            if options.rounds:
                show_starts(bench.starts(options.rounds))
            if options.crowds:
                show_crowd(bench, options.warmups.split(","), options.crowds, options.seconds)
        finally:
            for process in list(bench.started):
                bench.stop(process)


if __name__ == "__main__":
    main()
