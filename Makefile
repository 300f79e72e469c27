# Short names for the commands of the README and CONTRIBUTING.md.

.PHONY: help test work short race lint verify prose ci

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: ## everything: every module's tests, and the gates
	go test ./...

work: ## every module's own tests, natively
	go test work

short: ## the same with fewer mutants
	go test -short ./...

race: ## every test but the gates, under the race detector
	go test -race -skip '^TestGates$$' ./...

lint: ## vet and staticcheck, which has to be installed
	go vet work
	@command -v staticcheck >/dev/null || { echo "staticcheck is not installed; .ci/run names the version"; exit 1; }
	@for dir in $$(go list -m -f '{{.Dir}}'); do (cd "$$dir" && staticcheck ./...) || exit 1; done

verify: ## the gates, as a table
	go run ./cmd/course verify

prose: ## write code and outputs into the texts anew
	go run ./cmd/course prose --write

ci: ## what the build server runs
	.ci/run
