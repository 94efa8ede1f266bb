//go:build tools

// Package tools pins kwok, which plays the nodes, pods and volumes of the test cluster.
package tools

import _ "sigs.k8s.io/kwok/cmd/kwok"
