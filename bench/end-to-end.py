#!/usr/bin/env python3
"""Measures closewatch beside nginx and HAProxy, in turns within one run, on loopback.

What counts is the CPU time (user + system) that the proxy's own processes spend per message and
direction, or per connection: unlike a rate it does not depend on how fast the load generator is.
Each case is run in rounds; in a round every proxy has its turn, in an order that rotates, and is
compared with nginx in the same round. Medians over the rounds are printed.

Needs a C compiler, nginx and haproxy, and a built closewatch. Python's standard library only.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
JAVA = str(Path(os.environ["JAVA_HOME"]) / "bin/java") if "JAVA_HOME" in os.environ else "java"

# name: (arguments of wsload behind the port, unit of work, units for each thing done)
CASES = {
    "64 B": (["echo", 64, 1, 64], "message", 2),
    "64 B, 16 in flight": (["echo", 64, 16, 64], "message", 2),
    "64 KiB": (["echo", 16, 1, 65536], "message", 2),
    "5,000/s": (["rate", 64, 5000, 64], "message", 2),
    "cycle, empty Close": (["cycle", 16, 0], "cycle", 1),
    "cycle, 1000": (["cycle", 16, 1000], "cycle", 1),
}

# Bare tunnels over Netty's io_uring: reading as closewatch does, and with reads that go on by
# themselves, which no slow reader can stop (docs/decisions/0014-io-uring-reads.md).
BARE = {"bare": "false", "bare-multishot": "true"}
MULTISHOT = ("recvMultiShotEnabled", "pollAddMultishotEnabled")


def processes(pid):
    """The process and its children, as text."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [str(pid)] + children


def cpu_seconds(pid):
    total = 0
    for each in processes(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def pss_kib(pid):
    total = 0
    for each in processes(pid):
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M).group(1))
    return total


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = Path(folder)
        self.started = []
        self.wsload = self.folder / "wsload"
        sources = [str(HERE / "load" / name) for name in ("load.c", "echo.c")]
        subprocess.run(["cc", "-O2", "-o", str(self.wsload), *sources], check=True)
        echo = self.start([str(self.wsload), "echo-service"], stdout=subprocess.PIPE, text=True)
        self.echo_port = int(echo.stdout.readline())

    def start(self, command, **how):
        how.setdefault("stdout", subprocess.DEVNULL)
        process = subprocess.Popen(command, **how)
        self.started.append(process)
        return process

    def stop(self, process):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.started.remove(process)

    def stop_all(self):
        for process in list(self.started):
            self.stop(process)

    # ---- the proxies ----

    def proxy(self, name):
        """Starts a proxy and returns it with its port."""
        port = self.echo_port if name == "direct" else free_port()
        process = None
        if name == "nginx":
            process = self.nginx(port)
        elif name == "haproxy":
            process = self.haproxy(port)
        elif name in BARE:
            process = self.bare(port, name)
        elif name != "direct":
            process = self.closewatch(port, name)
        until = time.monotonic() + 60
        while name != "direct":
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
        return process, port

    def nginx(self, port):
        conf = self.folder / f"nginx-{port}.conf"
        conf.write_text(f"""
daemon off; worker_processes 2; pid {self.folder}/nginx-{port}.pid; error_log stderr crit;
events {{ worker_connections 19000; }}
http {{
  access_log off;
  client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
  fastcgi_temp_path {self.folder}/f; uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{
      proxy_pass http://127.0.0.1:{self.echo_port};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_read_timeout 1h;
    }}
  }}
}}
""")
        return self.start(["nginx", "-p", str(self.folder), "-c", str(conf)])

    def haproxy(self, port):
        conf = self.folder / f"haproxy-{port}.conf"
        conf.write_text(f"""
global
  nbthread 2
  maxconn 9500
defaults
  mode http
  option forwardfor
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  timeout tunnel 1h
listen ws
  bind 127.0.0.1:{port} backlog 4096
  server echo 127.0.0.1:{self.echo_port}
""")
        return self.start(["haproxy", "-db", "-f", str(conf)], stderr=subprocess.DEVNULL)

    def bare(self, port, name):
        """A tunnel over Netty that only relays, with the launcher's collector and size of heap."""
        command = [JAVA, "-XX:+UseSerialGC", "-Xmn16m", "-Xms48m", "-Xmx512m", "-XX:-UsePerfData"]
        command += [f"-Dio.netty.iouring.{key}={BARE[name]}" for key in MULTISHOT]
        command += ["-cp", str(HERE.parent / "proxy/target/closewatch.jar")]
        command += [str(HERE / "src/main/java/dev/closewatch/bench/BareTunnel.java")]
        return self.start(command + [str(port), str(self.echo_port)])

    def closewatch(self, port, name):
        variant = self.options.variants.get(name, {})
        launcher = variant.get("launcher", str(HERE.parent / "proxy/target/closewatch"))
        events = self.folder / f"events-{name}.ndjson"
        command = [launcher, "proxy", "--listen", f"127.0.0.1:{port}", "--admin", "127.0.0.1:0"]
        command += ["--upstream", f"http://127.0.0.1:{self.echo_port}", "--events", str(events)]
        command += variant.get("options", "").split()
        environment = dict(os.environ)
        if "java" in variant:
            environment["CLOSEWATCH_JAVA_OPTS"] = variant["java"]
        log = open(self.folder / f"{name}.log", "w")
        return self.start(command, env=environment, stderr=log)

    # ---- loads ----

    def load(self, port, arguments):
        command = [str(self.wsload), arguments[0], str(port)] + [str(a) for a in arguments[1:]]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=120)
        if done.returncode:
            sys.exit(f"bench: the load failed: {done.stdout}")
        return json.loads(done.stdout)

    def measure(self, process, port, case, seconds):
        arguments, _, units = CASES[case]
        before = cpu_seconds(process.pid) if process else 0
        result = self.load(port, arguments + [seconds])
        spent = cpu_seconds(process.pid) - before if process else 0
        done = result["done"] * units
        result["cpu"] = spent * 1e6 / done
        result["rate"] = result["done"] / result["seconds"]
        return result

    def speed(self, cases):
        names = self.options.proxies
        proxies = {name: self.proxy(name) for name in names}
        for name in names:
            if name not in ("direct", "nginx", "haproxy"):
                for case in cases:  # the JVM compiles what it has seen often
                    self.measure(*proxies[name], case, self.options.warmup)
        results = {case: {name: [] for name in names} for case in cases}
        for round_number in range(self.options.rounds):
            for case in cases:
                shift = round_number % len(names)
                for name in names[shift:] + names[:shift]:
                    result = self.measure(*proxies[name], case, self.options.seconds)
                    results[case][name].append(result)
        for process, _ in proxies.values():
            if process:
                self.stop(process)
        return results

    def growth(self, name, connections):
        """CPU per message at one rate, and PSS, with so many connections; a fresh proxy each."""
        process, port = self.proxy(name)
        if name not in ("nginx", "haproxy"):
            self.load(port, ["rate", 64, 5000, 64, self.options.warmup])
        time.sleep(self.options.settle)
        before = pss_kib(process.pid)
        command = [str(self.wsload), "rate", str(port), str(connections), "5000", "64"]
        clients = self.start(command + ["12"], stdout=subprocess.PIPE, text=True)
        time.sleep(3)  # all of them are open by then
        spent = cpu_seconds(process.pid)
        time.sleep(8)
        spent = cpu_seconds(process.pid) - spent
        memory = pss_kib(process.pid) - before
        result = json.loads(clients.communicate(timeout=60)[0])
        self.started.remove(clients)
        self.stop(process)
        return {"cpu": spent * 1e6 / (8 * 5000 * 2), "kib": memory, "p99": result["p99"]}

    def idle(self, name):
        """PSS of a fresh proxy: empty, under the crowd, and a while after each crowd has gone."""
        garbage_collected = name not in ("nginx", "haproxy")
        crowds = self.options.crowds if garbage_collected else 1
        after = self.options.after if garbage_collected else 10
        process, port = self.proxy(name)
        self.load(port, ["cycle", 16, 1000, 3])
        time.sleep(self.options.settle)
        figures = {"before": pss_kib(process.pid), "after": []}
        for crowd in range(crowds):
            command = [str(self.wsload), "idle", str(port), str(self.options.idle)]
            clients = self.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            clients.stdout.readline()
            time.sleep(self.options.settle)
            if crowd == 0:
                figures["with"] = pss_kib(process.pid)
            clients.stdin.write("\n")
            clients.stdin.flush()
            clients.wait(90)
            self.started.remove(clients)
            time.sleep(after)
            figures["after"].append(pss_kib(process.pid))
        self.stop(process)
        return figures


    def peers(self, name):
        """PSS of a fresh proxy with no peer, and with so many that its table is full."""
        self.options.variants[name] = dict(self.options.variants.get(name, {}))
        options = self.options.variants[name].get("options", "")
        self.options.variants[name]["options"] = options + " --trusted-proxies 127.0.0.0/8"
        process, port = self.proxy(name)
        time.sleep(self.options.warmup)
        figures = [pss_kib(process.pid)]
        done = 0
        while done < 120_000:
            done += self.load(port, ["cycle", 16, 0, 10, "peers"])["done"]
        time.sleep(self.options.settle)
        figures.append(pss_kib(process.pid))
        self.stop(process)
        return figures


def median(results, key):
    return statistics.median(result[key] for result in results)


def show_speed(results, names):
    for case, by_name in results.items():
        unit = CASES[case][1]
        print(f"\n{case}\n")
        print(f"| | CPU us/{unit} | to nginx | {unit}s/s | p50 us | p99 us | p99.9 us | p99 to nginx |")
        print("|---|---|---|---|---|---|---|---|")
        for name in names:
            runs = by_name[name]
            ratio = p99_ratio = ""
            if "nginx" in names and name != "direct":
                pairs = list(zip(runs, by_name["nginx"]))
                values = [a["cpu"] / b["cpu"] for a, b in pairs if b["cpu"] > 0]
                ratio = f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"
                values = [a["p99"] / b["p99"] for a, b in pairs if b["p99"] > 0]
                p99_ratio = f"{statistics.median(values):.2f}" if values else ""
            # With several in flight nobody waits for one, and there is no latency to tell.
            latencies = [f"{median(runs, key):,.0f}" if median(runs, key) else ""
                         for key in ("p50", "p99", "p999")]
            cpu = f"{median(runs, 'cpu'):.2f}" if name != "direct" else ""
            columns = [name, cpu, ratio, f"{median(runs, 'rate'):,.0f}", *latencies, p99_ratio]
            print("| " + " | ".join(columns) + " |")
        sys.stdout.flush()


def show_idle(name, figures, connections):
    each = (figures["with"] - figures["before"]) / connections
    after = ", ".join(f"{kib / 1024:.1f}" for kib in figures["after"])
    print(
        f"| {name} | {figures['before'] / 1024:.1f} | {figures['with'] / 1024:.1f} | {each:.2f} "
        f"| {after} |"
    )
    sys.stdout.flush()


def show_growth(bench, names):
    print("\n5,000 messages/s over a growing number of connections\n")
    print("| | connections | CPU us/message | p99 us | PSS above none, KiB | a connection |")
    print("|---|---|---|---|---|---|")
    points = {}
    for name in names:
        for connections in (10, 100, 1000, 9000):
            at = bench.growth(name, connections)
            each = at["kib"] / connections
            print(f"| {name} | {connections:,} | {at['cpu']:.2f} | {at['p99']:,.0f} "
                  f"| {at['kib']:,.0f} | {each:.2f} |", flush=True)
            points.setdefault(name, []).append((connections, at["cpu"], at["kib"] / 1024))
    return points


def plot(points, file):
    """Draws both figures over the number of connections, on logarithmic x, as an SVG."""
    colours = {"closewatch": "#2563eb", "nginx": "#16a34a", "haproxy": "#d97706"}
    parts = []
    for panel, (column, title) in enumerate([(1, "CPU us/message"), (2, "PSS above none, MiB")]):
        left, top, width, height = 60 + panel * 400, 40, 300, 200
        most = max(point[column] for line in points.values() for point in line) * 1.1
        parts.append(f'<text x="{left}" y="24" font-weight="bold">{title}</text>')
        for share in (0, 0.5, 1):
            y = top + height * (1 - share)
            parts.append(f'<line x1="{left}" y1="{y}" x2="{left + width}" y2="{y}" stroke="#ccc"/>')
            parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{most * share:.1f}</text>')
        for number, (name, line) in enumerate(points.items()):
            place = {10: 0, 100: 1, 1000: 2, 9000: 2.954}
            xy = [(left + place[p[0]] / 3 * width, top + height * (1 - p[column] / most)) for p in line]
            colour = colours.get(name, "#777")
            path = " ".join(f"{x:.0f},{y:.0f}" for x, y in xy)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in xy]
            parts.append(f'<text x="{left + number * 90}" y="290" fill="{colour}">{name}</text>')
        for connections, at in ((10, 0), (100, 1), (1000, 2), (9000, 2.954)):
            x = left + at / 3 * width
            parts.append(f'<text x="{x:.0f}" y="262" text-anchor="middle">{connections}</text>')
    Path(file).write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 300" font-family="sans-serif" '
        'font-size="12"><rect width="780" height="300" fill="#fff"/>' + "".join(parts) + "</svg>\n"
    )


def machine():
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    lines = [f"{os.cpu_count()} CPUs, {cpu.group(1) if cpu else 'unknown'}, Linux {os.uname().release}"]
    for command in (["nginx", "-v"], ["haproxy", "-v"], ["java", "-version"]):
        if shutil.which(command[0]):
            out = subprocess.run(command, capture_output=True, text=True)
            lines.append((out.stdout + out.stderr).splitlines()[0].strip())
    return "; ".join(lines)


def variant(text):
    name, *parts = text.split(";")
    return name, dict(part.split("=", 1) for part in parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="for each measurement")
    parser.add_argument("--warmup", type=int, default=20,
                        help="seconds of load for a JVM before, of each case")
    parser.add_argument("--cases", default=",".join(str(i) for i in range(len(CASES))),
                        help="by number: " + ", ".join(f"{i} {c}" for i, c in enumerate(CASES)))
    parser.add_argument("--proxies", default="direct,closewatch,nginx,haproxy",
                        help="also bare and bare-multishot, tunnels over Netty that only relay")
    parser.add_argument("--variant", action="append", default=[], type=variant,
                        help="a closewatch that is started otherwise; parts but the name optional: "
                        "NAME;launcher=FILE;options=TEXT;java=TEXT")
    parser.add_argument("--idle", type=int, default=9000, help="idle connections, 0: leave it out")
    parser.add_argument("--growth", metavar="SVG", help="also measure growth, and plot it")
    parser.add_argument("--peers", action="store_true", help="also PSS with a full peer table")
    parser.add_argument("--crowds", type=int, default=3)
    parser.add_argument("--settle", type=int, default=5, help="seconds before memory is read")
    parser.add_argument("--after", type=int, default=60, help="the same, behind a crowd")
    options = parser.parse_args()
    options.variants = dict(options.variant)
    options.proxies = options.proxies.split(",") + list(options.variants)
    cases = [list(CASES)[int(i)] for i in options.cases.split(",") if i]

    missing = [tool for tool in ("cc", "nginx", "haproxy") if not shutil.which(tool)]
    missing = [tool for tool in missing if tool == "cc" or tool in options.proxies]
    if missing:
        sys.exit("bench: not installed: " + ", ".join(missing))

    with tempfile.TemporaryDirectory(prefix="closewatch-bench-") as folder:
        bench = Bench(options, folder)
        try:
            print(machine())
            if cases:
                show_speed(bench.speed(cases), options.proxies)
            if options.peers:
                none, full = bench.peers("closewatch")
                print(f"\nPSS with no peer {none / 1024:.0f} MiB, with a full table of 100,000 "
                      f"{full / 1024:.0f} MiB")
            if options.growth:
                names = [name for name in options.proxies if name != "direct"]
                plot(show_growth(bench, names), options.growth)
            if options.idle:
                print(f"\n{options.idle:,} idle connections, PSS\n")
                print("| | before, MiB | with, MiB | KiB a connection | after each crowd, MiB |")
                print("|---|---|---|---|---|")
                for name in options.proxies:
                    if name != "direct":
                        show_idle(name, bench.idle(name), options.idle)
        finally:
            bench.stop_all()


if __name__ == "__main__":
    main()
