//go:build tools

// Package tools pins the ECK operator; the binary is built from the module's own main package.
package tools

import _ "github.com/elastic/cloud-on-k8s/v3/cmd"
