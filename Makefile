# Needs JDK 17 or later and Maven 3.8.6 or later; `make help` lists the targets.
MVN ?= mvn
ARGS ?=
JAVA = $(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java

.DEFAULT_GOAL := build
.PHONY: help build demo test format bench-reader clean

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

clean: ## remove everything built
	$(MVN) -q -B -ntp -Pbench clean
	rm -rf proxy/src/test/node/node_modules
