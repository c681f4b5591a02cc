#!/usr/bin/env python3
"""Soaks closewatch: mixed traffic with churn for half an hour, and then whether all adds up.

Thousands of connections are open and some hundreds end each second, in twenty ways; every frame and
every body comes back from the service and is compared. Beside that the admin port is read: scrapes,
the API, the stream of events. Events go to a file that rotates. At the end, at rest, one table says
what had to hold and whether it has; the exit code is 1 if something has not.

Needs what `make soak` builds, a JDK (jcmd), and Linux. Python's standard library only.
"""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "proxy/target"
JAVA_HOME = os.environ.get("JAVA_HOME")
READ = ["/api/closes?limit=1000", "/api/handshakes", "/api/connections?limit=1000", "/api/peers",
        "/api/findings", "/api/unmatched-reasons", "/health/ready", "/"]
SAMPLE = re.compile(r"^(closewatch_\w+|process_\w+)(?:\{(.*)\})? (\S+)$", re.M)


def java(name):
    return str(Path(JAVA_HOME) / "bin" / name) if JAVA_HOME else name


class Metrics:
    """One scrape."""

    def __init__(self, text):
        self.samples = SAMPLE.findall(text)

    def sum(self, name, label=""):
        return sum(float(value) for n, labels, value in self.samples if n == name and label in labels)


class Proxy:
    """closewatch, as its launcher starts it, and what can be seen of the process."""

    def __init__(self, folder, service_port, events_bytes):
        self.events = folder / "events.jsonl"
        self.out, self.err = folder / "out", folder / "err"
        command = [str(TARGET / "closewatch"), "proxy", "--listen", "127.0.0.1:0",
                   "--admin", "127.0.0.1:0", "--upstream", f"http://127.0.0.1:{service_port}",
                   "--events", str(self.events), "--events-max-size", f"{events_bytes}",
                   "--events-keep", "100"]
        with open(self.out, "w") as out, open(self.err, "w") as err:
            self.process = subprocess.Popen(command, stdout=out, stderr=err)
        self.pid = self.process.pid
        ports = None
        for _ in range(1_200):
            ports = re.search(r"listening on 127\.0\.0\.1:(\d+).* metrics http://127\.0\.0\.1:(\d+)/",
                              self.out.read_text())
            if ports or self.process.poll() is not None:
                break
            time.sleep(0.05)
        if not ports:
            sys.exit(f"soak: the proxy does not start: {self.err.read_text()}")
        self.port, self.admin = int(ports[1]), int(ports[2])

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}{path}", timeout=30) as answer:
            return answer.read().decode()

    def metrics(self):
        return Metrics(self.get("/metrics"))

    def await_ready(self):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                self.get("/health/ready")
                return
            except urllib.error.URLError:
                time.sleep(0.2)
        sys.exit("soak: the proxy does not become ready")

    def pss(self):
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) / 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def threads(self):
        """
        The names of all but those that begin when there is work for them: compilers, timers, and the
        two workers of each of Vert.x's pools, which stay when they have begun.
        """
        names = []
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            try:
                names.append((task / "comm").read_text().strip())
            except FileNotFoundError:
                pass  # it has just ended
        passing = ("C1 Compiler", "C2 Compiler", "globalEventExec", "vert.x-worker", "vert.x-interna")
        return sorted(name for name in names if not name.startswith(passing))

    def live_heap(self):
        """MiB in use behind a full collection."""
        self.jcmd("GC.run")
        text = self.jcmd("GC.heap_info")
        return sum(int(used) for used in re.findall(
            r"(?:generation|garbage-first heap|ZHeap).*used (\d+)K", text)) / 1024

    def jcmd(self, command):
        done = subprocess.run([java("jcmd"), str(self.pid), command], check=True, text=True,
                              stdout=subprocess.PIPE, timeout=60)
        return done.stdout

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


class Reader(threading.Thread):
    """Reads what users of the admin port read, all the time."""

    def __init__(self, proxy):
        super().__init__(daemon=True)
        self.proxy = proxy
        self.ended = threading.Event()
        self.reads = self.unaccounted = 0
        self.failures = []

    def run(self):
        while not self.ended.wait(3):
            try:
                for path in READ:
                    self.proxy.get(path)
                    self.reads += 1
                metrics = self.proxy.metrics()
                self.unaccounted += abs(metrics.sum("closewatch_unaccounted_connections"))
            except (OSError, ValueError) as e:
                self.failures.append(f"{e}")


class Stream(threading.Thread):
    """Reads the stream of events, to its end."""

    def __init__(self, proxy):
        super().__init__(daemon=True)
        self.url = f"http://127.0.0.1:{proxy.admin}/api/closes/stream"
        self.lines = 0
        self.ended = False
        self.answer = urllib.request.urlopen(self.url, timeout=60)

    def run(self):
        try:
            for line in self.answer:
                self.lines += line.startswith(b"data:")
        except (OSError, ValueError, AttributeError):
            pass  # ended by us
        self.ended = True


class Sampler:
    """Memory, threads and descriptors over time."""

    def __init__(self, proxy):
        self.proxy = proxy
        self.pss, self.heap, self.fds, self.threads, self.rows = [], [], [], [], []

    def look(self, minute, collect):
        self.pss.append(self.proxy.pss())
        self.fds.append(self.proxy.descriptors())
        self.threads.append(len(self.proxy.threads()))
        if collect:
            self.heap.append(self.proxy.live_heap())
            metrics = self.proxy.metrics()
            row = (minute, metrics.sum("closewatch_connections_active"),
                   metrics.sum("closewatch_closes_total"), self.pss[-1], self.heap[-1],
                   self.fds[-1], self.threads[-1])
            self.rows.append(row)
            print("{:6.1f} min  {:6,.0f} open  {:9,.0f} closes  {:6.0f} MiB PSS  {:5.1f} MiB live "
                  "heap  {:6,d} descriptors  {:3d} threads".format(*row), flush=True)


def thirds(values):
    third = len(values) // 3
    return statistics.median(values[third:2 * third]), statistics.median(values[-third:])


def events(path):
    """Closes in the file and its older parts, and how many different ids they have."""
    count, ids = 0, set()
    for part in path.parent.glob(path.name + "*"):
        with open(part) as lines:
            for line in lines:
                event = json.loads(line)
                if event["schema"].startswith("closewatch.close/"):
                    count += 1
                    ids.add(hash(event["id"]))
    return count, len(ids), len(list(path.parent.glob(path.name + "*")))


class Table:
    def __init__(self):
        self.failed = False
        print("\n| what has to hold | figures | |\n|---|---|---|")

    def row(self, what, figures, holds):
        self.failed |= not holds
        print(f"| {what} | {figures} | {'yes' if holds else '**NO**'} |")


def at_rest(proxy):
    until = time.monotonic() + 90
    while True:
        metrics = proxy.metrics()
        if metrics.sum("closewatch_connections_active") == 0 or time.monotonic() > until:
            return metrics
        time.sleep(0.5)


def judge(options, proxy, start, sampler, reader, stream, told):
    metrics = at_rest(proxy)
    time.sleep(3)  # what waits for the file is written within a second
    end = {"fds": proxy.descriptors(), "heap": proxy.live_heap(), "threads": proxy.threads()}
    stream_alive = not stream.ended
    dropped = metrics.sum("closewatch_events_dropped_total", 'sink="file"')
    exit_code = proxy.stop()
    in_file, ids, files = events(proxy.events)
    opened = metrics.sum("closewatch_connections_opened_total")
    active = metrics.sum("closewatch_connections_active")
    closes = metrics.sum("closewatch_closes_total")

    table = Table()
    table.row("traffic", f"at most {told['mostOpen']:,} open, {closes / options.seconds:,.0f} closes "
              f"a second, {told['frames']:,} frames and {told['requests']:,} requests",
              told["mostOpen"] >= options.connections * 0.9
              and closes / options.seconds > options.closes * 0.5)
    table.row("no wrong byte, none missing, every end as it was meant",
              f"{told['bytes'] / 2**30:.1f} GiB compared, {told['wrong']} wrong", told["wrong"] == 0)
    table.row("opened = active + closes", f"{opened:,.0f} = {active:,.0f} + {closes:,.0f}",
              opened == active + closes and active == 0)
    table.row("what clients saw opened is what was counted",
              f"{told['opened']:,} seen", told["opened"] == opened)
    table.row("nothing unaccounted for at any scrape", f"{reader.reads:,} reads, "
              f"{len(reader.failures)} failed", reader.unaccounted == 0 and not reader.failures)
    table.row("events in the file = closes, each once", f"{in_file:,} in {files} files, "
              f"{dropped:,.0f} dropped", in_file == ids == closes and dropped == 0)
    table.row("the stream of events has one reader to the end", f"{stream.lines:,} messages",
              stream_alive and stream.lines > 0)
    table.row("tap failures, connections not observed",
              f"{metrics.sum('closewatch_tap_failures_total'):.0f}, "
              f"{metrics.sum('closewatch_unobserved_connections_total'):.0f}",
              metrics.sum("closewatch_tap_failures_total") == 0
              and metrics.sum("closewatch_unobserved_connections_total") == 0)
    for what, values, noise in (("PSS", sampler.pss, 8), ("live heap", sampler.heap, 4)):
        second, last = thirds(values)
        table.row(f"{what}: the last third is not above the second",
                  f"{second:.1f} and {last:.1f} MiB", last <= second * 1.08 + noise)
    table.row("live heap at rest", f"{start['heap']:.1f} MiB before, {end['heap']:.1f} after",
              end["heap"] < start["heap"] + 40)
    table.row("descriptors are back", f"{start['fds']} before, {max(sampler.fds):,} at most, "
              f"{end['fds']} after", end["fds"] <= start["fds"])
    come = list(end["threads"])
    for name in start["threads"]:
        if name in come:
            come.remove(name)
    table.row("threads are back", f"{len(start['threads'])} before, {max(sampler.threads)} at most, "
              f"{len(end['threads'])} after{': ' + ', '.join(come) if come else ''}", not come)
    said = proxy.err.read_text().splitlines()
    table.row("nothing on the error stream; ends well", f"{len(said)} lines, exit {exit_code}",
              not said and exit_code == 0)
    for line in told["examples"] + reader.failures[:5] + said[:5]:
        print("  " + line)
    return 1 if table.failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--connections", type=int, default=3000, help="open at once")
    parser.add_argument("--closes", type=int, default=300, help="a second")
    parser.add_argument("--frames", type=int, default=1500, help="a second, each way")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    options.seconds = max(30, int(options.minutes * 60))
    events_bytes = max(1 << 20, int(options.seconds * options.closes * 2_500 / 90))
    with tempfile.TemporaryDirectory(prefix="closewatch-soak-") as name:
        folder = Path(name)
        traffic = [java("java"), "-Xmx1g", "-XX:+UseSerialGC", "-cp",
                   f"{HERE / 'target/classes'}:{TARGET / 'closewatch.jar'}",
                   "dev.closewatch.bench.soak.Soak", str(options.seconds), str(options.connections),
                   str(options.closes), str(options.frames), str(options.seed)]
        crowd = subprocess.Popen(traffic, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        proxy = None
        try:
            proxy = Proxy(folder, int(crowd.stdout.readline()), events_bytes)
            sys.exit(soak(options, crowd, proxy))
        finally:
            crowd.kill()
            if proxy and proxy.process.poll() is None:
                proxy.process.kill()


def soak(options, crowd, proxy):
    proxy.await_ready()
    stream = Stream(proxy)
    stream.start()
    for path in READ * 3:  # the threads that serve it have begun
        proxy.get(path)
    start = {"heap": proxy.live_heap(), "fds": proxy.descriptors(), "threads": proxy.threads()}
    print(f"soak: {options.seconds / 60:.1f} minutes, seed {options.seed}", flush=True)
    reader, sampler = Reader(proxy), Sampler(proxy)
    reader.start()
    crowd.stdin.write(f"{proxy.port}\n")
    crowd.stdin.flush()
    begun = time.monotonic()
    every = min(60, options.seconds / 12)
    for number in range(int(options.seconds / 5)):
        time.sleep(max(0, begun + 5 * (number + 1) - time.monotonic()))
        passed = 5 * (number + 1)
        sampler.look(passed / 60, passed % every < 5)
        if crowd.poll() not in (None, 0) or proxy.process.poll() is not None:
            sys.exit(f"soak: ended too soon: {proxy.err.read_text()}")
    told = json.loads(crowd.communicate(timeout=200)[0])
    reader.ended.set()
    reader.join(60)
    return judge(options, proxy, start, sampler, reader, stream, told)


if __name__ == "__main__":
    main()
