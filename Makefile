# Needs JDK 17 or later and Maven 3.8.6 or later; `make help` lists the targets.
MVN ?= mvn
ARGS ?=
JAVA = $(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java

.DEFAULT_GOAL := build
.PHONY: help build demo test format bench bench-growth bench-reader bench-scrape bench-start soak fuzz reproducible clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

build: ## build proxy/target/closewatch and its jar, without tests
	$(MVN) -q -B -ntp -Dstyle.color=never -pl proxy -am package -Dmaven.test.skip=true

demo: build ## run the demo, e.g. make demo ARGS=--help
	proxy/target/closewatch demo $(ARGS)

test: ## run all checks and tests that this machine can run (REQUIRE_ALL=1: or fail)
	@.ci/test

format: ## format the Java sources
	$(MVN) -q -B -ntp -Pbench spotless:apply

bench-reader: ## run the frame reader's JMH benchmarks, e.g. ARGS='-f 1 -wi 3 -i 5'
	$(MVN) -q -B -ntp -Pbench -pl bench -am package -Dmaven.test.skip=true
	$(JAVA) -jar bench/target/benchmarks.jar Reader -prof gc $(ARGS)

bench: build ## measure beside nginx and HAProxy: 25 minutes; ARGS='--rounds 3 --idle 0'
	bench/end-to-end.py $(ARGS)

bench-growth: build ## the same with 10 to 9,000 connections; draws docs/images/growth.svg
	bench/end-to-end.py --proxies closewatch,nginx --cases '' --idle 0 --growth docs/images/growth.svg $(ARGS)

bench-scrape: ## what a scrape costs when all label sets are full
	$(MVN) -q -B -ntp -pl proxy -am test -Dtest=ScrapeCost -Dsurefire.failIfNoSpecifiedTests=false

bench-start: ## measure the start and the first crowd, e.g. ARGS='--rounds 3'
	$(MVN) -q -B -ntp -Pbench -pl proxy,bench -am package -Dmaven.test.skip=true
	bench/start.py $(ARGS)

soak: ## half an hour of mixed traffic, and whether all adds up; ARGS='--minutes 3'
	$(MVN) -q -B -ntp -Pbench -pl proxy,bench -am package -Dmaven.test.skip=true
	bench/soak.py $(ARGS)

fuzz: ## search for inputs that break something; ARGS='SECONDS [NAME...]', a minute for each fuzzer
	@MVN='$(MVN)' .ci/fuzz $(ARGS)

reproducible: ## build twice and compare what is shipped byte by byte
	@MVN='$(MVN)' .ci/reproducible

clean: ## remove everything built
	$(MVN) -q -B -ntp -Pbench clean
	rm -rf proxy/src/test/node/node_modules
